"""The routes of open placements, and of their transfer to another agency when theirs gives up."""

from collections.abc import Sequence
from uuid import UUID

from api.operations import Door, Values
from api.paging import Listing
from api.routes.links import one
from api.schemas.link_steps import Reversal
from api.schemas.links import Link
from api.schemas.transfers import Placement, Transfer, TransferDay, TransferProposal
from consortium import placements
from consortium.access import Viewer
from consortium.floor import clock
from consortium.linking import links, transferring

ONE = "/links/<uuid:link_id>/transfer"
door = Door("transfers")


@door.lists("/placements", Placement, may="links.read")
def index(viewer: Viewer, query: Values) -> Listing:
    """List the placements that have not ended, of your children or households, the latest recorded first."""
    found = placements.visible(viewer, open_on=clock.today())
    return Listing(found, by="created_at", newest_first=True, shown=_rows)


@door.acts("/placements/<uuid:placement_id>/transfer", Link, may=transferring.PROPOSE, takes=TransferProposal)
def propose(viewer: Viewer, placement_id: UUID, body: Values) -> Values:
    """Propose that a placement goes on with another agency, under its own record of the same carers."""
    return one(transferring.propose(viewer, placement_id=placement_id, **body))


@door.reads(ONE, Transfer, may="links.read")
def read(viewer: Viewer, link_id: UUID) -> Values:
    """Read what a link has to do with a transfer; empty where it has nothing."""
    return transferring.told(viewer, link=links.get(viewer, link_id=link_id))


@door.acts(ONE, Link, may=transferring.CARRY_OUT, takes=TransferDay, versioned=True)
def carry_out(viewer: Viewer, link_id: UUID, version: int, body: Values) -> Values:
    """Carry out a transfer that both sides have agreed to: the placement goes on, and nothing is bought again."""
    return one(transferring.carry_out(viewer, link_id=link_id, version=version, **body))


@door.acts(f"{ONE}/reversal", Link, may=transferring.CARRY_OUT, takes=Reversal, versioned=True)
def take_back(viewer: Viewer, link_id: UUID, version: int, body: Values) -> Values:
    """Take back a transfer that was recorded by mistake: the former link stands again."""
    return one(transferring.take_back(viewer, link_id=link_id, version=version, **body))


def _rows(page: Sequence[placements.Placement]) -> list[Values]:
    return [placements.as_row(one) for one in page]
