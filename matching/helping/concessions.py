"""What people may be asked to change for a match, and what never: MAY_CHANGE is the whole list, as data.

Whatever is not in it is never asked for: no protected characteristic of anyone, no clinical fact, nothing that keeps a
child safe, and no other child's link. NEVER says of each bar that no such change lifts why.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any

from matching.problem import Child, Household, Problem, Referral
from matching.rules import PINNED

OLDEST, MOST_CHILDREN, LONGEST_WAY = 216, 20, 1440  # what the sheets take at the most
WITHOUT_EXEMPTION = 3  # children that a household may foster at once (Looked After Children Regulations 2009, 27A)


@dataclass(frozen=True)
class MayChange:
    """A fact that may be changed: its field, the bar it lifts, whose word it is, its step, and the change in words.

    A step is what counts as one when changes of different facts are ranked: so many days, months, minutes, children.
    """

    code: str
    field: str
    bar: str | None
    whose: str
    step: int
    said: str


BOTH, PANEL = "the household and its agency", "the household's agency, by its panel"
HOME, AUTHORITY = "the household", "the child's authority"
MAY_CHANGE = (
    MayChange(
        "available_from",
        "available_from",
        "not_available",
        BOTH,
        30,
        "{ref} ({side}) were available from {after} instead of {before}",
    ),
    MayChange(
        "hold_until",
        "hold_until",
        "not_available",
        BOTH,
        30,
        "the hold on {ref} ({side}) ended on {after} instead of {before}",
    ),
    MayChange(
        "approved_children",
        "approved_children",
        "no_place",
        PANEL,
        1,
        "{ref} ({side}) were approved for {after} children instead of {before}",
    ),
    MayChange(
        "min_age_months",
        "min_age_months",
        "age_outside_approval",
        PANEL,
        12,
        "{ref} ({side}) were approved from {after} months instead of {before}",
    ),
    MayChange(
        "max_age_months",
        "max_age_months",
        "age_outside_approval",
        PANEL,
        12,
        "{ref} ({side}) were approved up to {after} months instead of {before}",
    ),
    MayChange(
        "household_travel",
        "max_travel_minutes",
        "too_far",
        HOME,
        60,
        "{ref} ({side}) accepted {after} minutes to contact instead of {before}",
    ),
    MayChange(
        "child_travel",
        "max_travel_minutes",
        "too_far",
        AUTHORITY,
        60,
        "{side} accepted {after} minutes to contact for {part} of {ref} instead of {before}",
    ),
    MayChange(
        "answer",
        "yes_needs",
        None,
        HOME,
        1,
        "{ref} ({side}), having talked it over, answered “yes” to {part} instead of “discuss”",
    ),
)
TERMS = {term.code: term for term in MAY_CHANGE}

NEVER = {
    "not_dual_approved": "An approval is a panel's decision about a household, never made for the sake of one pair.",
    "review_overdue": "A review is held because it is due, and what it finds is not known beforehand.",
    "sex_outside_approval": "Sex is a protected characteristic: nobody is asked to change what was approved about it.",
    "need_declined": "A household that answers “no” to a need is not talked round.",
    "excluded_area": "An area is excluded for the child's safety.",
    "known_conflict": "A conflict is a matter of the child's safety, and who has declined is not asked again.",
    "other_consortium": "Who belongs to which consortium is not changed for one pair.",
    "household_engaged": "An open link of the household is another child's: it is ended for that child's sake alone.",
    "referral_engaged": "The child is already in a link: that link is followed to its end first.",
    "forbidden": "A coordinator has ruled this pair out: only a coordinator takes that back, not a change of facts.",
    PINNED[0]: "A coordinator has pinned the child or the household to another, and that comes before everything.",
}


@dataclass(frozen=True)
class Relaxation:
    """One changed fact: its term's code, the reference of the household or referral, the child's or need's name."""

    code: str
    ref: str
    part: str
    before: int | date | str
    after: int | date | str

    @property
    def size(self) -> Fraction:
        """How far the fact is moved, in steps of its term."""
        if isinstance(self.after, date) and isinstance(self.before, date):
            return Fraction((self.before - self.after).days, TERMS[self.code].step)
        if isinstance(self.after, int) and isinstance(self.before, int):
            return Fraction(abs(self.after - self.before), TERMS[self.code].step)
        return Fraction(1)

    @property
    def owner(self) -> tuple[bool, str]:
        """Whether it is a referral's, and whose."""
        return self.code == "child_travel", self.ref


def relaxed(problem: Problem, changes: Sequence[Relaxation]) -> Problem:
    """The same problem with facts changed."""
    of: dict[tuple[bool, str], list[Relaxation]] = {}
    for change in changes:
        of.setdefault(change.owner, []).append(change)
    return replace(
        problem,
        referrals=tuple(_referral(each, of.get((True, each.ref), ())) for each in problem.referrals),
        households=tuple(_household(each, of.get((False, each.ref), ())) for each in problem.households),
    )


def said(problem: Problem, changes: Sequence[Relaxation]) -> str:
    """Changes in words, to follow an “if”."""
    agencies = {home.ref: home.agency for home in problem.households}
    authorities = {referral.ref: referral.authority for referral in problem.referrals}
    return " and ".join(
        TERMS[change.code].said.format(
            ref=change.ref,
            part=change.part,
            before=change.before,
            after=change.after,
            side=authorities[change.ref] if change.owner[0] else agencies[change.ref],
        )
        + _exemption(change)
        for change in changes
    )


def _household(home: Household, changes: Sequence[Relaxation]) -> Household:
    for change in changes:
        if change.code == "answer":
            kept = tuple(need for need in home.discuss_needs if need != change.part)
            given = tuple(sorted({*home.yes_needs, change.part}))
            home = replace(home, discuss_needs=kept, yes_needs=given)
        else:
            home = replace(home, **_field(change))
    return home


def _referral(referral: Referral, changes: Sequence[Relaxation]) -> Referral:
    if not changes:
        return referral
    of = {change.part: change for change in changes}
    return replace(referral, children=tuple(_child(child, of.get(child.ref)) for child in referral.children))


def _child(child: Child, change: Relaxation | None) -> Child:
    return replace(child, **_field(change)) if change else child


def _field(change: Relaxation) -> dict[str, Any]:
    return {TERMS[change.code].field: change.after}


def _exemption(change: Relaxation) -> str:
    exempt = change.code == "approved_children" and int(str(change.after)) > WITHOUT_EXEMPTION
    return f" (more than {WITHOUT_EXEMPTION} need an exemption)" if exempt else ""
