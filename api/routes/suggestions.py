"""The routes of suggestions."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from api.operations import Door, Values
from api.paging import Listing
from api.schemas.suggestions import Suggestion, SuggestionSearch
from consortium.access import Viewer
from matching import suggestions

door = Door("suggestions")


@door.lists("/suggestions", Suggestion, may="suggestions.read", asks=SuggestionSearch)
def index(viewer: Viewer, query: Values) -> Listing:
    """List the suggestions of the runs that you may see, in the order of their runs."""
    return Listing(suggestions.visible(viewer, **query), by="position", shown=shown)


@door.reads("/suggestions/<uuid:suggestion_id>", Suggestion, may="suggestions.read")
def read(viewer: Viewer, suggestion_id: UUID) -> Values:
    """Read one suggestion."""
    return next(shown([suggestions.get(viewer, suggestion_id=suggestion_id)]))


def shown(found: Sequence[suggestions.Suggestion]) -> Iterator[Values]:
    """Each suggestion as its run's document has it."""
    for one in found:
        names = ("id", "referral_ref", "household_ref", "points", "merits", "kept")
        yield {name: getattr(one, name) for name in names} | {"match_run_id": one.run_id}
