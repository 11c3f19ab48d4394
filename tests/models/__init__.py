"""Models: long random courses of acts, after each of which everything that must hold is looked at."""
