"""Tests of what is planned and agreed for a case."""
