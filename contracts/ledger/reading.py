"""Reading the ledger: a commitment's entries in their order, and the sums on which every position stands."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Select

from consortium.access import Viewer, may
from consortium.floor.db import db
from consortium.floor.guard import scoped, whole
from contracts import commitments, purchases
from contracts.commitments import Commitment
from contracts.ledger.unit_entries import UnitEntry, UnitSum
from contracts.purchases import Purchase
from contracts.year_end.books import COUNTED, MINIMUM, Kind
from contracts.years import unit_transfers
from contracts.years.records import UnitTransfer


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
    others = _others(viewer, found)
    return [
        {
            "number": one.number,
            "kind": one.kind.value,
            "units": one.units,
            "accounting_on": one.accounting_on,
            "purchase_id": one.purchase_id if one.purchase_id in known else None,
            "placement_ref": known.get(one.purchase_id) if one.purchase_id else None,
            "transfer_id": one.transfer_id if one.transfer_id in others else None,
            **_other(others.get(one.transfer_id), one),
            "recorded_by": one.member.code if one.member else None,
            "recorded_at": one.created_at,
        }
        for one in found
    ]


def _others(viewer: Viewer, found: Sequence[UnitEntry]) -> dict[UUID | None, UnitTransfer]:
    """The transfers behind entries, of which only those are told that the viewer may see."""
    moved = {one.transfer_id for one in found if one.transfer_id}
    if not moved or not may(viewer, unit_transfers.READ):
        return {}
    seen = unit_transfers.visible(viewer).where(UnitTransfer.id.in_(moved))
    return {one.id: one for one in db.session.scalars(seen).unique()}


def _other(transfer: UnitTransfer | None, entry: UnitEntry) -> dict[str, str | None]:
    """The authority on the other side of a transfer, by code and name."""
    if transfer is None:
        return {"other_authority": None, "other_name": None}
    other = transfer.to_authority if entry.kind == Kind.TRANSFERRED_IN else transfer.authority
    return {"other_authority": other.code, "other_name": other.name}


@whole("sums of units, which stand in every position of a commitment that the caller reached")
def minimums(starts: Mapping[UUID, date], *, as_of: date) -> dict[UUID, int]:
    """The minimum of each commitment, with its first day, on a day: before that, what is agreed to begin with."""
    found = sa.select(UnitEntry.commitment_id, UnitEntry.accounting_on, UnitEntry.units)
    units = Counter[UUID]()
    for key, on, agreed in db.session.execute(found.where(UnitEntry.kind.in_(MINIMUM))):
        if key in starts and on <= max(as_of, starts[key]):
            units[key] += agreed
    return {key: units[key] for key in starts}


@whole("sums of units, which stand in every position of a commitment that the caller reached")
def taken(commitment_ids: Iterable[UUID], *, as_of: date) -> dict[UUID, int]:
    """The units taken under each of these commitments up to a day: by month while it is over, then by entry."""
    chosen, month, units = set(commitment_ids), as_of.replace(day=1), Counter[UUID]()
    kinds = [kind.value for kind in COUNTED]
    over = (UnitSum.commitment_id.in_(chosen), UnitSum.kind.in_(kinds), UnitSum.month < month)
    since = (UnitEntry.kind.in_(COUNTED), UnitEntry.accounting_on.between(month, as_of))
    for table, conditions in ((UnitSum, over), (UnitEntry, since)):  # one month of all is fewer than all of some
        found = sa.select(table.commitment_id, sa.func.sum(table.units)).where(*conditions)
        units.update({key: int(sum_) for key, sum_ in db.session.execute(found.group_by(table.commitment_id))})
    return {key: units[key] for key in chosen if units[key]}


@whole("sums of units, which stand in every position of a commitment that the caller reached")
def taken_by_day(commitment_id: UUID, *, as_of: date) -> list[tuple[date, int]]:
    """The units taken under a commitment up to a day, by the day that counts them; what was put right is in the sum."""
    chosen = (UnitEntry.commitment_id == commitment_id, UnitEntry.accounting_on <= as_of)
    found = sa.select(UnitEntry.accounting_on, sa.func.sum(UnitEntry.units)).where(UnitEntry.kind.in_(COUNTED), *chosen)
    days = db.session.execute(found.group_by(UnitEntry.accounting_on).order_by(UnitEntry.accounting_on))
    return [(day, int(units)) for day, units in days if units]
