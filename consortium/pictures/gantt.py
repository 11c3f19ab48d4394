"""The Gantt chart of a case: both plans with their tranches of work, due and actual, and what the clock asks for.

It tells what `consortium.planning.shown` and the clock tell this person, and nothing else; reading it is written down.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from consortium.access import Viewer, may
from consortium.course import steps
from consortium.floor import clock
from consortium.floor.errors import NotFound
from consortium.planning import shown
from consortium.planning.cases import Facts
from consortium.planning.plans import PlanKind
from consortium.timescales.steps import state

AGREEMENT = "Family and Social Work Agreement"
ASSESSMENT = "Parenting assessment"
CONTACT = "Family time plan"
LAPSED = "lapsed"


@dataclass(frozen=True)
class Bar:
    """One row: what is planned, from a day or only by one, and what came of it so far.

    A row without `tranche` stands for itself. begun_on, done_on: the actual days; lapsed_on: when its plan was ruled
    out before it was reached.
    """

    title: str
    due_on: date
    from_on: date | None = None
    begun_on: date | None = None
    done_on: date | None = None
    lapsed_on: date | None = None
    tranche: str = ""

    def state(self, *, as_of: date) -> str:
        """Done, done late, open or overdue, as the clock says it, or lapsed."""
        return LAPSED if self.lapsed_on and not self.done_on else state(self.due_on, self.done_on, as_of=as_of)

    @property
    def days(self) -> list[date]:
        """All of its days."""
        known = (self.due_on, self.from_on, self.begun_on, self.done_on, self.lapsed_on)
        return [day for day in known if day is not None]


@dataclass(frozen=True)
class Tranche:
    """A group of steps of one plan: what it spans as planned, and how much of it is done."""

    title: str
    steps: Sequence[Bar]

    @property
    def span(self) -> tuple[date, date]:
        """From the first day on which a step is due to the last."""
        return min(one.due_on for one in self.steps), max(one.due_on for one in self.steps)

    @property
    def done(self) -> int:
        """How many of its steps are done."""
        return sum(one.done_on is not None for one in self.steps)


@dataclass(frozen=True)
class PlanRows:
    """One of both plans: whether it is live (None where that is not shown yet), its rows and its tranches."""

    kind: PlanKind
    status: str | None
    ruled_out_on: date | None
    bars: Sequence[Bar]
    tranches: Sequence[Tranche]

    @property
    def rows(self) -> list[Bar]:
        """Every row, those of the tranches last."""
        return [*self.bars, *(one for tranche in self.tranches for one in tranche.steps)]


@dataclass(frozen=True)
class Gantt:
    """One case as this person may read it: `found` is what `shown.case_of` told."""

    found: Facts
    as_of: date
    plans: Sequence[PlanRows]
    clock: Sequence[steps.Due]

    @property
    def days(self) -> list[date]:
        """Every day that stands on it."""
        of_plans = [day for plan in self.plans for bar in plan.rows for day in bar.days]
        of_clock = [day for one in self.clock for day in (one.step.due_on, one.step.done_on) if day]
        return of_plans + of_clock

    @property
    def overdue(self) -> list[str]:
        """What of both plans is past its day."""
        rows = (bar for plan in self.plans for bar in plan.rows)
        return [bar.title for bar in rows if bar.state(as_of=self.as_of) == "overdue"]


def of_case(viewer: Viewer, *, referral_id: UUID) -> Gantt:
    """The chart of one case that the viewer may read the plans of."""
    found = shown.case_of(viewer, referral_id=referral_id)
    plans = [_plan(PlanKind(one["kind"]), one, found) for one in found["plans"] if "kind" in one]
    ordered = sorted(plans, key=lambda one: one.kind is not PlanKind.REUNIFICATION)
    return Gantt(found, clock.today(), ordered, _clock(viewer, referral_id))


def _plan(kind: PlanKind, told: Mapping[str, Any], found: Facts) -> PlanRows:
    decided = [one for one in found["decisions"] if one.get("kind") == kind.value]
    out = decided[-1]["on"] if decided and told.get("status") == "ruled_out" else None
    beside = list(_beside(found)) if kind is PlanKind.REUNIFICATION else []
    bars = [_milestone(one) for one in told["milestones"] if "due_on" in one]
    names = dict.fromkeys(bar.tranche for bar in bars)
    tranches = [Tranche(name, [bar for bar in bars if bar.tranche == name]) for name in names]
    return PlanRows(kind, told.get("status"), out, beside, tranches)


def _beside(found: Facts) -> Iterator[Bar]:
    """What return home rests on besides its steps: the agreement with the parents, assessments, family time."""
    for one in reversed(found["family"]):
        if "decide_by_on" in one:
            yield Bar(AGREEMENT, one["decide_by_on"], one["started_on"], one["started_on"], one["ended_on"])
    for one in found["assessments"]:
        if "due_on" in one:
            yield Bar(ASSESSMENT, one["due_on"], one["started_on"], one["started_on"], one["finished_on"])
    for one in found["contact"][:1]:
        if "review_on" in one:
            begun = one["from_on"] if one["from_on"] <= clock.today() else None
            yield Bar(CONTACT, one["review_on"], one["from_on"], begun)


def _milestone(one: Mapping[str, Any]) -> Bar:
    known = {name: one.get(name) for name in ("done_on", "lapsed_on")}
    return Bar(one["title"], one["due_on"], tranche=one["tranche"], **known)


def _clock(viewer: Viewer, referral_id: UUID) -> Sequence[steps.Due]:
    """What the clock tells this person of the case; whoever may read its plans alone is told nothing of it."""
    if not may(viewer, steps.ACT):
        return ()
    try:
        told = steps.steps_of(viewer, referral_id=referral_id).steps
        # An assessment has its bar beside the plans.
        return sorted((one for one in told if one.step.step != steps.ASSESSMENT), key=lambda one: one.step.due_on)
    except NotFound:
        return ()
