"""The routes of suggestions."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from api.operations import Door, Values
from api.paging import Listing
from api.routes.links import shown as shown_links
from api.schemas.links import Link
from api.schemas.suggestions import (
    Acceptance,
    LinkReasons,
    Memory,
    MemorySearch,
    Overruling,
    Suggestion,
    SuggestionSearch,
)
from consortium.access import Viewer
from matching.running import memory, overruling, suggestions

OVERRULING = "/suggestions/<uuid:suggestion_id>/overruling"
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
    return next(shown_links([overruling.accept(viewer, suggestion_id=suggestion_id, **body)]))


@door.reads(OVERRULING, Overruling, may="suggestions.read")
def read_overruling(viewer: Viewer, suggestion_id: UUID) -> Values:
    """Read why a suggestion is not followed."""
    return vars(overruling.get(viewer, suggestion_id=suggestion_id))


@door.creates(OVERRULING, Overruling, may="suggestions.overrule")
def set_aside(viewer: Viewer, suggestion_id: UUID, body: Values) -> Values:
    """Set a suggestion aside, with your reason."""
    return vars(overruling.set_aside(viewer, suggestion_id=suggestion_id, **body))


@door.acts(f"{OVERRULING}/taking-back", Suggestion, may="suggestions.overrule")
def take_back_overruling(viewer: Viewer, suggestion_id: UUID) -> Values:
    """Let a suggestion that was set aside stand again."""
    return next(shown([overruling.take_back(viewer, suggestion_id=suggestion_id)]))


@door.reads("/decision-memory", Memory, may="suggestions.read", asks=MemorySearch)
def decision_memory(viewer: Viewer, query: Values) -> Values:
    """Read how often people decided otherwise than runs suggested, by month and reason, beside the policy in force."""
    found = memory.months(viewer, consortium_code=query["consortium"])
    return {"months": [vars(one) for one in found]}


@door.reads("/links/<uuid:link_id>/reasons", LinkReasons, may="links.read")
def reasons(viewer: Viewer, link_id: UUID) -> Values:
    """Read what spoke for a pair when it was suggested, as far as the link's stage lets you."""
    return {"reasons": suggestions.released(viewer, link_id=link_id)}


def shown(found: Sequence[suggestions.Suggestion]) -> Iterator[Values]:
    """Each suggestion as its run's document has it, protected journeys left out."""
    for row in suggestions.told(found):
        yield row | {"match_run_id": row.pop("run_id")}
