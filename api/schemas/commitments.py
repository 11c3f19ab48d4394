"""The shape of commitments: what an authority promised to buy in a period."""

from marshmallow import Schema, fields

from api.schemas.shapes import Day, Line, Paging, Shape, Whole, word
from consortium.sheets.vocabulary import COUNT_EVENTS, UNIT_BASES
from contracts.year_end.books import Kind

_SEEN = "Of what was taken, and only where you may see the purchase."
_MOVED = "Of what was transferred, and only where you may see the transfer."


class Commitment(Shape):
    """An agreed minimum; its columns are those of the commitments spreadsheet."""

    id = fields.UUID(dump_only=True)
    agreement_id = fields.UUID(required=True, metadata={"x-fixed": True})
    agreement_ref = fields.String(dump_only=True)
    authority_code = Line(longest=9, required=True, metadata={"x-fixed": True})
    agency = Line(
        longest=100, allow_none=True, metadata={"description": "Null: placements of any agency count.", "x-fixed": True}
    )
    period_start = Day(required=True)
    period_end = Day(required=True, metadata={"description": "The day after the last."})
    minimum_units = Whole(high=10_000, required=True)
    unit_basis = word(UNIT_BASES)
    count_event = word(COUNT_EVENTS)
    shortfall_price_pct = Whole(high=1_000)
    tolerance_units = Whole(high=10_000)
    carry_forward_cap = Whole(high=10_000)
    carry_forward_expiry_months = Whole(high=1_200, allow_none=True)
    make_up_months = Whole(high=1_200)
    version = Whole(dump_only=True)
    created_at = fields.AwareDateTime(dump_only=True)


_WHOSE = ("id", "agreement_id", "agreement_ref", "authority_code", "agency", "version", "created_at")
# What an amendment changes, and a new commitment says: the same fields without whose it is.
CommitmentTerms: type[Schema] = Shape.from_dict(
    {name: field for name, field in Commitment._declared_fields.items() if name not in _WHOSE}, name="CommitmentTerms"
)


class UnitEntry(Shape):
    """One entry of a commitment's ledger; none is ever changed, and where the commitment stands is their sum."""

    number = Whole(dump_only=True, metadata={"description": "Counts the entries of the commitment."})
    kind = word(list(Kind), dump_only=True)
    units = fields.Integer(dump_only=True, metadata={"description": "Negative where an earlier entry is put right."})
    accounting_on = Day(dump_only=True, metadata={"description": "The day that decides, whenever it was recorded."})
    purchase_id = fields.UUID(dump_only=True, allow_none=True, metadata={"description": _SEEN})
    placement_ref = fields.String(dump_only=True, allow_none=True, metadata={"description": _SEEN})
    transfer_id = fields.UUID(dump_only=True, allow_none=True, metadata={"description": _MOVED})
    other_authority = fields.String(dump_only=True, allow_none=True, metadata={"description": _MOVED})
    recorded_by = fields.String(
        dump_only=True, allow_none=True, metadata={"description": "The organisation's code; null: the operator."}
    )
    recorded_at = fields.AwareDateTime(dump_only=True)


class CommitmentSearch(Paging):
    """Which commitments to list."""

    authority_id = fields.UUID()
    agreement_id = fields.UUID()
