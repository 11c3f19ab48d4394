"""Positions: each commitment's minimum against what was taken, the sum of its ledger; `consortium position` agrees.

That the ledger says what a recount of all purchases gives is held by every change of either: see `ledger.posting`.
"""

from dataclasses import replace
from datetime import date
from uuid import UUID

from consortium.access import Viewer, require
from consortium.floor.db import db
from contracts import commitments, minimums
from contracts.commitments import Commitment
from contracts.ledger import reading


def of(
    viewer: Viewer, *, as_of: date, authority_id: UUID | None = None, agreement_id: UUID | None = None
) -> list[minimums.Position]:
    """The position of every commitment within the viewer's sight on a day, in the order of `minimums.in_order`."""
    require(viewer, "positions.read")
    visible = commitments.visible(viewer, authority_id=authority_id, agreement_id=agreement_id)
    found = {_commitment(one): one.id for one in db.session.scalars(visible).unique()}
    taken = reading.taken(found.values(), as_of=as_of)
    agreed = reading.minimums({key: one.period_start for one, key in found.items()}, as_of=as_of)
    return [
        minimums.position(replace(one, minimum_units=agreed[found[one]]), taken.get(found[one], 0), as_of=as_of)
        for one in minimums.in_order(found)
    ]


def counted(viewer: Viewer, *, commitment_id: UUID, as_of: date) -> list[tuple[date, int]]:
    """The units counted for one commitment up to a day, each on the day that counts it, in order."""
    require(viewer, "positions.read")
    return reading.taken_by_day(commitments.get(viewer, commitment_id=commitment_id).id, as_of=as_of)


def _commitment(commitment: Commitment) -> minimums.Commitment:
    return minimums.Commitment.of(commitments.as_row(commitment))
