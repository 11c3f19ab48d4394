"""The floor: the database, its drivers, refusals, settings, the clock; what every noun stands on."""
