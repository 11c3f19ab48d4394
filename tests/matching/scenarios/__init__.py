"""Tests of scenarios as records."""
