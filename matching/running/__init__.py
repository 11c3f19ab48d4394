"""Match runs as records: solved, kept as they were, read by whom they concern, opened again to answer questions."""
