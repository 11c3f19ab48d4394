"""Days of the year for which the agreements of these tests were made."""

from datetime import date

APRIL, JULY, SEPTEMBER = date(2026, 4, 1), date(2026, 7, 1), date(2026, 9, 1)
