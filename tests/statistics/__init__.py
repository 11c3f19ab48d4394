"""Tests of statistics: small numbers are hidden, and nothing that is shown gives them away (I19)."""
