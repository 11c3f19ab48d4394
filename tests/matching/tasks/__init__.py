"""Tests of what takes long and is worked on beside the web."""
