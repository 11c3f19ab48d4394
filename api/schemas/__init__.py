"""The shapes of the JSON door, one module for each noun."""
