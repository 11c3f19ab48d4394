"""The spreadsheets that records come in and go out by: columns, reading and writing, without a database."""
