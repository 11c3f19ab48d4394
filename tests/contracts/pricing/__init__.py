"""What consortia pay, as records."""
