"""Counting: what commitments count of purchases as both are now, and what the ledger says that they counted.

Both tables are read by name: the modules of their nouns post to the ledger, and so import this one.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from consortium.floor.db import Base, db
from consortium.placements import Placement, stands
from contracts import agreements, minimums
from contracts.ledger.unit_entries import UnitEntry
from contracts.minimums import Commitment, Purchase
from contracts.year_end.books import Kind
from contracts.years import closed

Counted = tuple[UUID, date]
"""A purchase, and the day on which it counts."""


@dataclass(frozen=True)
class Kept:
    """A commitment or a purchase as the arithmetic knows it, with its key; references are keys here.

    A commitment knows the agreement that it stands under, and whether its period is closed.
    """

    id: UUID
    terms: Any
    under: UUID | None = None
    is_closed: bool = False


def commitments(*conditions: sa.ColumnElement[bool]) -> list[Kept]:
    """The commitments that meet the conditions, in order of their keys."""
    table = Base.metadata.tables["commitments"].c
    terms = [table[name] for name in ("period_start", "period_end", "minimum_units", "unit_basis", "count_event")]
    keys = (table.id, table.agreement_id, closed.covers(table), table.authority_id, table.agency_id)
    rows = list(db.session.execute(sa.select(*keys, *terms).where(*conditions).order_by(table.id)))
    rules = agreements.rules_of(*{row.agreement_id for row in rows})
    found = []
    for key, under, is_closed, authority, agency, *rest in rows:
        known = Commitment("", str(authority), agency and str(agency), *rest)
        found.append(Kept(key, replace(known, rules=rules.get(under, ())), under, is_closed))
    return found


def purchases(*conditions: sa.ColumnElement[bool]) -> list[Kept]:
    """Those that stand: a placement that was taken back never was."""
    table = Base.metadata.tables["purchases"].c
    days = (Placement.moved_in_on, Placement.match_approved_on, Placement.ended_on, Placement.end_reason)
    found = sa.select(table.id, table.authority_id, table.agency_id, Placement.children, *days)
    found = found.join(Placement, Placement.id == table.placement_id).where(stands(), *conditions)
    return [
        Kept(key, Purchase("", str(authority_id), str(agency_id), *rest))
        for key, authority_id, agency_id, *rest in db.session.execute(found)
    ]


def counted(commitment: Kept, *, bought: Sequence[Kept]) -> Counter[Counted]:
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


def known(condition: sa.ColumnElement[bool]) -> dict[UUID, Counter[Counted]]:
    """What the ledger says was taken, by commitment."""
    keys = (UnitEntry.commitment_id, UnitEntry.purchase_id, UnitEntry.accounting_on)
    found = sa.select(*keys, sa.func.sum(UnitEntry.units)).where(UnitEntry.kind == Kind.TAKEN, condition)
    known: dict[UUID, Counter[Counted]] = {}
    for commitment_id, purchase_id, on, units in db.session.execute(found.group_by(*keys)):
        if purchase_id is not None:
            known.setdefault(commitment_id, Counter())[purchase_id, on] = int(units)
    return known
