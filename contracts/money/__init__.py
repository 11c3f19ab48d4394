"""What is owed, billed and paid between an authority and an agency: double entry in whole pence, never rewritten."""
