"""Statements: what was promised, taken, moved, owed, billed, paid and disputed in a period, as one value."""
