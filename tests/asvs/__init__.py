"""The table of OWASP ASVS 5.0.0: what is asked, and which test shows it met, or why none does."""
