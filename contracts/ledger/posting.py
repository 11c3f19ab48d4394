"""Posting: the ledger follows what was agreed and bought, by an entry for each difference and never by a change.

Whoever changes a commitment or a purchase calls this in the same transaction. Both hold the authority's row first, so
that a commitment and a purchase recorded at one instant see each other. What is closed gets no entry: see `adjusting`.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from uuid import UUID

import sqlalchemy as sa

from consortium import members
from consortium.access import Viewer
from consortium.floor import clock
from consortium.floor.db import Base, db
from consortium.floor.guard import whole
from consortium.linking.links import Link
from contracts.ledger import adjusting, counting
from contracts.ledger.counting import Counted, Kept
from contracts.ledger.unit_entries import UnitEntry, add
from contracts.year_end.books import MINIMUM, Kind

Owned = tuple[UUID, UUID]
"""A commitment, and its authority."""


@whole("the ledger follows a commitment that the caller changed")
def follow_commitment(
    viewer: Viewer, *, commitment_id: UUID, authority_id: UUID, amended_on: date | None = None
) -> None:
    """Posts what the ledger lacks of a commitment as it is now: its minimum, and every purchase that it counts.

    A minimum that differs counts from the day on which it was amended: today, where no other is said.
    """
    hold(authority_id)
    table = Base.metadata.tables["commitments"].c
    committed = counting.commitments(table.authority_id == authority_id)
    commitment = next(one for one in committed if one.id == commitment_id)
    bought = counting.purchases(Base.metadata.tables["purchases"].c.authority_id == authority_id)
    if not commitment.is_closed:
        _post_minimum(viewer, commitment, authority_id=authority_id, amended_on=amended_on or clock.today())
        known = counting.known(UnitEntry.commitment_id == commitment_id).get(commitment_id, Counter())
        _post(
            viewer,
            commitment,
            authority_id=authority_id,
            wanted=counting.counted(commitment, bought=bought),
            known=known,
        )
    adjusting.follow(viewer, committed=committed, bought=bought, authority_id=authority_id)


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
    committed = counting.commitments(Base.metadata.tables["commitments"].c.authority_id == authority_id)
    if not committed:
        return
    bought = counting.purchases(Base.metadata.tables["purchases"].c.id == purchase_id)
    known = counting.known(UnitEntry.purchase_id == purchase_id)
    for commitment in (one for one in committed if not one.is_closed):
        counted = counting.counted(commitment, bought=bought)
        had = known.get(commitment.id, Counter())
        _post(viewer, commitment, authority_id=authority_id, wanted=counted, known=had)
    adjusting.follow(viewer, committed=committed, bought=bought, authority_id=authority_id, purchase_id=purchase_id)


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
            add(viewer, commitment_id=side[0], authority_id=side[1], entries=[entry])


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


def _post(
    viewer: Viewer,
    commitment: Kept,
    *,
    authority_id: UUID,
    wanted: Mapping[Counted, int],
    known: Mapping[Counted, int],
) -> None:
    """An entry for each difference between what counts and what the ledger says; what is wrong goes before what is."""
    changed = {key: wanted.get(key, 0) - known.get(key, 0) for key in {*wanted, *known}}
    found = sorted((on, units, key) for (key, on), units in changed.items() if units)
    add(
        viewer,
        commitment_id=commitment.id,
        authority_id=authority_id,
        entries=[
            {"kind": Kind.TAKEN, "units": units, "accounting_on": on, "purchase_id": key} for on, units, key in found
        ],
    )


def _post_minimum(viewer: Viewer, commitment: Kept, *, authority_id: UUID, amended_on: date) -> None:
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
    add(viewer, commitment_id=commitment.id, authority_id=authority_id, entries=entries)
