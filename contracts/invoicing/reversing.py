"""Reversing: a whole invoice taken back by a credit note that names it and says why; both stay on the record."""

from uuid import UUID

import sqlalchemy as sa

from consortium import reasons
from consortium.access import Viewer, require
from consortium.floor import clock
from consortium.floor.db import db, flush
from consortium.floor.errors import Invalid, NotAllowed, RuleBroken
from consortium.floor.guard import whole
from consortium.rights import sight
from contracts import descriptions
from contracts.invoicing import invoices
from contracts.invoicing.invoices import Invoice, InvoiceLine
from contracts.ledger import posting

ACT = "invoices.record"


def reverse(viewer: Viewer, *, invoice_id: UUID, reason: str) -> Invoice:
    """The credit note that takes a whole invoice back, of today, line by line; the supplier's side issues it.

    From here on neither bills anything. What is right is billed under another number.
    """
    invoice = reversible(viewer, invoice_id=invoice_id)
    posting.hold(invoice.agency_id, invoice.authority_id)
    _expect_standing(invoice)
    said = said_of(reason, line=invoice.lines[0])
    sides = {"agency_id": invoice.agency_id, "authority_id": invoice.authority_id, "recorded_by": viewer.user_id}
    credit = Invoice(
        **sides, **_named(invoice), is_credit=True, dated_on=_day(invoice), reverses_id=invoice.id, reason=said
    )
    db.session.add(credit)
    flush()
    db.session.add_all(InvoiceLine(invoice_id=credit.id, **sides, **_given_back(line)) for line in invoice.lines)
    flush()
    db.session.refresh(credit)
    return credit


def reversible(viewer: Viewer, *, invoice_id: UUID) -> Invoice:
    """One invoice whose supplier's side the viewer is on, so that they may take it back."""
    require(viewer, ACT)
    invoice = invoices.get(viewer, invoice_id=invoice_id)
    if not may_reverse(viewer, invoice=invoice):
        raise NotAllowed("The agency that issued this invoice takes it back; ask it for a credit note.")
    return invoice


def may_reverse(viewer: Viewer, *, invoice: Invoice) -> bool:
    """Whether the viewer is on the supplier's side of it, or coordinates the authority that is billed."""
    return bool(sight.consortia_of(viewer, ACT)) or sight.owns(viewer, ACT, owner_id=invoice.agency_id)


def said_of(reason: str, *, line: InvoiceLine) -> str:
    """A reason that both organisations read: it names no person; their own names and the line's codes it may hold."""
    said, issued = reasons.said(reason), line.invoice
    sides = [text for side in (issued.agency, issued.authority) for text in (side.code, side.name)]
    codes = [text for text in (*sides, issued.number, line.placement_ref, line.charge) if text]
    if descriptions.names_a_person(said, frozenset(word for code in codes for word in descriptions.words(code))):
        raise Invalid({"reason": ["Take out what reads like a person's name: both organisations read this."]})
    return said


@whole("the credit note that takes an invoice back, which is seen by whoever sees the invoice")
def reversal_of(invoice: Invoice) -> Invoice | None:
    """The credit note that took an invoice back."""
    return db.session.scalar(sa.select(Invoice).where(Invoice.reverses_id == invoice.id))


def _expect_standing(invoice: Invoice) -> None:
    if invoice.is_credit:
        raise RuleBroken(
            "A credit note is not taken back: bill again what it credits, under another number.", code="credit"
        )
    if reversal_of(invoice) is not None:
        raise RuleBroken(
            "This invoice is taken back already: bill what is right under another number.", code="reversed"
        )
    taken = sa.select(Invoice.id).where(
        Invoice.agency_id == invoice.agency_id,
        Invoice.authority_id == invoice.authority_id,
        Invoice.number_key == invoice.number_key,
        Invoice.is_credit,
    )
    with whole("a credit note of the number of an invoice that the caller reached"):
        if db.session.scalar(taken) is not None:
            raise RuleBroken(
                f"Credit note {invoice.number} gives back lines of this invoice: send another for what is left of it.",
                code="credited",
            )


def _named(invoice: Invoice) -> dict[str, str]:
    return {"number": invoice.number, "number_key": invoice.number_key}


def _day(invoice: Invoice) -> object:
    """Today, or the invoice's own day where that is to come: a credit note is never older than what it gives back."""
    return max(clock.today(), invoice.dated_on)


def _given_back(line: InvoiceLine) -> dict[str, object]:
    copied = ("number", "placement_ref", "charge", "from_day", "to_day", "description")
    turned = ("hundredths", "net_pence", "vat_pence")
    held = {name: getattr(line, name) for name in turned}
    return {name: getattr(line, name) for name in copied} | {n: None if v is None else -v for n, v in held.items()}
