"""Posting: the ledger follows what was agreed and bought, by an entry for each difference and never by a change.

Whoever changes a commitment or a purchase calls this in the same transaction. Both hold the authority's row first, so
that a commitment and a purchase recorded at one instant see each other. Both tables are read by name: the modules of
their nouns import this one.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from consortium import members
from consortium.access import Viewer
from consortium.floor import clock
from consortium.floor.db import Base, db, flush
from consortium.floor.guard import whole
from consortium.linking.links import Link
from consortium.placements import Placement, stands
from contracts import agreements, minimums
from contracts.ledger.unit_entries import UnitEntry
from contracts.minimums import Commitment, Purchase
from contracts.year_end.books import MINIMUM, Kind

Counted = tuple[UUID, date]
"""A purchase, and the day on which it counts."""
Owned = tuple[UUID, UUID]
"""A commitment, and its authority."""


@dataclass(frozen=True)
class _Kept:
    """A commitment or a purchase as the arithmetic knows it, with its key; references are keys here."""

    id: UUID
    terms: Any


@whole("the ledger follows a commitment that the caller changed")
def follow_commitment(
    viewer: Viewer, *, commitment_id: UUID, authority_id: UUID, amended_on: date | None = None
) -> None:
    """Posts what the ledger lacks of a commitment as it is now: its minimum, and every purchase that it counts.

    A minimum that differs counts from the day on which it was amended: today, where no other is said.
    """
    hold(authority_id)
    table = Base.metadata.tables["commitments"].c
    (commitment,) = _commitments(table.id == commitment_id)
    _post_minimum(viewer, commitment, authority_id=authority_id, amended_on=amended_on or clock.today())
    bought = _purchases(Base.metadata.tables["purchases"].c.authority_id == authority_id)
    known = _known(UnitEntry.commitment_id == commitment_id).get(commitment_id, Counter())
    _post(viewer, commitment, authority_id=authority_id, wanted=_counted(commitment, bought), known=known)


@whole("the ledger follows the terms of an agreement that the caller changed")
def follow_agreement(viewer: Viewer, *, agreement_id: UUID) -> None:
    """Posts what the ledger lacks of every commitment under an agreement, as its terms count placements now."""
    table = Base.metadata.tables["commitments"].c
    under = sa.select(table.id, table.authority_id).where(table.agreement_id == agreement_id).order_by(table.id)
    found = list(db.session.execute(under))
    hold(*(authority_id for _, authority_id in found))
    for commitment_id, authority_id in found:
        follow_commitment(viewer, commitment_id=commitment_id, authority_id=authority_id)


@whole("the ledger follows a purchase that the caller changed")
def follow_purchase(viewer: Viewer, *, purchase_id: UUID, authority_id: UUID) -> None:
    """Posts what the ledger lacks of a purchase as it is now, under every commitment of its authority."""
    hold(authority_id)
    committed = _commitments(Base.metadata.tables["commitments"].c.authority_id == authority_id)
    if not committed:
        return
    bought = _purchases(Base.metadata.tables["purchases"].c.id == purchase_id)
    known = _known(UnitEntry.purchase_id == purchase_id)
    for commitment in committed:
        counted = _counted(commitment, bought)
        had = known.get(commitment.id, Counter())
        _post(viewer, commitment, authority_id=authority_id, wanted=counted, known=had)


@whole("the ledgers of both authorities follow a transfer that the caller made")
def post_transfer(
    viewer: Viewer, *, transfer_id: UUID, units: int, on: date, giver: Owned, receiver: Owned | None
) -> None:
    """Posts units that came to the giver's minimum and, where the receiver has one of its own, went from it.

    Both authorities are held. Fewer than none put right what was posted before.
    """
    ways = ((giver, receiver, Kind.TRANSFERRED_IN), (receiver, giver, Kind.TRANSFERRED_OUT))
    for side, across, kind in ways:
        if side is not None:
            other = {"transfer_id": transfer_id, "counterpart_id": across and across[0]}
            entry = {"kind": kind, "units": units, "accounting_on": on, **other}
            _add(viewer, side[0], authority_id=side[1], entries=[entry])


@whole("what is counted of one authority is counted one after the other")
def hold(*authority_ids: UUID) -> None:
    """Holds the authorities' rows until the transaction ends, in one order for all; others may go on to refer to them.

    Whoever will hold links or places too holds these first, an import all of its file's: no two wait for each other.
    """
    held = sa.select(members.Member.id).where(members.Member.id.in_(authority_ids)).order_by(members.Member.id)
    db.session.execute(held.with_for_update(key_share=True))


@whole("what is counted of one authority is counted one after the other")
def hold_of_link(link_id: UUID) -> None:
    """Holds the authority of a link; nothing where there is no such link."""
    db.session.execute(
        sa.select(members.Member.id)
        .where(members.Member.id.in_(sa.select(Link.authority_id).where(Link.id == link_id)))
        .with_for_update(key_share=True)
    )


def _commitments(*conditions: sa.ColumnElement[bool]) -> list[_Kept]:
    table = Base.metadata.tables["commitments"].c
    terms = [table[name] for name in ("period_start", "period_end", "minimum_units", "unit_basis", "count_event")]
    found = sa.select(table.id, table.agreement_id, table.authority_id, table.agency_id, *terms).where(*conditions)
    rows = list(db.session.execute(found.order_by(table.id)))
    rules = agreements.rules_of(*{row.agreement_id for row in rows})
    return [
        _Kept(key, replace(Commitment("", str(authority), agency and str(agency), *rest), rules=rules.get(under, ())))
        for key, under, authority, agency, *rest in rows
    ]


def _purchases(*conditions: sa.ColumnElement[bool]) -> list[_Kept]:
    """Those that stand: a placement that was taken back never was."""
    table = Base.metadata.tables["purchases"].c
    days = (Placement.moved_in_on, Placement.match_approved_on, Placement.ended_on, Placement.end_reason)
    found = sa.select(table.id, table.authority_id, table.agency_id, Placement.children, *days)
    found = found.join(Placement, Placement.id == table.placement_id).where(stands(), *conditions)
    return [
        _Kept(key, Purchase("", str(authority_id), str(agency_id), *rest))
        for key, authority_id, agency_id, *rest in db.session.execute(found)
    ]


def _counted(commitment: _Kept, bought: Sequence[_Kept]) -> Counter[Counted]:
    """The units of each purchase that the commitment counts, on its day; where the terms let them lapse, as many less.

    What lapses does so on the day the placement ended: on every day before it the unit counted, and stays counted.
    """
    counted = Counter[Counted]()
    for one in bought:
        on = minimums.counts_on(commitment.terms, one.terms)
        if on is None:
            continue
        units = minimums.units(one.terms, commitment.terms.unit_basis)
        counted[one.id, on] += units
        if lapsed := minimums.lapsed_on(commitment.terms, one.terms):
            counted[one.id, lapsed] -= units
    return counted


def _known(condition: sa.ColumnElement[bool]) -> dict[UUID, Counter[Counted]]:
    """What the ledger says was taken, by commitment."""
    keys = (UnitEntry.commitment_id, UnitEntry.purchase_id, UnitEntry.accounting_on)
    found = sa.select(*keys, sa.func.sum(UnitEntry.units)).where(UnitEntry.kind == Kind.TAKEN, condition)
    known: dict[UUID, Counter[Counted]] = {}
    for commitment_id, purchase_id, on, units in db.session.execute(found.group_by(*keys)):
        if purchase_id is not None:
            known.setdefault(commitment_id, Counter())[purchase_id, on] = int(units)
    return known


def _post(
    viewer: Viewer,
    commitment: _Kept,
    *,
    authority_id: UUID,
    wanted: Mapping[Counted, int],
    known: Mapping[Counted, int],
) -> None:
    """An entry for each difference between what counts and what the ledger says; what is wrong goes before what is."""
    changed = {key: wanted.get(key, 0) - known.get(key, 0) for key in {*wanted, *known}}
    found = sorted((on, units, key) for (key, on), units in changed.items() if units)
    _add(
        viewer,
        commitment.id,
        authority_id=authority_id,
        entries=[
            {"kind": Kind.TAKEN, "units": units, "accounting_on": on, "purchase_id": key} for on, units, key in found
        ],
    )


def _post_minimum(viewer: Viewer, commitment: _Kept, *, authority_id: UUID, amended_on: date) -> None:
    """The minimum counts from the period's first day, and what is amended from the day of the amendment, within it."""
    chosen = (UnitEntry.commitment_id == commitment.id, UnitEntry.kind.in_(MINIMUM))
    found = sa.select(UnitEntry.accounting_on, UnitEntry.units).where(*chosen)
    known = Counter[date]()
    for on, units in db.session.execute(found):
        known[on] += units
    terms, entries = commitment.terms, []
    last = terms.period_end - timedelta(days=1)
    outside = {on: units for on, units in known.items() if units and not terms.period_start <= on <= last}
    for on, units in sorted(outside.items()):  # the period is another than it was
        entries.append({"kind": Kind.AMENDED, "units": -units, "accounting_on": on})
    within = known.total() - sum(outside.values())
    if lacking := terms.minimum_units - within:
        is_first = not within and (outside or not known)
        day = terms.period_start if is_first else min(max(amended_on, terms.period_start), last)
        kind = Kind.AMENDED if known else Kind.COMMITTED
        entries.append({"kind": kind, "units": lacking, "accounting_on": day})
    _add(viewer, commitment.id, authority_id=authority_id, entries=entries)


def _add(viewer: Viewer, commitment_id: UUID, *, authority_id: UUID, entries: Iterable[Mapping[str, Any]]) -> None:
    """Adds entries under the next numbers of their commitment, whose authority is held."""
    added = list(entries)
    if not added:
        return
    last = sa.select(sa.func.coalesce(sa.func.max(UnitEntry.number), 0)).where(UnitEntry.commitment_id == commitment_id)
    number = db.session.scalar(last) or 0
    by = {"recorded_by": viewer.user_id, "member_id": viewer.member_id}
    for at, entry in enumerate(added, start=number + 1):
        db.session.add(UnitEntry(commitment_id=commitment_id, authority_id=authority_id, number=at, **by, **entry))
    flush()
