"""What would help: the smallest changes that would place a child, and the questions worth asking first."""
