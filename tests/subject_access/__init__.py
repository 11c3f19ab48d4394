"""Tests of subject access: a person is given their own, and nothing of anybody else."""
