"""The routes of move-ins: the one act that places a child, and its reversal."""

from uuid import UUID

from api.operations import Door, Values
from api.routes import links as link_routes
from api.schemas.link_steps import Reversal
from api.schemas.links import Link
from api.schemas.moves import MoveIn
from consortium.access import Viewer
from consortium.linking import links
from contracts import moves

ONE = "/links/<uuid:link_id>/move-in"
door = Door("moves")


@door.reads(ONE, MoveIn, may="links.read")
def read(viewer: Viewer, link_id: UUID) -> Values:
    """Read what both sides say of the move-in; empty before it."""
    return moves.told(viewer, link=links.get(viewer, link_id=link_id))


@door.acts(ONE, MoveIn, may=moves.ACT, takes=MoveIn, versioned=True)
def report(viewer: Viewer, link_id: UUID, version: int, body: Values) -> Values:
    """Report, for your side, the day of the move-in; the first report opens the placement, its order and purchase."""
    moves.report(viewer, link_id=link_id, version=version, **body)
    return moves.told(viewer, link=links.get(viewer, link_id=link_id))


@door.acts(f"{ONE}/reversal", Link, may="purchases.change", takes=Reversal, versioned=True)
def take_back(viewer: Viewer, link_id: UUID, version: int, body: Values) -> Values:
    """Record that the child never moved in: the placement, its order and its purchase are reversed."""
    return link_routes.one(moves.take_back(viewer, link_id=link_id, version=version, **body))
