"""Facts: what the invoices of one agency to one authority are held against, read from the records."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa

from consortium import placements, transfers
from consortium.floor.db import db
from consortium.floor.guard import whole
from consortium.placements import Placement
from contracts import purchases
from contracts.charging.prices import Price
from contracts.invoicing import invoices, priced
from contracts.invoicing.invoices import Invoice, InvoiceLine
from contracts.invoicing.receipts import Receipt
from contracts.purchases import Purchase
from contracts.reconciling import records

Pair = tuple[UUID, UUID]
"""An agency and the authority that it bills."""


@dataclass(frozen=True)
class Bought:
    """A placement as the arithmetic knows it, with whose it is."""

    terms: records.Placement
    authority_id: UUID
    agency_id: UUID


@dataclass(frozen=True)
class Facts:
    """All that bears on the invoices of one pair of members.

    `bought` is what the authority bought of the agency; `elsewhere` are placements that lines name and that are another
    agency's, or another authority's: whose sides alone may know of them.
    """

    lines: list[InvoiceLine]
    bought: list[records.Placement]
    receipts: list[records.Receipt]
    prices: list[Price]
    elsewhere: dict[str, Bought]


@whole(
    "a pair's invoices are held against all that they name; what is found is told to each side as far as it may know"
)
def of(pair: Pair) -> Facts | None:
    """The facts of a pair; None where nothing is billed."""
    agency_id, authority_id = pair
    chosen = (InvoiceLine.agency_id == agency_id, InvoiceLine.authority_id == authority_id)
    lines = list(db.session.scalars(sa.select(InvoiceLine).where(*chosen).order_by(InvoiceLine.id)).unique())
    if not lines:
        return None
    own = _bought(Purchase.agency_id == agency_id, Purchase.authority_id == authority_id)
    known = {one.terms.placement_ref for one in own}
    named = {line.placement_ref for line in lines if line.placement_ref} - known
    return Facts(
        lines=lines,
        bought=[one.terms for one in own],
        receipts=_receipts(pair),
        prices=priced.of_pair(pair),
        elsewhere=_elsewhere(pair, refs=named),
    )


@whole("which pairs of members bill each other")
def pairs(*conditions: sa.ColumnElement[bool]) -> list[Pair]:
    """The pairs with invoices, in one order for all."""
    found = sa.select(Invoice.agency_id, Invoice.authority_id).where(*conditions).distinct()
    return sorted((agency_id, authority_id) for agency_id, authority_id in db.session.execute(found))


@whole("invoices that were taken back, of a pair that is reconciled")
def reversed_ids(pair: Pair) -> frozenset[UUID]:
    """The invoices of a pair that were taken back, and the credit notes that did so: together they are nothing."""
    found = sa.select(Invoice.id, Invoice.reverses_id).where(
        Invoice.agency_id == pair[0], Invoice.authority_id == pair[1], Invoice.reverses_id.is_not(None)
    )
    return frozenset(key for both in db.session.execute(found) for key in both)


def as_lines(lines: Iterable[InvoiceLine]) -> dict[UUID, records.Line]:
    """The lines as they are reconciled, by their keys."""
    return {line.id: invoices.as_line(line) for line in lines}


def _bought(*conditions: sa.ColumnElement[bool]) -> list[Bought]:
    """What was bought and stands; of a placement that went on with another agency, the days until then."""
    joined = sa.select(Purchase).join(Placement, Placement.id == Purchase.placement_id)
    found = list(db.session.scalars(joined.where(placements.stands(), *conditions).order_by(Purchase.id)).unique())
    former = transfers.before(*(one.placement_id for one in found if one.is_transferred))
    until = {one.id: former.get(one.placement_id, {}).get(one.agency_id) for one in found}
    return [Bought(_terms(one, until=until[one.id]), one.authority_id, one.agency_id) for one in found]


def terms_of(purchase: Purchase) -> records.Placement:
    """One purchase as the arithmetic knows it; of a placement that went on with another agency, the days until then."""
    former = transfers.before(purchase.placement_id) if purchase.is_transferred else {}
    return _terms(purchase, until=former.get(purchase.placement_id, {}).get(purchase.agency_id))


def _terms(purchase: Purchase, *, until: date | None) -> records.Placement:
    row = purchases.as_row(purchase, began={})
    ends = [day for day in (row["ended_on"], until) if day is not None]
    return records.Placement.of(row | {"ended_on": min(ends, default=None)})


def _receipts(pair: Pair) -> list[records.Receipt]:
    chosen = (Receipt.agency_id == pair[0], Receipt.authority_id == pair[1])
    found: Sequence[Receipt] = db.session.scalars(sa.select(Receipt).where(*chosen).order_by(Receipt.id)).unique().all()
    held = ("charge", "from_day", "to_day", "quantity", "confirmed_on")
    return [records.Receipt(one.purchase.placement.ref, **{name: getattr(one, name) for name in held}) for one in found]


def _elsewhere(pair: Pair, *, refs: Iterable[str]) -> dict[str, Bought]:
    """Placements of these references with one of the two sides: the authority's first, then by whose they are."""
    agency_id, authority_id = pair
    one_side = sa.or_(Purchase.authority_id == authority_id, Purchase.agency_id == agency_id)
    chosen = sorted(refs)
    found = _bought(Placement.ref.in_(chosen), one_side) if chosen else []
    found.sort(key=lambda one: (one.authority_id != authority_id, str(one.authority_id)))
    return {one.terms.placement_ref: one for one in reversed(found)}
