"""What is decided about units before a year ends."""
