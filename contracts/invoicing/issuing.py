"""Issuing: invoice lines taken into the records once; what is issued is never edited, a credit note puts it right."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from consortium import members
from consortium.access import MemberKind, Viewer, require
from consortium.floor.db import db, flush
from consortium.floor.errors import Invalid, NotAllowed, RuleBroken
from consortium.floor.guard import whole
from consortium.importing import entries
from consortium.rights import sight
from contracts import parties
from contracts.invoice_sheets import INVOICES_CHECKS, INVOICES_COLUMNS
from contracts.invoicing import invoices
from contracts.invoicing.invoices import LONGEST_KEY, Invoice, InvoiceLine, key_of
from contracts.ledger import posting
from contracts.reconciling.records import HUNDREDTHS

ACT = "invoices.record"
_COPIED = ("placement_ref", "charge", "from_day", "to_day", "net_pence", "vat_pence", "description")


def issue(viewer: Viewer, *, values: Mapping[str, Any]) -> tuple[InvoiceLine, bool]:
    """One line, under the columns of the invoices sheet, and whether it is new: a line once issued changes nothing.

    An agency records what it bills, an authority's finance officer what it is billed, a coordinator either. The invoice
    is made with its first line; its lines bill one authority and bear one day.
    """
    require(viewer, ACT)
    entered = entries.complete(entries.read(values, INVOICES_COLUMNS), INVOICES_COLUMNS)
    entries.check(entered, INVOICES_CHECKS)
    agency = parties.member(viewer, field="supplier", code=entered["supplier"], kind=MemberKind.AGENCY)
    code = entered["authority_code"]
    authority = parties.member(viewer, field="authority_code", code=code, kind=MemberKind.AUTHORITY)
    _expect_a_side(viewer, agency=agency, authority=authority)
    posting.hold(agency.id, authority.id)
    _expect_plain(entered["invoice_number"])
    invoice = _issued(viewer, entered, agency=agency, authority=authority)
    known = _line(invoice, entered["line"])
    if known is not None:
        _expect_the_same(known, values, entered)
        return known, False
    return _add(viewer, invoice, entered), True


def _expect_a_side(viewer: Viewer, *, agency: members.Member, authority: members.Member) -> None:
    if sight.owns(viewer, ACT, owner_id=agency.id) or sight.reaches(viewer, ACT, owner_id=authority.id):
        return
    raise NotAllowed(f"You may record what your own organisation bills or is billed, not what {agency.code} bills.")


def _expect_plain(number: str) -> None:
    if len(key_of(number)) > LONGEST_KEY:
        raise Invalid({"invoice_number": ["Shorten this number: it holds more letters than an invoice number has."]})


@whole("an invoice of the pair that the caller reached; of other pairs only those that the caller may see")
def _issued(
    viewer: Viewer, entered: Mapping[str, Any], *, agency: members.Member, authority: members.Member
) -> Invoice:
    """The invoice or credit note of this number, made where it is new; another spelling or day of it is refused."""
    number, is_credit = entered["invoice_number"], entered["net_pence"] < 0
    named = (Invoice.agency_id == agency.id, Invoice.number_key == key_of(number), Invoice.is_credit == is_credit)
    found = db.session.scalar(sa.select(Invoice).where(*named, Invoice.authority_id == authority.id))
    if found is None:
        _expect_unbilled(viewer, named, number=number)
        return _make(viewer, entered, agency_id=agency.id, authority_id=authority.id)
    _expect_one_number(found, number=number)
    if found.dated_on != entered["invoice_date"]:
        sentence = (
            f"{_called(found)} is dated {found.dated_on}: give all its lines that day, or bill under another number."
        )
        raise Invalid({"invoice_date": [sentence]})
    return found


def _expect_one_number(found: Invoice, *, number: str) -> None:
    if found.number != number:
        sentence = (
            f"{_called(found)} of {found.agency.code} is recorded already: this is its number in another spelling. "
            "Leave the row out if it is the same invoice, or bill under a number of its own."
        )
        raise Invalid({"invoice_number": [sentence]})


def _expect_unbilled(viewer: Viewer, named: Sequence[sa.ColumnElement[bool]], *, number: str) -> None:
    """Told only to who sees the other invoice: a number is no way to learn what others are billed."""
    other = db.session.scalar(invoices.visible(viewer).where(*named).limit(1))
    if other is not None:
        sentence = (
            f"{_called(other)} of {other.agency.code} bills {other.authority.code}: one invoice bills one authority. "
            f"Bill under another number than {number}."
        )
        raise Invalid({"authority_code": [sentence]})


def _called(invoice: Invoice) -> str:
    return f"{'Credit note' if invoice.is_credit else 'Invoice'} {invoice.number}"


def _make(viewer: Viewer, entered: Mapping[str, Any], **sides: Any) -> Invoice:
    number = entered["invoice_number"]
    made = Invoice(
        **sides,
        number=number,
        number_key=key_of(number),
        is_credit=entered["net_pence"] < 0,
        dated_on=entered["invoice_date"],
        recorded_by=viewer.user_id,
    )
    db.session.add(made)
    flush()
    return made


@whole("a line of an invoice that the caller reached")
def _line(invoice: Invoice, number: int) -> InvoiceLine | None:
    found = sa.select(InvoiceLine).where(InvoiceLine.invoice_id == invoice.id, InvoiceLine.number == number)
    return db.session.scalar(found)


def _expect_the_same(known: InvoiceLine, said: Mapping[str, Any], entered: Mapping[str, Any]) -> None:
    """What a row leaves empty it says nothing of; whatever else it says has to be what was issued."""
    held = invoices.as_row(known)
    differing = sorted(name for name in said if name in held and entered[name] != held[name])
    if differing:
        sentence = (
            f"Line {known.number} of {_called(known.invoice)} was issued otherwise and is never edited: "
            "send a credit note for it, and what is right under another number."
        )
        raise RuleBroken(f"{sentence} It differs in {', '.join(differing)}.", code="issued_already")


def _add(viewer: Viewer, invoice: Invoice, entered: Mapping[str, Any]) -> InvoiceLine:
    quantity = entered["quantity"]
    made = InvoiceLine(
        invoice_id=invoice.id,
        agency_id=invoice.agency_id,
        authority_id=invoice.authority_id,
        number=entered["line"],
        hundredths=None if quantity is None else int(quantity * HUNDREDTHS),
        recorded_by=viewer.user_id,
        **{name: entered[name] for name in _COPIED},
    )
    db.session.add(made)
    flush()
    return made
