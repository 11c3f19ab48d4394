"""Positions: each commitment's minimum against what was taken, from the records, by the arithmetic of the files."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

import sqlalchemy as sa

from consortium import placements
from consortium.access import Viewer, require
from consortium.floor.db import db
from consortium.floor.guard import whole
from contracts import commitments, minimums, purchases
from contracts.commitments import Commitment
from contracts.purchases import Purchase


def of(
    viewer: Viewer, *, as_of: date, authority_id: UUID | None = None, agreement_id: UUID | None = None
) -> list[minimums.Position]:
    """The position of every commitment within the viewer's sight on a day, as `consortium position` gives it."""
    require(viewer, "positions.read")
    found = list(
        db.session.scalars(commitments.visible(viewer, authority_id=authority_id, agreement_id=agreement_id)).unique()
    )
    return minimums.positions(map(_commitment, found), _purchases(one.authority_id for one in found), as_of=as_of)


def counted(viewer: Viewer, *, commitment_id: UUID, as_of: date) -> list[tuple[date, int]]:
    """The units counted for one commitment up to a day, each on the day that counts it, in order."""
    require(viewer, "positions.read")
    found = commitments.get(viewer, commitment_id=commitment_id)
    commitment = _commitment(found)
    days = [
        (purchase.counted_on(commitment.count_event), minimums.units(purchase, commitment.unit_basis))
        for purchase in _purchases([found.authority_id])
        if minimums.is_counted(commitment, purchase, as_of=as_of)
    ]
    return sorted((day, units) for day, units in days if day is not None)


def _commitment(commitment: Commitment) -> minimums.Commitment:
    return minimums.Commitment.of(commitments.as_row(commitment))


@whole("whoever may see a commitment may see what fulfilled it")
def _purchases(authority_ids: Iterable[UUID]) -> list[minimums.Purchase]:
    """All purchases of these authorities, of any agency: whoever may see a commitment may see what fulfilled it."""
    found = sa.select(Purchase).join(placements.Placement, placements.Placement.id == Purchase.placement_id)
    found = found.where(Purchase.authority_id.in_(set(authority_ids)), placements.stands())
    return [minimums.Purchase.of(purchases.as_row(purchase, began={})) for purchase in db.session.scalars(found)]
