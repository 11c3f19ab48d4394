"""The course of a case: what happened in it, recorded or known from other records, and what is due by when."""
