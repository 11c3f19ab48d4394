"""Months on the calendar, as agreements count them."""

import calendar
from datetime import MAXYEAR, date


def after(day: date, months: int) -> date:
    """The same day so many months on, or the last day of a month that has no such day; past the calendar, its last."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    if year > MAXYEAR:
        return date.max
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
