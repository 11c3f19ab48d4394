"""What is done of itself, when, and once."""
