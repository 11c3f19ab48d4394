"""Invoices against orders, confirmed days and tariffs: each code with its smallest case and its counter-case."""
