"""Subject access: what a person is given of what is recorded about them, and what is left out for others' sake."""
