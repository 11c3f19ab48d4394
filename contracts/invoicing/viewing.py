"""Viewing: invoices, their exceptions and receipts as a person may read them."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from consortium.access import Viewer, may
from consortium.floor.db import db
from consortium.floor.guard import whole
from consortium.rights import sight
from contracts.invoicing import approving, invoices, payable, receipts, resolutions, reversing, telling
from contracts.invoicing.approving import InvoiceApproval
from contracts.invoicing.exceptions import LineException
from contracts.invoicing.invoices import Invoice
from contracts.invoicing.payable import Sums
from contracts.invoicing.receipts import Receipt

Row = dict[str, Any]
Found = Sequence[LineException]
_LINE = ("line", "placement_ref", "charge", "from_day", "to_day", "quantity", "net_pence", "vat_pence", "description")
_STOOD = ("opened_on", "outcome", "pays_pence", "credited_pence", "closed_on", "closed_by", "version", "created_at")


class State(StrEnum):
    """Where an invoice stands."""

    REVERSED = "reversed"  # taken back by a credit note
    CREDIT = "credit"  # a credit note
    APPROVED = "approved"  # let be paid, and all of it agrees
    APPROVED_IN_PART = "approved_in_part"  # let be paid, and some lines do not agree
    IN_DISPUTE = "in_dispute"  # some lines do not agree
    AGREES = "agrees"  # every line agrees; nobody has approved it yet


def rows(found: Sequence[Invoice]) -> list[Row]:
    """Invoices within the viewer's sight, without their lines; what is known of them is asked once for all."""
    sums, approvals = payable.of(found), approving.of(*(one.id for one in found))
    gone = _reversals(found)
    return [_row(one, sums[one.id], approvals.get(one.id), reversal_id=gone.get(one.id)) for one in found]


def row(invoice: Invoice) -> Row:
    """One invoice with its lines."""
    lines = [{name: said[name] for name in _LINE} for said in map(invoices.as_row, invoice.lines)]
    return rows([invoice])[0] | {"lines": lines}


def exception_rows(viewer: Viewer, *, found: Found) -> list[Row]:
    """Exceptions within the viewer's sight, each as far as this viewer knows the placement that its line names."""
    told = telling.of(viewer, found=found)
    return [_exception(told[one.id]) for one in found]


def exception_row(viewer: Viewer, *, standing: LineException) -> Row:
    """One exception, with what was decided on it and what this viewer may decide."""
    decided = resolutions.of([standing.id]).get(standing.id, [])
    may = resolutions.open_outcomes(viewer, standing=standing)
    history = [_resolution(one) for one in decided]
    return exception_rows(viewer, found=[standing])[0] | {"resolutions": history, "may_decide": may}


def by_line(viewer: Viewer, *, found: Found) -> dict[UUID, telling.Told]:
    """By line, what stands against it, or stood last."""
    told = telling.of(viewer, found=found)
    return {one.line_id: told[one.id] for one in sorted(found, key=lambda one: one.closed_on is None)}


def acts(viewer: Viewer, *, invoice: Invoice) -> dict[str, bool]:
    """What this viewer may do with an invoice as it is."""
    stands = not invoice.is_credit and reversing.reversal_of(invoice) is None
    approves = may(viewer, approving.ACT) and sight.reaches(viewer, approving.ACT, owner_id=invoice.authority_id)
    return {
        "approve": stands and approves and not approving.of(invoice.id),
        "reverse": stands and may(viewer, reversing.ACT) and reversing.may_reverse(viewer, invoice=invoice),
    }


def receipt_rows(found: Sequence[Receipt]) -> list[Row]:
    """Receipts within the viewer's sight."""
    return [{"id": one.id, **receipts.as_row(one), "created_at": one.created_at} for one in found]


def _row(invoice: Invoice, sums: Sums, approval: InvoiceApproval | None, *, reversal_id: UUID | None) -> Row:
    return {
        "id": invoice.id,
        "supplier": invoice.agency.code,
        "authority_code": invoice.authority.code,
        "invoice_number": invoice.number,
        "invoice_date": invoice.dated_on,
        "is_credit": invoice.is_credit,
        "state": _state(invoice, sums, approved=approval is not None, is_reversed=reversal_id is not None),
        "net_pence": sums.net_pence,
        "vat_pence": sum(line.vat_pence or 0 for line in invoice.lines),
        "payable_pence": sums.payable_pence,
        "disputed_pence": sums.disputed_pence,
        "exceptions": sums.exceptions,
        "reverses_id": invoice.reverses_id,
        "reversed_by_id": reversal_id,
        "reason": invoice.reason,
        "approved_at": approval.created_at if approval else None,
        "approved_for": approval.member.code if approval and approval.member else None,
        "created_at": invoice.created_at,
    }


def _state(invoice: Invoice, sums: Sums, *, approved: bool, is_reversed: bool) -> State:
    if is_reversed:
        return State.REVERSED
    if invoice.is_credit:
        return State.CREDIT
    if approved:
        return State.APPROVED_IN_PART if sums.exceptions else State.APPROVED
    return State.IN_DISPUTE if sums.exceptions else State.AGREES


@whole("the credit notes that take back invoices which the caller reached")
def _reversals(found: Sequence[Invoice]) -> dict[UUID, UUID]:
    columns = sa.select(Invoice.reverses_id, Invoice.id)
    answers = db.session.execute(columns.where(Invoice.reverses_id.in_([one.id for one in found])))
    return {key: by for key, by in answers if key is not None}


def _exception(told: telling.Told) -> Row:
    standing, line = told.standing, told.standing.line
    issued = line.invoice
    return {
        "id": standing.id,
        "invoice_id": issued.id,
        "supplier": issued.agency.code,
        "authority_code": issued.authority.code,
        "invoice_number": issued.number,
        "invoice_date": issued.dated_on,
        **{name: value for name, value in invoices.as_row(line).items() if name in _LINE and name != "placement_ref"},
        "billed_placement_ref": line.placement_ref,
        "placement_ref": told.placement_ref,
        "code": told.code,
        "codes": list(told.codes),
        "because": told.because,
        "owner": told.queue.owner,
        "owner_code": told.owner_code,
        "next_step": told.queue.step,
        "status": standing.status,
        "age_days": standing.age,
        "stake_pence": told.stake_pence,
        "expected_pence": told.expected_pence,
        "confidence": float(told.confidence),
        **{name: getattr(standing, name) for name in _STOOD},
    }


def _resolution(one: resolutions.Resolution) -> Row:
    held = {name: getattr(one, name) for name in ("number", "outcome", "pays_pence", "reason", "created_at")}
    return held | {"decided_for": one.member.code if one.member else None}
