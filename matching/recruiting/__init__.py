"""Which household to recruit next: kinds of households, and how many more children each would place."""

LEAST_SCENARIOS, USUAL_SCENARIOS, MOST_SCENARIOS = 20, 200, 1_000
