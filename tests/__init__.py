"""Tests, the mirror of the tree."""
