"""Joining and leaving: what the minimum of an authority would be that is a member for a part of its period alone."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import ceil, floor

from contracts.agreeing.terms import ProRata, Rounding
from contracts.charging.days import months_completed


@dataclass(frozen=True)
class Member:
    """From when until when an authority belongs to the consortium; `left_on` is the first day on which it does not."""

    joined_on: date | None = None
    left_on: date | None = None


def minimum(units: int, period: tuple[date, date], member: Member, *, convention: ProRata, rounding: Rounding) -> int:
    """The minimum for the days of membership within a half-open period, in whole units.

    By months, whole months count from the first day of membership within the period, against the whole months of the
    period; a period without one is cut by days.
    """
    starts, ends = period
    since = max(starts, member.joined_on or starts)
    until = max(since, min(ends, member.left_on or ends))
    if convention == ProRata.NONE or (since, until) == (starts, ends):
        return units
    months = months_completed(starts, ends)
    if convention == ProRata.MONTHS and months:
        part = Fraction(min(months_completed(since, until), months), months)
    else:
        part = Fraction((until - since).days, (ends - starts).days)
    return _rounded(units * part, rounding)


def _rounded(exact: Fraction, rounding: Rounding) -> int:
    if rounding == Rounding.UP:
        return ceil(exact)
    return floor(exact) if rounding == Rounding.DOWN else floor(exact + Fraction(1, 2))
