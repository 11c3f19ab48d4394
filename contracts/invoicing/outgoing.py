"""Outgoing: invoice lines and receipts under the columns in which they come in, so that they may come in again."""

from typing import Any

import sqlalchemy as sa

from consortium.access import Viewer, require
from consortium.floor.db import db
from consortium.floor.guard import scoped
from contracts.invoicing import invoices, receipts
from contracts.invoicing.invoices import InvoiceLine

Row = dict[str, Any]


def lines(viewer: Viewer) -> list[Row]:
    """The lines of all invoices within the viewer's sight, by supplier, number and line."""
    require(viewer, "invoices.read")
    found = sa.select(InvoiceLine).where(invoices.reached(viewer, act="invoices.read", of=InvoiceLine))
    told = [invoices.as_row(line) for line in db.session.scalars(scoped(found)).unique()]
    return sorted(told, key=lambda row: (row["supplier"], row["invoice_number"], row["net_pence"] < 0, row["line"]))


def hours(viewer: Viewer) -> list[Row]:
    """The hours within the viewer's sight, by placement and day."""
    told = [receipts.as_row(one) for one in db.session.scalars(receipts.visible(viewer)).unique()]
    return sorted(told, key=lambda row: (row["placement_ref"], row["from_day"], row["to_day"]))
