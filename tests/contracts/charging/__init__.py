"""What a placement costs, to the penny and the day."""
