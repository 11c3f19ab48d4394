"""What an agency repays of the final third when a placement ends within twelve months, by three conventions."""

from datetime import date
from enum import StrEnum
from fractions import Fraction

from contracts import months
from contracts.charging.days import Span, months_begun, months_completed
from contracts.charging.pence import half_up


class Convention(StrEnum):
    """How what is left of the year is counted; the agreement says which."""

    DAYS = "days"
    MONTHS_BEGUN = "months_begun"  # a month that has begun is used up
    MONTHS_COMPLETED = "months_completed"  # only a month that is over is used up


def refund(fee: int, moved_in_on: date, ended_on: date, convention: Convention) -> int:
    """The share of the final third that the rest of the first twelve months is; nothing from the twelfth month's end.

    The third is not rounded before its share is taken. `ended_on` is the first day no longer placed.
    """
    year = Span(moved_in_on, months.after(moved_in_on, 12))
    if convention is Convention.DAYS:
        left = Fraction(Span(ended_on, year.end).within(year).days, year.days)
    elif convention is Convention.MONTHS_BEGUN:
        left = Fraction(12 - months_begun(moved_in_on, min(ended_on, year.end)), 12)
    else:
        left = Fraction(12 - months_completed(moved_in_on, min(ended_on, year.end)), 12)
    return half_up(fee * left.numerator, 3 * left.denominator)
