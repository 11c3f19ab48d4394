"""Tests of what goes beyond a plain assignment."""
