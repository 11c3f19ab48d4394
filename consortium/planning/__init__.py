"""Both plans of a case and what they rest on: milestones, decisions, assessments, contact and family agreements."""
