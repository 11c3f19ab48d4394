"""What may be supposed to be there as well: a referral of one child or several, and a household. Nobody real.

Their references begin as no real one may (`consortium.sheets.cells`), so that nobody takes them for a record.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, ClassVar

from matching.assembly import household_of, referral_of
from matching.helping.concessions import LONGEST_WAY, MOST_CHILDREN, OLDEST
from matching.problem import URGENCIES, Problem, Referral
from matching.reasons.inputs import apart_of
from matching.supposing.changes import Thing

PREFIX = "WHAT-IF-"
SEXES = ("F", "M")
MOST_SIBLINGS, USUAL_WAY = 6, 60
_REFERENCE = re.compile(rf"{PREFIX}[A-Z0-9]{{1,10}}", re.ASCII)


@dataclass(frozen=True)
class ReferralAdded:
    """One more referral: a child for each age; `sexes`, where known, one for each age. Without a day: at once."""

    code: ClassVar[str] = "referral_added"
    referral_ref: str
    authority: str
    ages_months: tuple[int, ...]
    urgency: str = "routine"
    sexes: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    needed_by: date | None = None
    contact_postcode: str | None = None
    max_travel_minutes: int = USUAL_WAY

    @property
    def things(self) -> tuple[Thing, ...]:
        return (("referral", self.referral_ref),)

    @property
    def postcode(self) -> str | None:
        """The postcode whose place has to be known."""
        return self.contact_postcode

    def faults(self, problem: Problem) -> Iterator[str]:
        yield from _unfit_reference(self.referral_ref, [one.ref for one in problem.referrals])
        if not 1 <= len(self.ages_months) <= MOST_SIBLINGS:
            yield f"A referral is of 1 to {MOST_SIBLINGS} children: give an age in months for each."
        yield from _out_of_range("ages_months", self.ages_months, 0, OLDEST)
        yield from _out_of_range("max_travel_minutes", [self.max_travel_minutes], 0, LONGEST_WAY)
        if self.sexes and len(self.sexes) != len(self.ages_months):
            yield "Give a sex for each age, or none."
        yield from _unknown_words("sexes", self.sexes, SEXES)
        yield from _unknown_words("urgency", [self.urgency], URGENCIES)
        yield from _unknown_place(self.contact_postcode, problem)
        yield from self._unknown_authority(problem)

    def applied(self, problem: Problem) -> Problem:
        new = self._referral(problem)
        apart = problem.kept_apart
        if apart is not None:
            key = new.authority, new.placement_day
            apart = {**apart, key: apart.get(key, apart_of(problem, new) or frozenset())}
        every = sorted((*problem.referrals, new), key=lambda one: one.ref)
        return replace(problem, referrals=tuple(every), kept_apart=apart)

    def said(self, problem: Problem) -> str:
        count = "one child" if len(self.ages_months) == 1 else f"{len(self.ages_months)} children"
        ages = " and ".join(map(str, self.ages_months))
        day = "at once" if self.needed_by is None else f"by {self.needed_by}"
        needs = f", with {' and '.join(need.replace('_', ' ') for need in self.needs)}" if self.needs else ""
        return (
            f"{self.authority} referred {count} more as {self.referral_ref}: {ages} months old, {self.urgency}, "
            f"needed {day}{needs}"
        )

    def _unknown_authority(self, problem: Problem) -> Iterator[str]:
        """An authority of which it is not known with whom it shares a consortium."""
        known = {one.authority for one in problem.referrals}
        if problem.memberships is not None:
            known = {one.code for one in problem.memberships}
        elif problem.kept_apart is None:
            return
        if self.authority not in known:
            yield (
                f"This run does not know with whom {self.authority} shares a consortium. "
                f"It knows it of {', '.join(sorted(known)) or 'nobody'}."
            )

    def _referral(self, problem: Problem) -> Referral:
        sexes = self.sexes or (None,) * len(self.ages_months)
        born = [_months_before(problem.as_of, months) for months in self.ages_months]
        rows = [
            {
                "referral_ref": self.referral_ref,
                "child_ref": f"{self.referral_ref}-{number}",
                "authority_code": self.authority,
                "date_of_birth": day,
                "sex": sex,
                "needs": self.needs,
                **{name: getattr(self, name) for name in ("urgency", "needed_by", "contact_postcode")},
                "max_travel_minutes": self.max_travel_minutes,
                **_UNTOLD_OF_CHILD,
            }
            for number, (day, sex) in enumerate(zip(born, sexes, strict=True), start=1)
        ]
        return referral_of(rows, as_of=problem.as_of)


@dataclass(frozen=True)
class HouseholdAdded:
    """One more household, approved for both on the day of the run, that waits and has not cared for any need before."""

    code: ClassVar[str] = "household_added"
    household_ref: str
    agency: str
    postcode: str
    approved_children: int = 1
    min_age_months: int = 0
    max_age_months: int = 24
    yes_needs: tuple[str, ...] = ()
    discuss_needs: tuple[str, ...] = ()
    no_needs: tuple[str, ...] = ()
    max_travel_minutes: int = USUAL_WAY

    @property
    def things(self) -> tuple[Thing, ...]:
        return (("household", self.household_ref),)

    def faults(self, problem: Problem) -> Iterator[str]:
        yield from _unfit_reference(self.household_ref, [one.ref for one in problem.households])
        yield from _out_of_range("approved_children", [self.approved_children], 1, MOST_CHILDREN)
        yield from _out_of_range("min_age_months", [self.min_age_months], 0, OLDEST)
        yield from _out_of_range("max_age_months", [self.max_age_months], 0, OLDEST)
        yield from _out_of_range("max_travel_minutes", [self.max_travel_minutes], 0, LONGEST_WAY)
        answers = (*self.yes_needs, *self.discuss_needs, *self.no_needs)
        if len(set(answers)) < len(answers):
            yield "Keep one answer for each need: yes, discuss or no."
        yield from _unknown_place(self.postcode, problem)
        yield from self._unknown_agency(problem)

    def applied(self, problem: Problem) -> Problem:
        row: dict[str, Any] = {name: getattr(self, name) for name in _OF_HOUSEHOLD} | _UNTOLD_OF_HOUSEHOLD
        row |= {"approved_fostering_on": problem.as_of, "approved_adoption_on": problem.as_of}
        every = sorted((*problem.households, household_of(row)), key=lambda one: (one.ref, one.agency))
        return replace(problem, households=tuple(every))

    def said(self, problem: Problem) -> str:
        children = "one child" if self.approved_children == 1 else f"{self.approved_children} children"
        return (
            f"{self.agency} had one more household, {self.household_ref}, in {self.postcode}: approved for {children} "
            f"of {self.min_age_months} to {self.max_age_months} months"
        )

    def _unknown_agency(self, problem: Problem) -> Iterator[str]:
        known = problem.agencies
        if problem.memberships is not None:
            known = frozenset(one.code for one in problem.memberships)
        elif problem.kept_apart is None:
            return
        if self.agency not in known:
            yield (
                f"This run does not know with whom {self.agency} shares a consortium. "
                f"It knows it of {', '.join(sorted(known)) or 'nobody'}."
            )


_OF_HOUSEHOLD = (
    "household_ref",
    "agency",
    "postcode",
    "approved_children",
    "min_age_months",
    "max_age_months",
    "yes_needs",
    "discuss_needs",
    "no_needs",
    "max_travel_minutes",
)
_UNTOLD_OF_CHILD: dict[str, Any] = {
    "expected_date_of_delivery": None,
    "ethnicity": None,
    "religion": None,
    "language": None,
    "contact_sessions_per_week": None,
    "excluded_areas": (),
    "conflicts": (),
    "open_links": 0,
}
_UNTOLD_OF_HOUSEHOLD: dict[str, Any] = {
    "review_due_on": None,
    "children_in_placement": 0,
    "sexes": SEXES,
    "experience": (),
    "ethnicity": (),
    "religion": (),
    "languages": (),
    "available_from": None,
    "hold_until": None,
    "open_links": 0,
}


def _unfit_reference(ref: str, taken: list[str]) -> Iterator[str]:
    if not _REFERENCE.fullmatch(ref):
        yield f"Call it {PREFIX} and up to 10 capital letters and digits, as in {PREFIX}1: nobody takes that for real."
    elif ref in taken:
        yield f"{ref} is in the run already: give another number."


def _out_of_range(name: str, values: Any, low: int, high: int) -> Iterator[str]:
    if any(not low <= value <= high for value in values):
        yield f"{name}: whole numbers from {low} to {high:,}."


def _unknown_words(name: str, values: Any, known: tuple[str, ...]) -> Iterator[str]:
    if any(value not in known for value in values):
        yield f"{name}: {', '.join(known)}."


def _unknown_place(postcode: str | None, problem: Problem) -> Iterator[str]:
    if postcode is not None and postcode not in problem.places:
        yield f"{postcode} is not a postcode whose place is known."


def _months_before(day: date, months: int) -> date:
    """The day on which somebody was born who is so many whole months old."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
