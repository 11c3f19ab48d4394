"""How members agree: terms with their meaning, signatures of both sides, and what changes by an amendment."""
