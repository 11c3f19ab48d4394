"""Sabotage: protections are switched off one line at a time, and for each a named test has to notice."""
