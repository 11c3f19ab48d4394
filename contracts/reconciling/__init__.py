"""Invoices held against what was ordered and what was confirmed: pure rules, without a session."""
