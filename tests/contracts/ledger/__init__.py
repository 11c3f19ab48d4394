"""Tests of the unit ledger."""
