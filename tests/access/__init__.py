"""Who reaches what: every endpoint × method × role × relation, run against expectations that people reviewed."""
