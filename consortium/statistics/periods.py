"""Periods: the whole financial years, April to March, and quarters, over which figures are given once they are over."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from consortium.floor.errors import Invalid

EARLIEST = 2000
_NAME = re.compile(r"([0-9]{4})-([0-9]{2})")


class Quarter(StrEnum):
    """The quarters of a financial year, in their order."""

    APRIL_TO_JUNE = "april_to_june"
    JULY_TO_SEPTEMBER = "july_to_september"
    OCTOBER_TO_DECEMBER = "october_to_december"
    JANUARY_TO_MARCH = "january_to_march"


@dataclass(frozen=True)
class FinancialYear:
    """A financial year, by the calendar year in which it begins."""

    begins: int

    @property
    def start(self) -> date:
        """Its first day."""
        return date(self.begins, 4, 1)

    @property
    def end(self) -> date:
        """The day after its last, as of every period."""
        return date(self.begins + 1, 4, 1)

    @property
    def last_day(self) -> date:
        """Its last day."""
        return self.end - timedelta(days=1)

    @property
    def name(self) -> str:
        """2025-26."""
        return f"{self.begins}-{(self.begins + 1) % 100:02}"


def years_over(on: date, *, most: int) -> list[FinancialYear]:
    """The financial years that are over on a day, the latest first, at most so many of them."""
    latest = on.year - (2 if on < date(on.year, 4, 1) else 1)
    return [FinancialYear(year) for year in range(latest, max(latest - most, EARLIEST - 1), -1)]


def year_over(name: str | None, *, on: date) -> FinancialYear:
    """The financial year of this name, or the latest; one that is not over by the day is refused."""
    latest = years_over(on, most=1)[0]
    if name is None:
        return latest
    known = _NAME.fullmatch(name)
    year = FinancialYear(int(known[1])) if known else None
    if year is None or year.name != name or not EARLIEST <= year.begins <= latest.begins:
        raise Invalid({"period": [f"Name a whole financial year that is over, such as {latest.name}."]})
    return year


def year_start(day: date) -> date:
    """The first day of the financial year in which a day lies."""
    return date(day.year - (day < date(day.year, 4, 1)), 4, 1)


def quarter_of(day: date) -> Quarter:
    """The quarter of the financial year in which a day lies."""
    return tuple(Quarter)[(day.month - 4) % 12 // 3]


def quarter_before(day: date) -> date:
    """The last day of the last quarter that is over."""
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1) - timedelta(days=1)
