"""The shape of invoices, of lines that do not agree, of what is decided on them, and of confirmed hours."""

from typing import Any

from marshmallow import fields

from api.schemas.shapes import Day, Line, Paging, Prose, Shape, Whole, word
from contracts.invoicing.exceptions import Closed, Status
from contracts.invoicing.queues import Outcome, Owner
from contracts.invoicing.viewing import State
from contracts.reconciling.codes import Code


def _pence(said: str = "", **terms: Any) -> fields.Integer:
    metadata: dict[str, Any] = {"metadata": {"description": said}} if said else {}
    return fields.Integer(dump_only=True, **metadata, **terms)


class InvoiceLine(Shape):
    """One line as it was issued; its columns are those of the invoices spreadsheet."""

    line = Whole(dump_only=True)
    placement_ref = fields.String(dump_only=True, allow_none=True)
    charge = fields.String(dump_only=True)
    from_day = Day(dump_only=True, allow_none=True)
    to_day = Day(dump_only=True, allow_none=True, metadata={"description": "The day after the last."})
    quantity = fields.Decimal(dump_only=True, allow_none=True, places=2, as_string=True)
    net_pence = _pence("Without VAT; below nothing for a credit note.")
    vat_pence = _pence(allow_none=True)
    description = fields.String(dump_only=True, allow_none=True)


class InvoiceSummary(Shape):
    """An invoice or credit note: what it bills, and how much of it agrees with the records."""

    id = fields.UUID(dump_only=True)
    supplier = fields.String(dump_only=True)
    authority_code = fields.String(dump_only=True)
    invoice_number = fields.String(dump_only=True)
    invoice_date = Day(dump_only=True)
    is_credit = fields.Boolean(dump_only=True)
    state = word(State, dump_only=True)
    net_pence = _pence()
    vat_pence = _pence()
    payable_pence = _pence("Of the net amount: what agrees, or was decided to be paid.")
    disputed_pence = _pence("The rest.")
    exceptions = Whole(dump_only=True, metadata={"description": "How many lines do not agree."})
    reverses_id = fields.UUID(dump_only=True, allow_none=True)
    reversed_by_id = fields.UUID(dump_only=True, allow_none=True)
    reason = fields.String(dump_only=True, allow_none=True)
    approved_at = fields.AwareDateTime(dump_only=True, allow_none=True)
    approved_for = fields.String(dump_only=True, allow_none=True)
    created_at = fields.AwareDateTime(dump_only=True)


class Invoice(InvoiceSummary):
    """The same with its lines."""

    lines = fields.List(fields.Nested(InvoiceLine), dump_only=True)


class InvoiceSearch(Paging):
    """Which invoices to list."""

    agency_id = fields.UUID()
    authority_id = fields.UUID()
    number = Line(longest=100, metadata={"description": "In any spelling."})


class Reversal(Shape):
    """Why a whole invoice is taken back."""

    reason = Prose(required=True, metadata={"description": "Both organisations read it. Never a person's name."})


class Resolution(Shape):
    """What was decided on a line, and why."""

    number = Whole(dump_only=True)
    outcome = word(Outcome, dump_only=True)
    pays_pence = _pence()
    reason = fields.String(dump_only=True)
    decided_for = fields.String(dump_only=True, allow_none=True)
    created_at = fields.AwareDateTime(dump_only=True)


class Exceptional(InvoiceLine):
    """A line that does not agree: in whose queue, since when, for how much, and what became of it."""

    id = fields.UUID(dump_only=True)
    invoice_id = fields.UUID(dump_only=True)
    supplier = fields.String(dump_only=True)
    authority_code = fields.String(dump_only=True)
    invoice_number = fields.String(dump_only=True)
    invoice_date = Day(dump_only=True)
    billed_placement_ref = fields.String(dump_only=True, allow_none=True)
    placement_ref = fields.String(
        dump_only=True, allow_none=True, metadata={"description": "Of the placement meant, as far as it is known."}
    )
    code = word(Code, dump_only=True, metadata={"description": "In whose queue the line stands."})
    codes = fields.List(word(Code), dump_only=True)
    because = fields.String(dump_only=True)
    owner = word(Owner, dump_only=True, metadata={"description": "Who has to act."})
    owner_code = fields.String(dump_only=True, allow_none=True)
    next_step = fields.String(dump_only=True)
    status = word(Status, dump_only=True)
    opened_on = Day(dump_only=True)
    age_days = Whole(dump_only=True)
    stake_pence = _pence("What is billed less what is owed and what was credited.")
    expected_pence = _pence(allow_none=True)
    credited_pence = _pence()
    confidence = fields.Float(dump_only=True)
    outcome = word(Outcome, dump_only=True, allow_none=True)
    pays_pence = _pence(allow_none=True)
    closed_on = Day(dump_only=True, allow_none=True)
    closed_by = word(Closed, dump_only=True, allow_none=True)
    version = Whole(dump_only=True)
    created_at = fields.AwareDateTime(dump_only=True)


class ExceptionWhole(Exceptional):
    """The same with what was decided, and what the caller may decide."""

    resolutions = fields.List(fields.Nested(Resolution), dump_only=True)
    may_decide = fields.List(word(Outcome), dump_only=True)


class ExceptionSearch(Paging):
    """Which exceptions to list."""

    code = word(Code)
    owner = word(Owner)
    status = word(Status)
    older_than_days = Whole(high=36_500, digits=True)
    agency_id = fields.UUID()
    authority_id = fields.UUID()


class Decision(Shape):
    """What is to become of a line that does not agree, and why."""

    outcome = word(Outcome, required=True)
    reason = Prose(required=True, metadata={"description": "Both organisations read it. Never a person's name."})


class Receipt(Shape):
    """Hours of contact that both sides confirmed; its columns are those of the receipts spreadsheet."""

    id = fields.UUID(dump_only=True)
    placement_ref = fields.String(dump_only=True)
    charge = fields.String(dump_only=True)
    from_day = Day(dump_only=True)
    to_day = Day(dump_only=True)
    quantity = fields.Decimal(dump_only=True, places=2, as_string=True)
    confirmed_on = Day(dump_only=True)
    version = Whole(dump_only=True)
    created_at = fields.AwareDateTime(dump_only=True)
