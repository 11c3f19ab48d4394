"""Tests of invoices in the records."""
