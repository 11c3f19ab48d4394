"""The routes of approaches: a household's worker is asked, and answers."""

from uuid import UUID

from api.operations import Door, Values
from api.paging import Listing
from api.schemas.approaches import Approach, ApproachSearch, AskedAbout, Response
from consortium import disclosure
from consortium.access import Viewer
from consortium.linking import approaches

ONE = "/approaches/<uuid:approach_id>"
door = Door("approaches")


@door.lists("/approaches", Approach, may="approaches.read", asks=ApproachSearch)
def index(viewer: Viewer, query: Values) -> Listing:
    """List what agencies were asked of their households, the latest first."""
    found = approaches.visible(viewer, **query)
    return Listing(found, by="created_at", newest_first=True, shown=lambda page: map(approaches.as_row, page))


@door.reads(ONE, AskedAbout, may="approaches.read")
def read(viewer: Viewer, approach_id: UUID) -> Values:
    """Read one approach with the anonymised need that it is about."""
    found = approaches.get(viewer, approach_id=approach_id)
    return approaches.as_row(found) | {"need": disclosure.anonymised(found.referral)}


@door.creates("/approaches", Approach, may="approaches.ask")
def ask(viewer: Viewer, body: Values) -> Values:
    """Ask the agency of a household whether it is willing; nobody's hopes are raised yet."""
    return approaches.as_row(approaches.ask(viewer, **body))


@door.acts(f"{ONE}/response", Approach, may="approaches.respond", takes=Response, versioned=True)
def respond(viewer: Viewer, approach_id: UUID, version: int, body: Values) -> Values:
    """Answer for your household: yes, maybe, or no with the reason."""
    return approaches.as_row(approaches.respond(viewer, approach_id=approach_id, version=version, **body))


@door.acts(f"{ONE}/withdrawal", Approach, may="approaches.ask", versioned=True)
def withdraw(viewer: Viewer, approach_id: UUID, version: int) -> Values:
    """Ask no longer."""
    return approaches.as_row(approaches.withdraw(viewer, approach_id=approach_id, version=version))
