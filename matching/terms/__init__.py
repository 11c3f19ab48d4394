"""What people lay down before a run: the policy, the minutes on the road, the pairs they pin or forbid."""
