"""What grows with time: weekly fees by the day, monthly fees by the month, supervised contact by the hour."""

from collections.abc import Sequence
from datetime import date

from contracts import months
from contracts.charging.days import Span, months_completed
from contracts.charging.pence import half_up

FIRST_MONTHS = 12
"""The placement fee pays for so many months; only what comes after them without an adoption order costs a month's."""


def weekly(weekly_pence: int, days: int) -> int:
    """A weekly fee for so many days: a seventh a day, rounded once."""
    return half_up(weekly_pence * days, 7)


def split(weekly_pence: int, days: Sequence[int]) -> tuple[int, ...]:
    """A weekly fee in parts of so many days: each rounded once, the last takes what rounding left of the whole."""
    if not days:
        return ()
    parts = [weekly(weekly_pence, count) for count in days[:-1]]
    return (*parts, weekly(weekly_pence, sum(days)) - sum(parts))


def monthly(monthly_pence: int, span: Span, *, moved_in_on: date) -> int:
    """A monthly fee: each whole month of the span, and the days of a month cut short by the day.

    Months are counted from the day of moving in itself, so that a month that ends on the 30th for want of a 31st costs
    one fee. Days that begin within such a month count months from their own first day.
    """
    if not span.days:
        return 0
    first, gone = moved_in_on, months_completed(moved_in_on, span.start)
    if months.after(first, gone) != span.start:
        first, gone = span.start, 0
    completed = months_completed(first, span.end)
    start, end = months.after(first, completed), months.after(first, completed + 1)
    days, length = (span.end - start).days, (end - start).days
    return half_up(monthly_pence * ((completed - gone) * length + days), length)


def hourly(hourly_pence: int, hundredths: int) -> int:
    """Hours by hundredths of an hour, rounded once."""
    return half_up(hourly_pence * hundredths, 100)


def monthly_from(moved_in_on: date) -> date:
    """The first day for which a monthly fee may be asked."""
    return months.after(moved_in_on, FIRST_MONTHS)


def monthly_of(placement_fee: int) -> int:
    """The monthly fee that a placement fee implies: a third of it is for twelve months."""
    return half_up(placement_fee, 3 * FIRST_MONTHS)
