"""The routes of commitments."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from api.operations import Door, Values
from api.paging import Listing
from api.schemas.commitments import Commitment, CommitmentSearch, UnitEntry
from api.schemas.shapes import Paging
from consortium.access import Viewer
from contracts import commitments
from contracts.ledger import reading

door = Door("commitments")


@door.lists("/commitments", Commitment, may="commitments.read", asks=CommitmentSearch)
def index(viewer: Viewer, query: Values) -> Listing:
    """List the commitments that you may see, by the day on which their period starts."""
    return Listing(commitments.visible(viewer, **query), by="period_start", shown=_shown)


@door.reads("/commitments/<uuid:commitment_id>", Commitment, may="commitments.read")
def read(viewer: Viewer, commitment_id: UUID) -> Values:
    """Read one commitment."""
    return next(_shown([commitments.get(viewer, commitment_id=commitment_id)]))


@door.lists("/commitments/<uuid:commitment_id>/entries", UnitEntry, may="commitments.read", asks=Paging)
def entries(viewer: Viewer, commitment_id: UUID, query: Values) -> Listing:
    """List the entries of a commitment's ledger, in the order in which they were made."""
    found = reading.visible(viewer, commitment_id=commitment_id)
    return Listing(found, by="number", shown=lambda page: reading.rows(viewer, found=page))


@door.creates("/commitments", Commitment, may="commitments.agree")
def agree(viewer: Viewer, body: Values) -> Values:
    """Record what an authority commits itself to under an agreement."""
    agreement_id = body.pop("agreement_id")
    return next(_shown([commitments.agree(viewer, agreement_id=agreement_id, values=body)]))


@door.changes("/commitments/<uuid:commitment_id>", Commitment, may="commitments.change")
def change(viewer: Viewer, commitment_id: UUID, version: int, body: Values) -> Values:
    """Change some terms of a commitment."""
    return next(_shown([commitments.change(viewer, commitment_id=commitment_id, version=version, values=body)]))


def _shown(found: Sequence[commitments.Commitment]) -> Iterator[Values]:
    for commitment in found:
        told = {name: getattr(commitment, name) for name in ("id", "agreement_id", "created_at")}
        yield commitments.as_row(commitment) | told
