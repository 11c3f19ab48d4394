"""The routes of targets."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from api.operations import Door, Values
from api.paging import Listing
from api.schemas.shapes import Paging
from api.schemas.targets import Target
from consortium.access import Viewer
from consortium.course import targets

SHOWN = ("id", "code", "weeks", "percent", "effective_from", "source", "created_at")
door = Door("targets")


@door.lists("/targets", Target, may="targets.read", asks=Paging)
def index(viewer: Viewer, query: Values) -> Listing:
    """List what the authorities that you see aim at, the latest version first."""
    return Listing(targets.visible(viewer), by="created_at", shown=shown, newest_first=True)


@door.reads("/targets/<uuid:target_id>", Target, may="targets.read")
def read(viewer: Viewer, target_id: UUID) -> Values:
    """Read one version of an aim."""
    return _one(targets.get(viewer, target_id=target_id))


@door.creates("/targets", Target, may="targets.set")
def set_(viewer: Viewer, body: Values) -> Values:
    """Set how your authority aims at something from a day on; without weeks the aim is given up."""
    return _one(targets.set_(viewer, **body))


def shown(found: Sequence[targets.Target]) -> Iterator[Values]:
    """The versions as they were set."""
    for row in found:
        yield {name: getattr(row, name) for name in SHOWN} | {"authority_code": row.authority.code}


def _one(row: targets.Target) -> Values:
    return next(shown([row]))
