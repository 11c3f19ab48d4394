"""Tests of the audit trail: nothing is written or read unseen, and nothing in it is changed unseen."""
