"""The routes of suggestions."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from api.operations import Door, Values
from api.paging import Listing
from api.routes.links import shown as shown_links
from api.schemas.links import Link
from api.schemas.suggestions import Acceptance, LinkReasons, Suggestion, SuggestionSearch
from consortium.access import Viewer
from matching.running import suggestions

door = Door("suggestions")


@door.lists("/suggestions", Suggestion, may="suggestions.read", asks=SuggestionSearch)
def index(viewer: Viewer, query: Values) -> Listing:
    """List the suggestions of the runs that you may see, in the order of their runs."""
    return Listing(suggestions.visible(viewer, **query), by="position", shown=shown)


@door.reads("/suggestions/<uuid:suggestion_id>", Suggestion, may="suggestions.read")
def read(viewer: Viewer, suggestion_id: UUID) -> Values:
    """Read one suggestion."""
    return next(shown([suggestions.get(viewer, suggestion_id=suggestion_id)]))


@door.acts("/suggestions/<uuid:suggestion_id>/acceptance", Link, may="suggestions.accept", takes=Acceptance)
def accept(viewer: Viewer, suggestion_id: UUID, body: Values) -> Values:
    """Propose the suggested pair to both sides, with your reason."""
    return next(shown_links([suggestions.accept(viewer, suggestion_id=suggestion_id, **body)]))


@door.reads("/links/<uuid:link_id>/reasons", LinkReasons, may="links.read")
def reasons(viewer: Viewer, link_id: UUID) -> Values:
    """Read what spoke for a pair when it was suggested, as far as the link's stage lets you."""
    return {"reasons": suggestions.released(viewer, link_id=link_id)}


def shown(found: Sequence[suggestions.Suggestion]) -> Iterator[Values]:
    """Each suggestion as its run's document has it, protected journeys left out."""
    for row in suggestions.told(found):
        yield row | {"match_run_id": row.pop("run_id")}
