"""Which household to recruit next, tested against whole solves and against every plan there is."""
