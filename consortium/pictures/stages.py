"""Stages of the pathway: the table of them, and what is said of the children who stand in one. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Literal
from uuid import UUID

from consortium.planning.assessments import WEEKS
from consortium.schedule.stalls import DAYS
from consortium.timescales.rules import shipped

Basis = Literal["law", "target"]


class Branch(StrEnum):
    """Where a stage lies: on the rail that every case travels, or on that of the one plan which is left."""

    RAIL = "rail"
    RETURN_HOME = "return_home"
    ADOPTION = "adoption"


class StageCode(StrEnum):
    """The stages, in the order in which a child comes to them."""

    SCREENING = "screening"
    SEARCHING = "searching"
    EXPLORING = "exploring"
    PANEL = "panel"
    DECISION = "decision"
    INTRODUCTIONS = "introductions"
    ASSESSMENT = "assessment"
    GOING_HOME = "going_home"
    PERMANENCE_PANEL = "permanence_panel"
    PERMANENCE_DECISION = "permanence_decision"
    APPLICATION = "application"
    COURT = "court"


class Ending(StrEnum):
    """How a child's case came out."""

    HOME = "home"
    KIN = "kin"
    ADOPTED = "adopted"
    OTHER = "other"


@dataclass(frozen=True)
class StageKind:
    """One stage: where it lies, and by when a child is to leave it.

    days: so many, for everybody; otherwise those of its authority's `aim`; none where neither is named.
    """

    code: StageCode
    branch: Branch
    source: str
    days: int | None = None
    aim: str | None = None
    basis: Basis = "target"


def _law(step: str) -> int:
    """The days that the law gives for a step, as the clock's data has them now."""
    return next(term.count for term in shipped().named[step].terms if term.effective_to == date.max)


_OURS = "The consortium’s own, not law"
_RAIL, _HOME, _ADOPTION = Branch
KINDS: Mapping[StageCode, StageKind] = {
    one.code: one
    for one in (
        StageKind(StageCode.SCREENING, _RAIL, _OURS, days=7),
        StageKind(StageCode.SEARCHING, _RAIL, f"{_OURS}: from acceptance to a link", days=28),
        StageKind(StageCode.EXPLORING, _RAIL, _OURS, days=DAYS["proposed"] + DAYS["exploring"]),
        StageKind(StageCode.PANEL, _RAIL, f"{_OURS}: from the matching meeting", days=DAYS["meeting_held"]),
        StageKind(
            StageCode.DECISION, _RAIL, "LAC (Scotland) Regulations 2009, reg 22", days=_law("decision"), basis="law"
        ),
        StageKind(StageCode.INTRODUCTIONS, _RAIL, _OURS, days=DAYS["approved"] + DAYS["introductions"]),
        StageKind(StageCode.ASSESSMENT, _RAIL, f"{WEEKS} weeks, where no other time is agreed", days=WEEKS * 7),
        StageKind(StageCode.GOING_HOME, _HOME, "None is set"),
        StageKind(
            StageCode.PERMANENCE_PANEL, _ADOPTION, "The aim of its authority", aim="panel_after_rehabilitation"
        ),
        StageKind(
            StageCode.PERMANENCE_DECISION,
            _ADOPTION,
            "Adoption Agencies (Scotland) Regulations 2009, reg 13",
            days=_law("decision"),
            basis="law",
        ),
        StageKind(StageCode.APPLICATION, _ADOPTION, "The aim of its authority", aim="application_after_decision"),
        StageKind(StageCode.COURT, _ADOPTION, "None is set: the court’s time is its own"),
    )
}  # fmt: skip


@dataclass(frozen=True)
class Standing:
    """One child at one stage: since when, for how many days, and how many it should be at most."""

    stage: StageCode
    since: date
    days: int
    limit: int | None
    authority: str
    referral_id: UUID | None
    referral_ref: str | None

    @property
    def is_over(self) -> bool:
        """Whether the child has stood there longer than it should; on the last day it has not."""
        return self.limit is not None and self.days > self.limit


@dataclass(frozen=True)
class Stage:
    """The children who stand at one stage on a day, the longest first."""

    kind: StageKind
    children: Sequence[Standing]

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.children)

    @property
    def over(self) -> int:
        """How many have stood there longer than they should."""
        return sum(one.is_over for one in self.children)

    @property
    def median(self) -> Fraction | None:
        """The days that half of them have stood there or longer, exactly; None where nobody stands."""
        return median([one.days for one in self.children])

    @property
    def limits(self) -> list[int]:
        """The limits in days that hold here: one for everybody, or those of the children's authorities."""
        known = {one.limit for one in self.children} if self.kind.days is None else {self.kind.days}
        return sorted(limit for limit in known if limit is not None)

    @property
    def drifts(self) -> bool:
        """Whether more than half of the children who stand there have stood there longer than they should."""
        return 2 * self.over > self.count


def median(days: Sequence[int]) -> Fraction | None:
    """The middle of the numbers, or half-way between the two in the middle; None where there are none."""
    if not days:
        return None
    ordered, half = sorted(days), len(days) // 2
    if len(days) % 2:
        return Fraction(ordered[half])
    return Fraction(ordered[half - 1] + ordered[half], 2)
