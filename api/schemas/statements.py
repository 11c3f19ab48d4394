"""The shape of statements: what was promised, taken, moved, owed, billed, paid and disputed in a period."""

from typing import Any

from marshmallow import fields

from api.schemas.shapes import Day, Line, Shape, Whole, word
from consortium.sheets.vocabulary import UNIT_BASES
from contracts.statements import words
from contracts.statements.figures import PENCE, UNITS, Detail, Kind

NOT_SETTLED = "Null until the year end settles it, and where the chain of periods shows what is another's."
UNKNOWN = "Null where no invoice is recorded."


def _signed(said: str = "", **terms: Any) -> fields.Integer:
    return fields.Integer(dump_only=True, metadata={"description": said} if said else {}, **terms)


def _pence() -> dict[str, fields.Field[Any]]:
    known = ("owed_pence", "vat_pence", "uninvoiced_pence")
    return {name: _signed("" if name in known else UNKNOWN, allow_none=name not in known) for name in PENCE}


def _units() -> dict[str, fields.Field[Any]]:
    known = ("promised", "taken", "short", "above")
    return {name: _signed("" if name in known else NOT_SETTLED, allow_none=name not in known) for name in UNITS}


Sums = Shape.from_dict(_pence(), name="StatementSums")
Totals = Shape.from_dict(
    {name: _signed(label, allow_none=True) for name, label in words.FIGURES.items()}, name="StatementTotals"
)


class StatementCommitment(Shape.from_dict(_units(), name="StatementUnits")):  # type: ignore[misc]
    """One commitment by the statement's last day, and how it ended once its period is over."""

    agreement_ref = fields.String(dump_only=True)
    authority_code = fields.String(dump_only=True)
    agency = fields.String(dump_only=True, allow_none=True)
    period_start = Day(dump_only=True)
    period_end = Day(dump_only=True, metadata={"description": "The day after the last."})
    unit_basis = word(UNIT_BASES, dump_only=True)
    has_ended = fields.Boolean(dump_only=True)
    shortfall_pence = _signed("Null where units are short and no tariff gives a price.", allow_none=True)


class StatementMember(Sums):  # type: ignore[misc,valid-type]
    """What one member on the other side comes to; of a whole consortium, each authority and each agency."""

    kind = word(("authority", "agency"), dump_only=True)
    code = fields.String(dump_only=True)
    name = fields.String(dump_only=True)
    placements = Whole(dump_only=True)


class StatementCharge(Shape):
    """One amount that is owed, with the sum behind it; no charge lies on both sides of a 31 March."""

    charge = fields.String(dump_only=True)
    from_day = Day(dump_only=True)
    to_day = Day(dump_only=True, allow_none=True, metadata={"description": "The day after the last; a fee has none."})
    pence = _signed()
    vat_pence = _signed()
    words = fields.String(dump_only=True)


class StatementPlacement(Sums):  # type: ignore[misc,valid-type]
    """One placement and what it comes to."""

    placement_ref = fields.String(dump_only=True)
    authority_code = fields.String(dump_only=True)
    agency = fields.String(dump_only=True)
    children = Whole(dump_only=True)
    moved_in_on = Day(dump_only=True)
    ended_on = Day(dump_only=True, allow_none=True)
    is_confirmed = fields.Boolean(
        dump_only=True, metadata={"description": "Nothing is owed until both sides have confirmed the move-in."}
    )
    is_priced = fields.Boolean(dump_only=True, metadata={"description": "Whether the tariff has a price for it."})
    charges = fields.List(fields.Nested(StatementCharge), dump_only=True)


class StatementMonth(Shape):
    """What was owed for a month's days, and what was billed and paid in it."""

    start = Day(dump_only=True)
    owed_pence = _signed()
    billed_pence = _signed(UNKNOWN, allow_none=True)
    paid_pence = _signed(UNKNOWN, allow_none=True)


class StatementAge(Shape):
    """Lines of invoices that do not agree and that nobody has decided on, by their age in days, both within."""

    from_days = Whole(dump_only=True)
    to_days = Whole(dump_only=True, allow_none=True)
    lines = Whole(dump_only=True)
    pence = _signed("What is at stake.")


class Statement(Shape):
    """A statement of a member or a consortium; a twin leaves out what is not in sums, or not shown."""

    kind = word(Kind, dump_only=True)
    code = fields.String(dump_only=True)
    name = fields.String(dump_only=True)
    period_start = Day(dump_only=True)
    period_end = Day(dump_only=True, metadata={"description": "The day after the last."})
    as_of = Day(dump_only=True)
    detail = word(Detail, dump_only=True)
    summary = fields.String(dump_only=True)
    totals = fields.Nested(Totals, dump_only=True)
    commitments = fields.List(fields.Nested(StatementCommitment), dump_only=True)
    members = fields.List(fields.Nested(StatementMember), dump_only=True)
    placements = fields.List(fields.Nested(StatementPlacement), dump_only=True)
    elsewhere = fields.Nested(
        Sums, dump_only=True, metadata={"description": "What was billed and paid of no placement in the statement."}
    )
    months = fields.List(fields.Nested(StatementMonth), dump_only=True)
    ageing = fields.List(
        fields.Nested(StatementAge), dump_only=True, metadata={"description": "As of the statement's last day."}
    )


class StatementSearch(Shape):
    """Of whom, for which days, as at which day, and in how much detail."""

    kind = word(Kind, metadata={"description": "With `code`; without both, the statement of your own organisation."})
    code = Line(longest=40, metadata={"description": "The member's or the consortium's."})
    period_start = Day(metadata={"description": "With `period_end`; without both, the financial year of `as_of`."})
    period_end = Day(metadata={"description": "The day after the last."})
    as_of = Day(metadata={"description": "Today, where it is left out."})
    detail = word(
        Detail,
        metadata={
            "description": "sums: without any reference of a placement. outside: what may leave the consortium, of the "
            "whole of it and of a financial year that is over, with small numbers hidden. full, where it is left out."
        },
    )
