"""Match runs as records, and who may read what of them."""
