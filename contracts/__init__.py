"""What was promised and bought: agreements, commitments, purchases, and the arithmetic of positions."""
