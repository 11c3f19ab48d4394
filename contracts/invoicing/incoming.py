"""How rows of the invoices and receipts sheets become records; offered to the imports."""

from collections.abc import Sequence

import sqlalchemy as sa

from consortium import members
from consortium.access import Viewer
from consortium.floor.db import db
from consortium.floor.guard import whole
from consortium.importing import imports
from consortium.importing.imports import Kind, Outcome
from consortium.importing.incoming import outcome, told
from consortium.sheets.columns import Row
from contracts.invoice_sheets import INVOICES_CHECKS, INVOICES_COLUMNS, RECEIPTS_CHECKS, RECEIPTS_COLUMNS
from contracts.invoicing import issuing, receipts
from contracts.ledger import posting


def write_line(viewer: Viewer, rows: Sequence[Row]) -> list[Outcome]:
    """Issues a line of an invoice; the same line again changes nothing, and a line that says otherwise is refused."""
    (row,) = rows
    _, is_new = issuing.issue(viewer, values=told(row, INVOICES_COLUMNS))
    return [Outcome.CREATED if is_new else Outcome.UNCHANGED]


def write_receipt(viewer: Viewer, rows: Sequence[Row]) -> list[Outcome]:
    """Records the hours of a placement's days, or changes them."""
    (row,) = rows
    kept, before = receipts.record(viewer, values=told(row, RECEIPTS_COLUMNS), version=row.values["version"])
    return [outcome(before, kept.version)]


@whole("what two members bill each other is recorded one after the other")
def hold_sides(rows: Sequence[Row]) -> None:
    """Holds every member that the rows name, before the first is written."""
    codes = {row.values[name] for row in rows for name in ("supplier", "authority_code")}
    posting.hold(*db.session.scalars(sa.select(members.Member.id).where(members.Member.code.in_(codes))))


imports.offer(
    Kind(
        name="invoices",
        columns=INVOICES_COLUMNS,
        checks=INVOICES_CHECKS,
        capability="invoices.record",
        write=write_line,
        begin=hold_sides,
        unkept=("description",),
    )
)
imports.offer(
    Kind(
        name="receipts",
        columns=RECEIPTS_COLUMNS,
        checks=RECEIPTS_CHECKS,
        capability="receipts.record",
        write=write_receipt,
    )
)
