"""What if: a copy of a run's problem with some of it supposed otherwise, held against the run's own plan."""
