"""One record where two were made of the same household or request: likenesses found, and what a merge moves."""
