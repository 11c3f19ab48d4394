"""Tests of the documents that are printed: each holds what its reader may read, and nothing else."""
