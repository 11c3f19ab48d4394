"""Retention classes: how long each kind of record is kept, and why. Values in, a class with its day and sentence out.

The periods are the law's where the law was read: for children the Looked After Children (Scotland) Regulations 2009,
regulation 43; for adopters the consultation on the Adoption Agencies (Scotland) Regulations. The 25 years of foster
carers' records, and the six of money, are common practice.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

PLACED_YEARS = 100
DIED_YEARS = 25
ADOPTION_YEARS = 100
CARERS_YEARS = 25
UNSUCCESSFUL_YEARS = 10
MONEY_YEARS = 6
ADULT = 18
USUAL_MONTHS = 24  # for a referral never placed, where a consortium has not said otherwise


class RetentionClass(StrEnum):
    """Why a record is kept as long as it is."""

    CURRENT = "current"
    PLACED_CHILD = "placed_child"
    DIED_UNDER_18 = "died_under_18"
    NEVER_PLACED = "never_placed"
    ADOPTERS = "adopters"
    CARERS = "carers"
    UNSUCCESSFUL_ADOPTERS = "unsuccessful_adopters"
    MONEY = "money"


_REGULATION_43 = (
    "The Looked After Children (Scotland) Regulations 2009, regulation 43, keep it, against a wish as well."
)
# The classes that a law sets, and which; what is not named here is policy or practice, and a person may ask sooner.
BY_LAW: Mapping[RetentionClass, str] = {
    RetentionClass.PLACED_CHILD: _REGULATION_43,
    RetentionClass.DIED_UNDER_18: _REGULATION_43,
    RetentionClass.ADOPTERS: "The Adoption Agencies (Scotland) Regulations keep it, against a wish as well.",
}


@dataclass(frozen=True)
class Kept:
    """How long a record is kept: the last day (None: no end is in sight yet), and the sentence that says why."""

    kind: RetentionClass
    until: date | None
    sentence: str

    @property
    def by_law(self) -> str:
        """The sentence that says which law keeps such a record, whoever asks for its erasure; empty where none does."""
        return BY_LAW.get(self.kind, "")

    def is_over(self, on: date) -> bool:
        """Whether nothing asks on this day that the record be kept any longer."""
        return self.until is not None and self.until < on


@dataclass(frozen=True)
class ChildDates:
    """What of a child decides how long the record is kept: the birth, or the day it was expected, and the death."""

    born_on: date | None
    expected_on: date | None = None
    died_on: date | None = None


@dataclass(frozen=True)
class Stay:
    """What of a placement decides how long a household's record is kept."""

    ended_on: date | None = None
    adopted_on: date | None = None


def years_after(day: date, years: int) -> date:
    """The same day so many years on; 29 February becomes 1 March where there is none, so nothing is kept too short."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def months_after(day: date, months: int) -> date:
    """The same day so many months on; where the month is too short, the first day of the next."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    try:
        return date(year, month + 1, day.day)
    except ValueError:
        return date(year + (month == 11), (month + 1) % 12 + 1, 1)


def referral(
    children: Iterable[ChildDates], *, placed: bool, closed_on: date | None, months: int = USUAL_MONTHS
) -> Kept:
    """How long a referral is kept: with children who were placed as long as the one kept longest asks for.

    closed_on: since when it searches no more; `months`: how long one that was never placed is kept after that.
    """
    known = [_placed_child(child) for child in children] if placed else []
    if known:
        return max(known, key=lambda kept: kept.until or date.max)
    if closed_on is None:
        return Kept(RetentionClass.CURRENT, None, "The referral is open.")
    until = months_after(closed_on, months)
    why = f"No child was placed. The consortium keeps such a referral for {months} months after it was closed."
    return Kept(RetentionClass.NEVER_PLACED, until, why)


def household(stays: Iterable[Stay], *, left_on: date | None, on: date) -> Kept:
    """How long a household is kept: after an adoption by its order, else from the day it left or its last child did."""
    known = list(stays)
    orders = [stay.adopted_on for stay in known if stay.adopted_on]
    if left_on is None:
        return Kept(RetentionClass.CURRENT, None, "The household is registered.")
    if orders:
        why = "A child was adopted. Adoption records are kept for 100 years from the adoption order."
        return Kept(RetentionClass.ADOPTERS, years_after(max(orders), ADOPTION_YEARS), why)
    if any(stay.ended_on is None or stay.ended_on > on for stay in known):
        return Kept(RetentionClass.CURRENT, None, "A child lives with the household.")
    if known:
        last = max([left_on, *(stay.ended_on for stay in known if stay.ended_on)])
        why = "The household cared for a child. Foster carers' records are kept for 25 years after they leave."
        return Kept(RetentionClass.CARERS, years_after(last, CARERS_YEARS), why)
    why = "The household left without a child. Records of unsuccessful adopters are kept for 10 years."
    return Kept(RetentionClass.UNSUCCESSFUL_ADOPTERS, years_after(left_on, UNSUCCESSFUL_YEARS), why)


def money(last_on: date | None) -> Kept:
    """How long a money record is kept: six years after the financial year (to 31 March) of its last entry."""
    if last_on is None:
        return Kept(RetentionClass.MONEY, None, "The placement goes on.")
    year = last_on.year + (last_on > date(last_on.year, 3, 31))
    why = "Money records are kept for six years after the financial year that they belong to."
    return Kept(RetentionClass.MONEY, date(year + MONEY_YEARS, 3, 31), why)


def _placed_child(child: ChildDates) -> Kept:
    born = child.born_on or child.expected_on
    if child.died_on and (born is None or child.died_on < years_after(born, ADULT)):
        why = "The child died before the age of 18. The record is kept for 25 years from the death."
        return Kept(RetentionClass.DIED_UNDER_18, years_after(child.died_on, DIED_YEARS), why)
    why = "A placed child's record is kept until the 100th anniversary of the birth."
    return Kept(RetentionClass.PLACED_CHILD, years_after(born, PLACED_YEARS) if born else None, why)
