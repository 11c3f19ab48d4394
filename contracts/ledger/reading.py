"""Reading the ledger: a commitment's entries in their order, and the sums on which every position stands."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Select

from consortium.access import Viewer
from consortium.floor.db import db
from consortium.floor.guard import scoped, whole
from contracts import commitments, purchases
from contracts.commitments import Commitment
from contracts.ledger.unit_entries import UnitEntry
from contracts.purchases import Purchase
from contracts.year_end.books import Kind


def visible(viewer: Viewer, *, commitment_id: UUID) -> Select[UnitEntry]:
    """The entries of a commitment within the viewer's sight, in the order in which they were made."""
    commitment = commitments.get(viewer, commitment_id=commitment_id)
    found = sa.select(UnitEntry).join(Commitment, Commitment.id == UnitEntry.commitment_id)
    found = found.where(UnitEntry.commitment_id == commitment.id, commitments.in_scope(viewer))
    return scoped(found).order_by(UnitEntry.number)


def rows(viewer: Viewer, *, found: Sequence[UnitEntry]) -> list[dict[str, Any]]:
    """Entries as they are told: whose placement it is only to who may see its purchase."""
    bought = purchases.visible(viewer).where(Purchase.id.in_({one.purchase_id for one in found if one.purchase_id}))
    known = {one.id: one.placement.ref for one in db.session.scalars(bought)}
    return [
        {
            "number": one.number,
            "kind": one.kind.value,
            "units": one.units,
            "accounting_on": one.accounting_on,
            "purchase_id": one.purchase_id if one.purchase_id in known else None,
            "placement_ref": known.get(one.purchase_id) if one.purchase_id else None,
            "recorded_by": one.member.code if one.member else None,
            "recorded_at": one.created_at,
        }
        for one in found
    ]


@whole("sums of units, which stand in every position of a commitment that the caller reached")
def taken(commitment_ids: Iterable[UUID], *, as_of: date) -> dict[UUID, int]:
    """The units taken under each of these commitments up to a day; 0 is left out."""
    chosen = (UnitEntry.commitment_id.in_(set(commitment_ids)), UnitEntry.accounting_on <= as_of)
    found = sa.select(UnitEntry.commitment_id, sa.func.sum(UnitEntry.units)).where(
        UnitEntry.kind == Kind.TAKEN, *chosen
    )
    rows = db.session.execute(found.group_by(UnitEntry.commitment_id))
    return {commitment_id: int(units) for commitment_id, units in rows}


@whole("sums of units, which stand in every position of a commitment that the caller reached")
def taken_by_day(commitment_id: UUID, *, as_of: date) -> list[tuple[date, int]]:
    """The units taken under a commitment up to a day, by the day that counts them; what was put right is in the sum."""
    chosen = (UnitEntry.commitment_id == commitment_id, UnitEntry.accounting_on <= as_of)
    found = sa.select(UnitEntry.accounting_on, sa.func.sum(UnitEntry.units)).where(
        UnitEntry.kind == Kind.TAKEN, *chosen
    )
    days = db.session.execute(found.group_by(UnitEntry.accounting_on).order_by(UnitEntry.accounting_on))
    return [(day, int(units)) for day, units in days if units]
