"""The schedule: jobs that are declared as data, and the ledger in which each has its effect once for each period."""
