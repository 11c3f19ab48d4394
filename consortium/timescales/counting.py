"""Counting: from a day to the last day of a timescale, in each of the ways in which the law and people count."""

import calendar
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True)
class WorkingDays:
    """Which days do not count: weekdays by number (Monday 0), and days of every year as (month, day)."""

    weekdays: frozenset[int]
    yearly: frozenset[tuple[int, int]]

    def counts(self, day: date) -> bool:
        """Whether this is a working day."""
        return day.weekday() not in self.weekdays and (day.month, day.day) not in self.yearly


def days(on: date, count: int, _working: WorkingDays) -> date:
    """So many days after."""
    return on + timedelta(days=count)


def days_with_the_first(on: date, count: int, _working: WorkingDays) -> date:
    """The last of so many days, of which the day itself is the first."""
    return on + timedelta(days=count - 1)


def weeks(on: date, count: int, _working: WorkingDays) -> date:
    """The same weekday so many weeks on."""
    return on + timedelta(weeks=count)


def months(on: date, count: int, _working: WorkingDays) -> date:
    """The same day so many months on, or the last day of a month that has no such day."""
    years, month = divmod(on.month - 1 + count, 12)
    year = on.year + years
    return date(year, month + 1, min(on.day, calendar.monthrange(year, month + 1)[1]))


def working_days(on: date, count: int, working: WorkingDays) -> date:
    """The so-manieth working day after; the day itself never counts."""
    day = on
    while count:
        day += timedelta(days=1)
        count -= working.counts(day)
    return day


COUNTINGS: Mapping[str, Callable[[date, int, WorkingDays], date]] = {
    one.__name__: one for one in (days, days_with_the_first, weeks, months, working_days)
}
MOST = 5_000
"""No timescale counts further: what is longer is a slip of the pen, and would leave the calendar."""
