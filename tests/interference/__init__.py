"""Non-interference (I19): whatever happens at one organisation, what another is shown stays the same to the byte."""
