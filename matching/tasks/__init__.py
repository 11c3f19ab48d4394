"""Tasks: what takes too long to be worked on while somebody waits, one after the other, beside the web."""
