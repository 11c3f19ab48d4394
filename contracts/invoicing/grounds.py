"""Grounds: what a line is held against, as far as its reader may see it: order, days, price, and other lines."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from consortium.access import Viewer
from consortium.floor import clock
from consortium.floor.db import db
from consortium.floor.guard import scoped
from consortium.placements import Placement
from contracts import purchases, viewing
from contracts.charging.days import Span
from contracts.charging.prices import Price, Prices
from contracts.invoicing import facts, invoices, priced, receipts
from contracts.invoicing.invoices import InvoiceLine
from contracts.invoicing.receipts import Receipt
from contracts.invoicing.telling import Told
from contracts.purchases import Purchase
from contracts.reconciling.terms import Terms


@dataclass(frozen=True)
class Grounds:
    """The purchase that a line means, the names of its authority and agency, what its charge costs and on which days
    it runs; the hours confirmed, and what other lines bill of it.
    """

    purchase: viewing.Row | None
    sides: tuple[str, str]
    price: Price | None
    runs: Span | None
    receipts: Sequence[Receipt]
    others: Sequence[InvoiceLine]


def of(viewer: Viewer, *, told: Told) -> Grounds:
    """What this reader may see of what the line is held against; nothing where no placement is known to them."""
    line = told.standing.line
    others = _others(viewer, line)
    bought = _purchase(viewer, told) if told.placement_ref else None
    if bought is None:
        return Grounds(None, ("", ""), None, None, (), others)
    prices = Prices(priced.of_pair((bought.agency_id, bought.authority_id)))
    terms = Terms(facts.terms_of(bought), line.charge, prices, clock.today())
    hours = db.session.scalars(receipts.visible(viewer).where(Receipt.purchase_id == bought.id)).unique().all()
    shown = viewing.row(viewer, purchase=bought)
    sides = bought.placement.authority.name, bought.agency.name
    return Grounds(shown, sides, terms.price, terms.runs, [one for one in hours if one.charge == line.charge], others)


def _purchase(viewer: Viewer, told: Told) -> Purchase | None:
    """The placement of both sides first, then one of either."""
    line = told.standing.line
    found = list(db.session.scalars(purchases.visible(viewer).where(Placement.ref == told.placement_ref)).unique())
    near = [one for one in found if line.authority_id == one.authority_id or line.agency_id == one.agency_id]
    near.sort(key=lambda one: (one.authority_id != line.authority_id, one.agency_id != line.agency_id))
    return next(iter(near), None)


def _others(viewer: Viewer, line: InvoiceLine) -> list[InvoiceLine]:
    """The other lines that bill the same charge of the same placement, the first issued first."""
    if line.placement_ref is None:
        return []
    same = (InvoiceLine.placement_ref == line.placement_ref, InvoiceLine.charge == line.charge)
    pair = (InvoiceLine.agency_id == line.agency_id, InvoiceLine.authority_id == line.authority_id)
    found = sa.select(InvoiceLine).where(*same, *pair, InvoiceLine.id != line.id)
    found = scoped(found.where(invoices.reached(viewer, act="invoices.read", of=InvoiceLine)))
    return sorted(db.session.scalars(found).unique(), key=lambda one: (one.invoice.dated_on, one.invoice.number))
