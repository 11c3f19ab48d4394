"""The routes of relief where an agency had nobody to offer."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from api.operations import Door, Values
from api.paging import Listing
from api.schemas.unit_transfers import OfMinimum, Relief, UnitReversal
from consortium.access import Viewer
from contracts.years import records, reliefs

ONE = "/reliefs/<uuid:relief_id>"
_PLAIN = ("id", "commitment_id", "offer", "accepted_on", "offered_on", "reversed_on", "reversal_reason")
door = Door("reliefs")


@door.lists("/reliefs", Relief, may=reliefs.READ, asks=OfMinimum)
def index(viewer: Viewer, query: Values) -> Listing:
    """List the reliefs of the commitments that you may see, the latest first."""
    return Listing(reliefs.visible(viewer, **query), by="created_at", shown=_shown, newest_first=True)


@door.reads(ONE, Relief, may=reliefs.READ)
def read(viewer: Viewer, relief_id: UUID) -> Values:
    """Read one relief."""
    return next(_shown([reliefs.get(viewer, relief_id=relief_id)]))


@door.creates("/reliefs", Relief, may=reliefs.RECORD)
def record(viewer: Viewer, body: Values) -> Values:
    """Record that an agency had nobody to offer in time, or that what it offered was declined."""
    named = {name: body.pop(name) for name in ("commitment_id", "offer", "accepted_on", "offered_on") if name in body}
    return next(_shown([reliefs.record(viewer, values=body, **named)]))


@door.acts(f"{ONE}/reversal", Relief, may=reliefs.RECORD, takes=UnitReversal)
def take_back(viewer: Viewer, relief_id: UUID, body: Values) -> Values:
    """Take back a relief that was a mistake: it stays on the record and relieves nothing."""
    return next(_shown([reliefs.take_back(viewer, relief_id=relief_id, **body)]))


def _shown(found: Sequence[records.Relief]) -> Iterator[Values]:
    for relief in found:
        told = {name: getattr(relief, name) for name in _PLAIN}
        recorder = relief.recorder.code if relief.recorder else None
        yield reliefs.as_row(relief) | told | {"recorded_by": recorder, "recorded_at": relief.created_at}
