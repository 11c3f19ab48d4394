"""Who may do and see what: the table of capabilities, what opens a record to others, and for how long."""
