"""Tests of retention: nothing is kept past its class, and what two people dispose of is gone for good (I14)."""
