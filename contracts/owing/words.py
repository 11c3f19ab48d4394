"""The sum behind an amount, as people check it: 18 days × £430.50 ÷ 7."""

from collections.abc import Sequence
from fractions import Fraction

from contracts.charging.pence import half_up, pounds
from contracts.charging.refunds import Convention

_REST = {
    Convention.DAYS: "days",
    Convention.MONTHS_BEGUN: "months, one that has begun being used up",
    Convention.MONTHS_COMPLETED: "months, one that has begun being left",
}


def of_fee(fee: int, share: Fraction) -> str:
    """A placement fee, or the part of it that falls due on a day."""
    return f"the fee of {pounds(fee)}" if share == 1 else f"{share} of the fee of {pounds(fee)}"


def of_refund(fee: int, convention: Convention) -> str:
    """What an agency repays where a placement breaks down within a year."""
    return f"the rest of the final third of {pounds(fee)}, by {_REST[convention]}"


def by_week(unit: int, days: int, *, pence: int) -> str:
    """Days at a seventh of a week each."""
    return f"{_count(days, 'day')} × {pounds(unit)} ÷ 7{_rounding(pence, of=Fraction(unit * days, 7))}"


def by_month(unit: int, pieces: Sequence[tuple[int, int]], *, pence: int) -> str:
    """Whole months together, and days of those that are cut short; a piece is so many days of so many."""
    whole = sum(days == length for days, length in pieces)
    said = [f"{days} of {length} days" for days, length in pieces if days < length]
    said = [*([_count(whole, "month")] if whole else []), *said]
    exact = sum((Fraction(unit * days, length) for days, length in pieces), Fraction())
    return f"{' and '.join(said)} × {pounds(unit)}{_rounding(pence, of=exact)}"


def by_hour(unit: int, hundredths: int, *, days: int, of_days: int, pence: int) -> str:
    """Hours of contact; where a part of the days is meant for which they were confirmed, as many of those days."""
    part = "" if days == of_days else f" × {days} of {of_days} days"
    exact = Fraction(unit * hundredths * days, 100 * of_days)
    return f"{_hours(hundredths)} × {pounds(unit)}{part}{_rounding(pence, of=exact)}"


def _hours(hundredths: int) -> str:
    whole, rest = divmod(hundredths, 100)
    told = f"{whole}.{rest:02d}".rstrip("0").rstrip(".")
    return f"{told} hour" if hundredths == 100 else f"{told} hours"


def _rounding(pence: int, *, of: Fraction) -> str:
    """The penny, if any, that the parts before this one left to it or had already."""
    left = pence - half_up(of.numerator, of.denominator)
    if not left:
        return ""
    return f", and {pounds(left)} that rounding left" if left > 0 else f", less {pounds(-left)} of rounding"


def _count(number: int, one: str) -> str:
    return f"{number} {one}" if number == 1 else f"{number} {one}s"
