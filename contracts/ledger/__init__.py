"""The unit ledger: entries that are added and never changed; where a commitment stands is their sum."""
