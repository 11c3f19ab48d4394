"""The routes of transfers of units."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from api.operations import Door, Values
from api.paging import Listing
from api.schemas.unit_transfers import OfMinimum, UnitReversal, UnitTransfer
from consortium.access import Viewer
from contracts.years import records, unit_transfers

ONE = "/unit-transfers/<uuid:transfer_id>"
door = Door("unit-transfers")


@door.lists("/unit-transfers", UnitTransfer, may=unit_transfers.READ, asks=OfMinimum)
def index(viewer: Viewer, query: Values) -> Listing:
    """List the transfers of units that you may see, the latest first."""
    found = unit_transfers.visible(viewer, **query)
    return Listing(found, by="created_at", shown=lambda page: _shown(viewer, page), newest_first=True)


@door.reads(ONE, UnitTransfer, may=unit_transfers.READ)
def read(viewer: Viewer, transfer_id: UUID) -> Values:
    """Read one transfer."""
    return next(_shown(viewer, [unit_transfers.get(viewer, transfer_id=transfer_id)]))


@door.creates("/unit-transfers", UnitTransfer, may=unit_transfers.RECORD)
def record(viewer: Viewer, body: Values) -> Values:
    """Record a transfer: never more than the giver lacks, nor than the receiver took beyond its own minimum."""
    commitment_id = body.pop("commitment_id")
    return next(_shown(viewer, [unit_transfers.record(viewer, commitment_id=commitment_id, values=body)]))


@door.acts(f"{ONE}/reversal", UnitTransfer, may=unit_transfers.RECORD, takes=UnitReversal)
def take_back(viewer: Viewer, transfer_id: UUID, body: Values) -> Values:
    """Take back a transfer that was a mistake: it stays on the record and moves nothing."""
    return next(_shown(viewer, [unit_transfers.take_back(viewer, transfer_id=transfer_id, **body)]))


def _shown(viewer: Viewer, found: Sequence[records.UnitTransfer]) -> Iterator[Values]:
    own = unit_transfers.readable(viewer, found=found)
    for transfer in found:
        told = {name: getattr(transfer, name) for name in ("id", "reversed_on", "reversal_reason")}
        if transfer.commitment_id in own:
            told["commitment_id"] = transfer.commitment_id
        recorder = transfer.recorder.code if transfer.recorder else None
        yield unit_transfers.as_row(transfer) | told | {"recorded_by": recorder, "recorded_at": transfer.created_at}
