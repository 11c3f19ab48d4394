"""The routes of closings: two people close the period of an agreement."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from api.operations import Door, Values
from api.paging import Listing
from api.schemas.closings import Closing, ClosingSearch
from consortium.access import Viewer
from contracts.years import closings
from contracts.years.closed import Closing as Record

door = Door("closings")


@door.lists("/closings", Closing, may="closings.read", asks=ClosingSearch)
def index(viewer: Viewer, query: Values) -> Listing:
    """List the closings of periods, the latest period first."""
    return Listing(closings.visible(viewer, **query), by="period_end", shown=_shown, newest_first=True)


@door.reads("/closings/<uuid:closing_id>", Closing, may="closings.read")
def read(viewer: Viewer, closing_id: UUID) -> Values:
    """Read one closing, with every entry behind its figures."""
    return closings.told(closings.get(viewer, closing_id=closing_id))


@door.creates("/closings", Closing, may="years.close")
def propose(viewer: Viewer, body: Values) -> Values:
    """Propose to close a period of an agreement as its year end stands now."""
    return closings.told(closings.propose(viewer, **body))


@door.acts("/closings/<uuid:closing_id>/confirmation", Closing, may="years.close", versioned=True)
def confirm(viewer: Viewer, closing_id: UUID, version: int) -> Values:
    """Confirm, as the second person, a closing: the period stands for good, and its shortfalls are owed."""
    return closings.told(closings.confirm(viewer, closing_id=closing_id, version=version))


@door.acts("/closings/<uuid:closing_id>/withdrawal", Closing, may="years.close", versioned=True)
def withdraw(viewer: Viewer, closing_id: UUID, version: int) -> Values:
    """Take back the proposal to close a period: nothing was closed."""
    return closings.told(closings.withdraw(viewer, closing_id=closing_id, version=version))


def _shown(found: Sequence[Record]) -> Iterator[Values]:
    return map(closings.told, found)
