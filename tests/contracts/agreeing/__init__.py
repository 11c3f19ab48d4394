"""Mirrors contracts/agreeing."""
