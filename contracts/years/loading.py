"""What the arithmetic of a year end needs of the records: all that the chosen authorities' units could depend on.

Ids stand for the references of agreements and placements, which two consortia, or two authorities, may have in common.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from consortium import members, placements
from consortium.floor.db import db
from consortium.floor.guard import whole
from consortium.placements import Placement
from contracts import agreements, commitments, minimums
from contracts.commitments import Commitment
from contracts.lapses import Rule
from contracts.ledger.unit_entries import UnitEntry
from contracts.purchases import Purchase
from contracts.year_end.attribution import Agreed, Unavailability
from contracts.year_end.books import Entry, Kind
from contracts.year_end.transferring import Transfer
from contracts.years import closed
from contracts.years.records import Offer, Relief, UnitTransfer


@dataclass(frozen=True)
class Known:
    """Records, each list in the order in which the arithmetic numbers it, and the arithmetic's own view of them."""

    commitments: dict[minimums.Commitment, Commitment]
    transfers: Sequence[UnitTransfer]
    reliefs: Sequence[Relief]
    bought: Sequence[minimums.Purchase]
    closed: Mapping[UUID, Mapping[str, Any]]
    adjusted: Mapping[UUID, Sequence[Entry]]

    def terms_of(self, commitment: Commitment) -> minimums.Commitment:
        """A commitment as the arithmetic knows it."""
        return next(terms for terms, row in self.commitments.items() if row.id == commitment.id)

    @property
    def agreed(self) -> Agreed:
        """What goes into a year end; prices are those of each consortium, and come afterwards."""
        return Agreed(
            commitments=list(self.commitments),
            transfers=[transfer_of(one) for one in self.transfers],
            unavailability=[_relief_of(one) for one in self.reliefs],
            closed={
                terms: closed.book(self.closed[row.id])
                for terms, row in self.commitments.items()
                if row.id in self.closed
            },
            adjusted={
                terms: self.adjusted[row.id] for terms, row in self.commitments.items() if row.id in self.adjusted
            },
        )


@whole("a unit may come from another period or another authority, and every purchase may fulfil a minimum")
def of(authority_ids: Iterable[UUID]) -> Known:
    """All commitments of the authorities, and of those that units were transferred to or from, however far."""
    chosen = _together(set(authority_ids))
    found = sa.select(Commitment).where(Commitment.authority_id.in_(chosen)).order_by(Commitment.id)
    fresh = found.execution_options(populate_existing=True)
    found_now = list(db.session.scalars(fresh).unique())
    rules = agreements.rules_of(*{one.agreement_id for one in found_now})
    known = {_terms(one, rules=rules.get(one.agreement_id, ())): one for one in found_now}
    ids = {one.id for one in known.values()}
    moved = _standing(UnitTransfer).where(UnitTransfer.commitment_id.in_(ids))
    relieved = _standing(Relief).where(Relief.commitment_id.in_(ids), Relief.offer == Offer.NONE)
    transfers, reliefs = (list(db.session.scalars(rows).unique()) for rows in (moved, relieved))
    books = closed.documents(one.agreement_id for one in found_now)
    return Known(known, transfers, reliefs, _purchases(chosen), books, _adjusted(ids))


def _adjusted(commitment_ids: Iterable[UUID]) -> dict[UUID, list[Entry]]:
    """What each of these commitments counts of periods that were closed before it was found, by its placement."""
    found = (
        sa.select(UnitEntry.commitment_id, UnitEntry.units, Placement.ref, members.Member.code)
        .join(members.Member, members.Member.id == UnitEntry.authority_id)
        .join(Purchase, Purchase.id == UnitEntry.purchase_id)
        .join(Placement, Placement.id == Purchase.placement_id)
        .where(UnitEntry.commitment_id.in_(set(commitment_ids)), UnitEntry.kind == Kind.ADJUSTED)
        .order_by(UnitEntry.commitment_id, UnitEntry.number)
    )
    entries: dict[UUID, list[Entry]] = {}
    for key, units, ref, code in db.session.execute(found):
        entries.setdefault(key, []).append(Entry(Kind.ADJUSTED, units, f"{ref} {code}"))
    return entries


def _terms(commitment: Commitment, *, rules: tuple[Rule, ...]) -> minimums.Commitment:
    row = commitments.as_row(commitment) | {"agreement_ref": str(commitment.agreement_id)}
    return minimums.Commitment.of(row, rules=rules)


def transfer_of(row: UnitTransfer) -> Transfer:
    """A transfer as the arithmetic knows it."""
    return Transfer(
        from_authority=row.authority.code,
        to_authority=row.to_authority.code,
        agreement_ref=str(row.commitment.agreement_id),
        period_end=row.commitment.period_end,
        units=row.units,
        on=row.transferred_on,
    )


def _relief_of(row: Relief) -> Unavailability:
    commitment = row.commitment
    return Unavailability(
        str(commitment.agreement_id), commitment.authority.code, commitment.period_end, units=row.units
    )


def _standing(table: Any) -> sa.Select[Any]:
    """What was not taken back, in the order in which it was recorded."""
    return sa.select(table).where(table.reversed_on.is_(None)).order_by(table.created_at, table.id)


def _together(authority_ids: set[UUID]) -> set[UUID]:
    """The authorities, and all that a chain of transfers joins to one of them: units depend on no others."""
    pairs = sa.select(UnitTransfer.authority_id, UnitTransfer.to_authority_id).where(UnitTransfer.reversed_on.is_(None))
    joined = [{giver, receiver} for giver, receiver in db.session.execute(pairs.distinct())]
    found = set(authority_ids)
    while more := set[UUID]().union(*(pair for pair in joined if pair & found)) - found:
        found |= more
    return found


def _purchases(authority_ids: Iterable[UUID]) -> list[minimums.Purchase]:
    """All purchases of these authorities that stand, of any agency."""
    authority, agency = aliased(members.Member), aliased(members.Member)
    days = (Placement.moved_in_on, Placement.match_approved_on, Placement.ended_on, Placement.end_reason)
    found = (
        sa.select(Placement.ref, authority.code, agency.code, Placement.children, *days)
        .join(Purchase, Purchase.placement_id == Placement.id)
        .join(authority, authority.id == Purchase.authority_id)
        .join(agency, agency.id == Purchase.agency_id)
        .where(Purchase.authority_id.in_(set(authority_ids)), placements.stands())
    )
    return [minimums.Purchase(f"{row[0]} {row[1]}", *row[1:]) for row in db.session.execute(found)]
