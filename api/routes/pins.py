"""The routes of pins."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from api.operations import Door, Values
from api.paging import Listing
from api.schemas.pins import Pin
from consortium.access import Viewer
from matching.terms import pins

door = Door("pins")


@door.lists("/pins", Pin, may="pins.read")
def index(viewer: Viewer, query: Values) -> Listing:
    """List the decisions on pairs that are in force, the latest first."""
    return Listing(pins.visible(viewer), by="created_at", newest_first=True, shown=_shown)


@door.reads("/pins/<uuid:pin_id>", Pin, may="pins.read")
def read(viewer: Viewer, pin_id: UUID) -> Values:
    """Read one decision that is in force."""
    return next(_shown([pins.get(viewer, pin_id=pin_id)]))


@door.creates("/pins", Pin, may="pins.change")
def decide(viewer: Viewer, body: Values) -> Values:
    """Pin or forbid a pair, in place of what was decided on it before."""
    return next(_shown([pins.decide(viewer, values=body)]))


@door.acts("/pins/<uuid:pin_id>/lift", Pin, may="pins.change", versioned=True)
def lift(viewer: Viewer, pin_id: UUID, version: int) -> Values:
    """Take a decision back; it stays on the record, lifted."""
    return next(_shown([pins.lift(viewer, pin_id=pin_id, version=version)]))


def _shown(found: Sequence[pins.Pin]) -> Iterator[Values]:
    for pin in found:
        told = {name: getattr(pin, name) for name in ("id", "lifted", "decided_by", "created_at")}
        yield pins.as_row(pin) | told
