"""The pages of the HTML door, one module for each noun."""
