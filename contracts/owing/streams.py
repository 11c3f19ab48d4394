"""What one charge of one placement comes to as its days go by: each stream says what it has come to before a day.

The part of a stream between two days is the difference of the two. So the parts of any days, cut wherever one likes,
come to the whole, and rounding leaves each penny to the part in which it is due.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from contracts import months
from contracts.charging import accruals
from contracts.charging.days import Span
from contracts.charging.pence import half_up
from contracts.charging.prices import CONTACT_HOURLY, FOSTERING_WEEKLY, MONTHLY_AFTER_12, PLACEMENT_FEE
from contracts.owing import words


class Stream(Protocol):
    """One charge over time."""

    @property
    def charge(self) -> str:
        """Which charge it is."""
        ...

    @property
    def days(self) -> Span:
        """The days on which it comes to something."""
        ...

    def before(self, day: date) -> int:
        """What it has come to on the days before this one, in whole pence."""
        ...

    def told(self, part: Span, pence: int) -> str:
        """The sum behind what a part of its days comes to."""
        ...


@dataclass(frozen=True)
class Due:
    """What falls due on one day: a placement fee, a part of it, or what is given back of it."""

    on: date
    pence: int
    words: str
    charge: str = PLACEMENT_FEE

    @property
    def days(self) -> Span:
        """The one day."""
        return Span(self.on, self.on + timedelta(days=1))

    def before(self, day: date) -> int:
        """All of it, once the day has come."""
        return self.pence if self.on < day else 0

    def told(self, part: Span, pence: int) -> str:
        """What it is."""
        return self.words


@dataclass(frozen=True)
class Weekly:
    """A weekly fee by the day."""

    unit: int
    days: Span
    charge: str = FOSTERING_WEEKLY

    def before(self, day: date) -> int:
        """A seventh of a week for each day, rounded once."""
        return accruals.weekly(self.unit, (day - self.days.start).days)

    def told(self, part: Span, pence: int) -> str:
        """Days × the weekly fee ÷ 7."""
        return words.by_week(self.unit, part.days, pence=pence)


@dataclass(frozen=True)
class Monthly:
    """A monthly fee, counted from the day of moving in: whole months, and days of a month cut short."""

    unit: int
    days: Span
    moved_in_on: date
    charge: str = MONTHLY_AFTER_12

    def before(self, day: date) -> int:
        """Whole months and the days of one that is not over, rounded once."""
        return accruals.monthly(self.unit, Span(self.days.start, day), moved_in_on=self.moved_in_on)

    def told(self, part: Span, pence: int) -> str:
        """Months and days of months × the monthly fee."""
        return words.by_month(self.unit, list(self._pieces(part)), pence=pence)

    def _pieces(self, part: Span) -> list[tuple[int, int]]:
        """How many days of each month the part has, and how many the month has."""
        found, count = list[tuple[int, int]](), accruals.FIRST_MONTHS
        while (start := months.after(self.moved_in_on, count)) < part.end:
            count += 1
            month = Span(start, months.after(self.moved_in_on, count))
            if inside := part.within(month).days:
                found.append((inside, month.days))
        return found


@dataclass(frozen=True)
class Hours:
    """Hours of contact that were confirmed for some days, spread evenly over them."""

    unit: int
    hundredths: int
    days: Span
    charge: str = CONTACT_HOURLY

    def before(self, day: date) -> int:
        """The amount of the hours by the days gone by, rounded once."""
        return half_up(self._pence * (day - self.days.start).days, self.days.days)

    def told(self, part: Span, pence: int) -> str:
        """Hours × the hourly price."""
        return words.by_hour(self.unit, self.hundredths, days=part.days, of_days=self.days.days, pence=pence)

    @property
    def _pence(self) -> int:
        return accruals.hourly(self.unit, self.hundredths)
