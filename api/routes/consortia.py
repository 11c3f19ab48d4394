"""The routes of consortia, by whose codes members and runs name them."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from api.operations import Door, Values
from api.paging import Listing
from api.schemas.consortia import Consortium, ConsortiumSearch
from consortium import consortia
from consortium.access import Viewer

door = Door("consortia")


@door.lists("/consortia", Consortium, may="consortia.read", asks=ConsortiumSearch)
def index(viewer: Viewer, query: Values) -> Listing:
    """List the consortia in which you have a role, by code."""
    return Listing(consortia.visible(viewer, **query), by="code", shown=_shown)


@door.reads("/consortia/<uuid:consortium_id>", Consortium, may="consortia.read")
def read(viewer: Viewer, consortium_id: UUID) -> Values:
    """Read one consortium."""
    return next(_shown([consortia.get(viewer, consortium_id=consortium_id)]))


def _shown(found: Sequence[consortia.Consortium]) -> Iterator[Values]:
    for consortium in found:
        yield {name: getattr(consortium, name) for name in ("id", "code", "name", "version", "created_at")}
