"""Recording what happened in a case, and taking back what was recorded by mistake."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from consortium import reasons
from consortium.access import Viewer, require
from consortium.course import events, facts, reviews
from consortium.course.events import CaseEvent
from consortium.floor import clock
from consortium.floor.db import db, flush
from consortium.floor.errors import Invalid, NotAllowed, RuleBroken
from consortium.floor.guard import whole
from consortium.referrals import Referral
from consortium.rights import sight
from consortium.timescales.rules import EventKind, StepKind, shipped

ACT, BACK = "events.record", "events.reverse"
KINDS = shipped().events


def choices(viewer: Viewer, *, referral_id: UUID) -> list[EventKind]:
    """The kinds of event that the viewer records in this case, in the order of the clock's data."""
    side = _side(viewer, events.case(viewer, referral_id=referral_id, act=ACT))
    return [kind for kind in KINDS.values() if side in kind.recorded_by]


def record(viewer: Viewer, *, referral_id: UUID, event: str, on: date) -> CaseEvent:
    """Records that something happened on a day. What other records tell (a move-in, a decision on a match) is theirs.

    A review of the carers carries the day of their next one on.
    Raises Invalid, NotAllowed for what is the other side's, RuleBroken for a day before its cause or after the end.
    """
    require(viewer, ACT)
    referral = events.case(viewer, referral_id=referral_id, act=ACT)
    kind = _kind(event)
    side = _side(viewer, referral)
    if side not in kind.recorded_by:
        raise NotAllowed(f"“{kind.said}” is recorded by the {' or the '.join(kind.recorded_by)}.")
    if on > clock.today():
        raise Invalid({"on": ["Give a day that has come."]})
    _hold(referral)
    known = facts.of(viewer, referrals=[referral])[0]
    _expect_its_time(known, kind, on)
    owners = {"authority_id": referral.authority_id, "member_id": viewer.member_id}
    row = _keep(referral=referral, event=event, happened_on=on, recorded_by=viewer.user_id, **owners)
    reviews.carry_on(viewer, row=row, household_ids=_homes(known, row))
    return row


def held(viewer: Viewer, *, referral_id: UUID, event_id: UUID) -> CaseEvent:
    """One row of a case, for whoever is about to take it back."""
    events.case(viewer, referral_id=referral_id, act=BACK)
    return events.get(viewer, referral_id=referral_id, event_id=event_id)


def reverse(viewer: Viewer, *, referral_id: UUID, event_id: UUID, reason: str) -> CaseEvent:
    """Takes back what was recorded by mistake, from today on, for a reason; both rows stay.

    Whoever recorded it may, and the authority whose case it is.
    """
    require(viewer, BACK)
    row = held(viewer, referral_id=referral_id, event_id=event_id)
    referral = row.referral
    if not (viewer.member_id == row.member_id or sight.owns(viewer, BACK, owner_id=referral.authority_id)):
        raise NotAllowed("Who recorded it takes it back, or the authority whose case it is.")
    if row.reverses_id is not None:
        raise RuleBroken("This row takes another back: record again what happened after all.", code="taken_back")
    said = reasons.said(reason)
    keys = {"authority_id": row.authority_id, "member_id": viewer.member_id, "reverses_id": row.id}
    day = {"event": row.event, "happened_on": clock.today(), "recorded_by": viewer.user_id}
    back = _keep(referral=referral, reason=said, **day, **keys)
    reviews.carry_back(viewer, row=row)
    return back


def _keep(*, referral: Referral, **values: Any) -> CaseEvent:
    row = CaseEvent(referral_id=referral.id, referral=referral, **values)
    db.session.add(row)
    flush()
    return row


def _homes(known: facts.Facts, row: CaseEvent) -> list[UUID]:
    """The households of whoever recorded a row in which the child was, or was to be, on its day."""
    own = [one for one in known.strands if one.household and one.agency and one.agency.id == row.member_id]
    return [one.household.id for one in own if one.household and one.since <= row.happened_on]


def _kind(event: str) -> EventKind:
    kind = KINDS.get(event)
    if kind is None:
        raise Invalid({"event": ["Choose what happened from the list."]})
    if not kind.recorded_by:
        raise Invalid({"event": [f"“{kind.said}” follows from another record, and is not recorded twice."]})
    return kind


def _side(viewer: Viewer, referral: Referral) -> str:
    """On whose behalf it is recorded; a coordinator's own organisation may be neither side."""
    return "authority" if viewer.operator or viewer.member_id == referral.authority_id else "agency"


@whole("two people who record the same at once come one after the other")
def _hold(referral: Referral) -> None:
    held = sa.select(Referral.id).where(Referral.id == referral.id).with_for_update(key_share=True)
    db.session.execute(held).one()


def _expect_its_time(known: facts.Facts, kind: EventKind, on: date) -> None:
    """Nothing is recorded twice for one day, before what it answers, or after the end of the case. What other records
    tell is of another thing: a panel on a match is none on the child's permanence.
    """
    if any((one.event, one.on) == (kind.code, on) for one in known.happened if one.row_id):
        raise RuleBroken(f"This is recorded already for {on}: take that back first, or give another day.", code="twice")
    ended = known.case_ended_on
    if ended is not None and on > ended:
        raise RuleBroken(f"The case ended on {ended}: what happened up to that day can be recorded.", code="ended")
    causes = list(_causes(kind.code))
    begun = [one.on for one in known.happened if one.event in {step.begins_with for step in causes}]
    if causes and not any(day <= on for day in begun):
        raise RuleBroken(_too_early(causes, begun), code="before_its_cause")


def _causes(event: str) -> Iterator[StepKind]:
    """The steps that this event does nothing but answer; none where it also stands for itself, as an order does."""
    if not any(step.begins_with == event for step in shipped().steps):
        yield from (step for step in shipped().in_force if event in step.closed_by)


def _too_early(causes: list[StepKind], begun: list[date]) -> str:
    if begun:
        return f"Give a day from {min(begun)} on: what it follows from happened then."
    named = " or ".join(dict.fromkeys(f"“{KINDS[step.begins_with].said}”" for step in causes))
    return f"It follows from {named}, which is not recorded yet: record that first."
