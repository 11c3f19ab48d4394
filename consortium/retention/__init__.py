"""Retention: how long a record is kept, what holds it, when it is due, and how two people dispose of it for good."""
