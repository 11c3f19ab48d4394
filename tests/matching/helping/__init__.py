"""What would help, tested against solves by force."""
