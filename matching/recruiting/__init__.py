"""Which household to recruit next: kinds of households, and how many more children each would place."""
