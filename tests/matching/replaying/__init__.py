"""Runs as files, and what is refused of them."""
