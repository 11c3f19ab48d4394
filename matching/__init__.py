"""Who could suit whom: a pure solver with its rules, and the runs that are kept of it."""
