"""The routes of a case's course: its clock, what happened in it, and what is due in all cases."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from api.operations import Door, Values
from api.paging import Listing
from api.schemas.course import CaseEvent, Clock, DueSearch, DueSteps, Reversal
from api.schemas.shapes import Paging
from consortium.access import Viewer
from consortium.course import events, recording, steps
from consortium.floor import clock as calendar

EVENTS = "/referrals/<uuid:referral_id>/events"
door = Door("course")


@door.reads("/referrals/<uuid:referral_id>/clock", Clock, may="clock.read")
def clock(viewer: Viewer, referral_id: UUID) -> Values:
    """Say what is due in a case by law and by aims, what comes next, and what happened."""
    found = steps.steps_of(viewer, referral_id=referral_id)
    known = {"as_of": found.as_of, "ended_on": found.ended_on, "overdue": found.overdue}
    happened = [{"event": one.event, "on": one.on} | _row(one.row_id) for one in found.happened]
    ids = {"referral_id": found.referral.id, "referral_ref": found.referral.ref}
    following = found.next and step_shown(found.next)
    return ids | known | {"next": following, "steps": [*map(step_shown, found.steps)], "happened": happened}


@door.reads("/due-steps", DueSteps, may="clock.read", asks=DueSearch)
def due(viewer: Viewer, query: Values) -> Values:
    """List what is overdue in the cases that you see, or what falls due within some days too, the earliest first."""
    found = steps.undone(viewer, within=query.get("within_days", steps.OVERDUE))
    return {"as_of": calendar.today(), "steps": [*map(step_shown, found)]}


@door.lists(EVENTS, CaseEvent, may="clock.read", asks=Paging)
def index(viewer: Viewer, referral_id: UUID, query: Values) -> Listing:
    """List what was recorded of a case, with what was taken back, the latest first."""
    found = events.visible(viewer, referral_id=referral_id)
    return Listing(found, by="created_at", shown=shown, newest_first=True)


@door.reads(f"{EVENTS}/<uuid:event_id>", CaseEvent, may="clock.read")
def read(viewer: Viewer, referral_id: UUID, event_id: UUID) -> Values:
    """Read one of them."""
    return _one(events.get(viewer, referral_id=referral_id, event_id=event_id))


@door.creates(EVENTS, CaseEvent, may="events.record")
def record(viewer: Viewer, referral_id: UUID, body: Values) -> Values:
    """Record that something happened on a day."""
    return _one(recording.record(viewer, referral_id=referral_id, **body))


@door.acts(f"{EVENTS}/<uuid:event_id>/reversal", CaseEvent, may="events.reverse", takes=Reversal)
def reverse(viewer: Viewer, referral_id: UUID, event_id: UUID, body: Values) -> Values:
    """Take back what was recorded by mistake; both rows stay, and the later one has the reason."""
    return _one(recording.reverse(viewer, referral_id=referral_id, event_id=event_id, **body))


def shown(found: Sequence[events.CaseEvent]) -> Iterator[Values]:
    """The rows as either side reads them: codes and days."""
    for row in found:
        keys = {name: getattr(row, name) for name in ("id", "referral_id", "event", "reverses_id", "reason")}
        by = {"recorded_by": row.member.code if row.member else None, "recorded_at": row.created_at}
        yield keys | by | {"on": row.happened_on}


def _one(row: events.CaseEvent) -> Values:
    return next(shown([row]))


def _row(row_id: UUID | None) -> Values:
    return {"event_id": row_id} if row_id else {}


def step_shown(one: steps.Due) -> Values:
    """One step with its case and whose it is."""
    names = ("step", "due_on", "done_on", "state", "basis", "source", "owner")
    known = {"referral_id": one.referral_id, "referral_ref": one.referral_ref, "days_left": one.days_left}
    return known | {name: getattr(one.step, name) for name in names} | {"owner_name": one.owner, "is_yours": one.mine}
