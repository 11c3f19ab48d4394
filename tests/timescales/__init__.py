"""Tests of timescales."""
