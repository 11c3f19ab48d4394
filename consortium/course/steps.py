"""Steps of cases: what is due by when and whose it is, for one case and for everybody's cases."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from consortium.access import Viewer, require
from consortium.carers import Household
from consortium.course import events, facts, reviews, targets
from consortium.course.facts import OF_LINKS, OF_THE_STAY, Facts, Happened, Kind, Strand
from consortium.floor import clock
from consortium.floor.db import db
from consortium.members import Member
from consortium.referrals import Referral
from consortium.timescales.rules import Rules, StepKind, shipped
from consortium.timescales.steps import Step, of_case, state

ACT = "clock.read"
OVERDUE = -1
"""Within less than no days: what is due on the day itself is not overdue yet."""
SOON = 14
ASSESSMENT = "parenting_assessment"
OF_A_LINK = frozenset(map(shipped().counted, (*OF_LINKS.values(), "panel_followed")))
"""What is answered by these alone may be asked of a link."""


@dataclass(frozen=True)
class Due:
    """One step of a case: whose it is, by name, whether it is the viewer's side's, and how many days are left (below
    nothing: overdue). The agency is that of its home, and the household is there where the viewer may read it.
    """

    referral_id: UUID
    referral_ref: str
    step: Step
    said: str
    owner: str
    mine: bool
    days_left: int | None
    agency: Member | None = None
    household: Household | None = None


@dataclass(frozen=True)
class Clock:
    """How one case stands on a day, as far as it concerns whoever looks."""

    referral: Referral
    as_of: date
    side: str
    steps: Sequence[Due]
    happened: Sequence[Happened]
    ended_on: date | None

    @property
    def next(self) -> Due | None:
        """What comes next, or should have come already: the undone step with the earliest day."""
        return min(_undone(self.steps), key=_by_day, default=None)

    @property
    def overdue(self) -> int:
        """How many steps are overdue."""
        return sum(one.step.state == "overdue" for one in self.steps)


def steps_of(viewer: Viewer, *, referral_id: UUID) -> Clock:
    """The clock of one case today; an agency sees the steps of its own duty alone."""
    require(viewer, ACT)
    referral = events.case(viewer, referral_id=referral_id)
    known = facts.of(viewer, referrals=[referral])[0]
    today = clock.today()
    shown = known.happened if known.side != "agency" else [one for one in known.happened if _concerns_agency(one.event)]
    aims = targets.as_steps(targets.governing(authority_ids=[referral.authority_id])[referral.authority_id])
    return Clock(referral, today, known.side, _steps(known, shipped(), aims, as_of=today), shown, known.case_ended_on)


def undone(viewer: Viewer, *, within: int | None = None) -> list[Due]:
    """What is still to be done in all cases that the viewer sees, the earliest day first.

    within: only what is due in so many days, or overdue already; without it all.
    """
    due = (one for _, one in of_everybody(viewer, as_of=clock.today()))
    return sorted((one for one in due if within is None or (one.days_left or 0) <= within), key=_by_day)


def of_everybody(viewer: Viewer, *, as_of: date) -> Iterator[tuple[Facts, Due]]:
    """What is still to be done in each case that the viewer sees, as it stands on a day, with the facts of the case."""
    require(viewer, ACT)
    found = list(db.session.scalars(events.cases(viewer, act=ACT)).unique())
    aims = targets.governing(authority_ids={one.authority_id for one in found})
    kinds = {key: targets.as_steps(of_one) for key, of_one in aims.items()}
    for known in facts.of(viewer, referrals=found):
        told = _steps(known, shipped(), kinds[known.referral.authority_id], as_of=as_of)
        yield from ((known, one) for one in _undone(told))


def overdue(viewer: Viewer) -> list[tuple[str, list[Due]]]:
    """What is overdue in all cases that the viewer sees, by who owns it; the owner with the most first."""
    owners: dict[str, list[Due]] = {}
    for one in undone(viewer, within=OVERDUE):
        owners.setdefault(one.owner, []).append(one)
    return sorted(owners.items(), key=lambda owner: (-len(owner[1]), owner[0]))


def _steps(known: Facts, rules: Rules, aims: Sequence[StepKind], *, as_of: date) -> list[Due]:
    """What the law asks for, then what the authority aims at; to an agency what is its own duty."""
    law = [kind for kind in rules.in_force if known.side != "agency" or _is_agencys(kind)]
    kinds = [*law, *(kind for kind in aims if known.side != "agency" or _is_agencys(kind))]
    asked = {
        Kind.HOME: [kind for kind in kinds if kind.begins_with in OF_THE_STAY],
        Kind.CASE: [kind for kind in kinds if kind.begins_with not in OF_THE_STAY],
        Kind.LINK: [kind for kind in law if OF_A_LINK.issuperset(kind.closed_by)],
    }
    named = {kind.code: kind for kind in kinds}
    ref, found = known.referral.ref, []
    for strand in known.strands:
        told = of_case(ref, strand.events(ref), asked[strand.kind], rules.working, as_of=as_of)
        found += [_due(known, strand, _as_reviewed(strand, one, as_of), named[one.step], as_of) for one in told]
    kind, case = rules.named[ASSESSMENT], next(one for one in known.strands if one.kind is Kind.CASE)
    return found + [_due(known, case, one, kind, as_of) for one in _assessed(known, kind, as_of=as_of)]


def _assessed(known: Facts, kind: StepKind, *, as_of: date) -> Iterator[Step]:
    """Each parenting assessment is to be finished by its own day, as its team was given it."""
    for one in known.assessments:
        if one.started_on <= as_of and (one.finished_on or not known.case_ended_on):
            how, source = state(one.due_on, one.finished_on, as_of=as_of), kind.terms[0].source
            keys = (known.referral.ref, kind.code, one.due_on, one.finished_on, how)
            yield Step(*keys, kind.basis, source, kind.owner, one.started_on)


def _due(known: Facts, strand: Strand, step: Step, kind: StepKind, as_of: date) -> Due:
    agency = strand.agency or known.agency
    owners = {"authority": known.referral.authority.name, "agency": agency.name if agency else "The agency"}
    left = None if step.is_done else (step.due_on - as_of).days
    owner = owners.get(step.owner, "The coordinator")
    mine = known.side == step.owner
    return Due(known.referral.id, known.referral.ref, step, kind.said, owner, mine, left, agency, strand.household)


def _as_reviewed(strand: Strand, step: Step, as_of: date) -> Step:
    """The carers' review is due no sooner than their agency has it: reviews before this case are not in its course.

    So is the one that was held: the day that the agency kept was its term.
    """
    stated = _stated(strand, step.done_on) if step.step == reviews.STEP else None
    if stated is None or stated <= step.due_on:
        return step
    return replace(step, due_on=stated, state=state(stated, step.done_on, as_of=as_of))


def _stated(strand: Strand, held_on: date | None) -> date | None:
    """The day that the agency keeps for a review, or kept for the one that was held on a day."""
    kept = strand.household.review_due_on if strand.household else None
    if held_on and held_on in strand.terms:
        return strand.terms[held_on]
    return None if kept and held_on and kept >= reviews.next_after(held_on) else kept


def _is_agencys(kind: StepKind) -> bool:
    return kind.owner == "agency" or any(_is_agencys_event(code) for code in kind.closed_by)


def _is_agencys_event(code: str) -> bool:
    return "agency" in shipped().events[code].recorded_by


def _concerns_agency(code: str) -> bool:
    return code in OF_THE_STAY or _is_agencys_event(code)


def _undone(found: Iterable[Due]) -> Iterator[Due]:
    return (one for one in found if not one.step.is_done)


def _by_day(one: Due) -> tuple[date, str, str]:
    return (one.step.due_on, one.referral_ref, one.step.step)
