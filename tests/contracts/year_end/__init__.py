"""Tests of how a year ends."""
