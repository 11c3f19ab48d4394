"""Tests of the floor that all stand on."""
