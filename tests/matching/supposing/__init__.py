"""Tests of what is supposed of a run."""
