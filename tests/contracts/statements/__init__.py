"""Statements: one value, and every form of it with the same figures; nobody is told what is another's."""
