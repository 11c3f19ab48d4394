"""Invoices in the records: issued and never edited, held against orders and receipts, decided on by people."""
