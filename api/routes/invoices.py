"""The routes of invoices, of their exceptions, and of the hours that both sides confirmed."""

from collections.abc import Iterable
from functools import partial
from uuid import UUID

from flask import Response

from api.operations import Door, Values
from api.paging import Listing
from api.schemas.invoices import (
    Decision,
    Exceptional,
    ExceptionSearch,
    ExceptionWhole,
    Invoice,
    InvoiceSearch,
    InvoiceSummary,
    Receipt,
    Reversal,
)
from consortium.access import Viewer
from consortium.sheets import writing
from consortium.sheets.columns import Column
from contracts.invoice_sheets import INVOICES_COLUMNS, RECEIPTS_COLUMNS
from contracts.invoicing import approving, exceptions, invoices, outgoing, receipts, resolutions, reversing, viewing

ONE = "/invoices/<uuid:invoice_id>"
OPEN = "/exceptions/<uuid:exception_id>"
door = Door("invoices")


@door.lists("/invoices", InvoiceSummary, may="invoices.read", asks=InvoiceSearch)
def index(viewer: Viewer, query: Values) -> Listing:
    """List the invoices that you may see, the latest first."""
    return Listing(invoices.visible(viewer, **query), by="dated_on", shown=viewing.rows, newest_first=True)


@door.reads(ONE, Invoice, may="invoices.read")
def read(viewer: Viewer, invoice_id: UUID) -> Values:
    """Read one invoice with its lines."""
    return viewing.row(invoices.get(viewer, invoice_id=invoice_id))


@door.acts(f"{ONE}/reversal", Invoice, may="invoices.record", takes=Reversal)
def reverse(viewer: Viewer, invoice_id: UUID, body: Values) -> Values:
    """Take a whole invoice back, by a credit note that says why."""
    return viewing.row(reversing.reverse(viewer, invoice_id=invoice_id, **body))


@door.acts(f"{ONE}/approval", Invoice, may="invoices.decide")
def approve(viewer: Viewer, invoice_id: UUID) -> Values:
    """Let an invoice be paid, as far as its lines agree or are decided on."""
    approving.approve(viewer, invoice_id=invoice_id)
    return viewing.row(invoices.get(viewer, invoice_id=invoice_id))


@door.reads("/invoices.csv", None, may="invoices.read", media="text/csv")
def lines(viewer: Viewer) -> Response:
    """Give the lines of all invoices that you may see, under the columns in which they come in."""
    return _sheet("invoices", INVOICES_COLUMNS, outgoing.lines(viewer))


@door.lists("/exceptions", Exceptional, may="invoices.read", asks=ExceptionSearch)
def index_of_exceptions(viewer: Viewer, query: Values) -> Listing:
    """List the invoice lines that do not agree, the oldest first."""
    shown = partial(_exceptions, viewer)
    return Listing(exceptions.visible(viewer, **query), by="opened_on", shown=shown)


@door.reads(OPEN, ExceptionWhole, may="invoices.read")
def read_exception(viewer: Viewer, exception_id: UUID) -> Values:
    """Read one line that does not agree, with what was decided on it."""
    standing = exceptions.get(viewer, exception_id=exception_id)
    return viewing.exception_row(viewer, standing=standing)


@door.acts(f"{OPEN}/resolution", ExceptionWhole, may="invoices.decide", takes=Decision, versioned=True)
def resolve(viewer: Viewer, exception_id: UUID, version: int, body: Values) -> Values:
    """Decide on a line that does not agree, or take the decision back."""
    standing = resolutions.decide(viewer, exception_id=exception_id, version=version, **body)
    return viewing.exception_row(viewer, standing=standing)


@door.lists("/receipts", Receipt, may="receipts.read")
def index_of_receipts(viewer: Viewer, query: Values) -> Listing:
    """List the hours of contact that both sides confirmed, the latest first."""
    return Listing(receipts.visible(viewer), by="from_day", shown=viewing.receipt_rows, newest_first=True)


@door.reads("/receipts.csv", None, may="receipts.read", media="text/csv")
def hours(viewer: Viewer) -> Response:
    """Give the hours that you may see, under the columns in which they come in."""
    return _sheet("receipts", RECEIPTS_COLUMNS, outgoing.hours(viewer))


def _exceptions(viewer: Viewer, page: viewing.Found) -> Iterable[Values]:
    return viewing.exception_rows(viewer, found=page)


def _sheet(name: str, columns: tuple[Column, ...], rows: Iterable[Values]) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return Response(writing.csv_text(columns, rows), mimetype="text/csv", headers=headers)
