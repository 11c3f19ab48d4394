"""Who people are, how they get in, and how they are kept out."""
