"""The shape of commitments: what an authority promised to buy in a period."""

from marshmallow import fields

from api.schemas.shapes import Day, Line, Paging, Shape, Whole, word
from consortium.sheets.vocabulary import COUNT_EVENTS, UNIT_BASES


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


class CommitmentSearch(Paging):
    """Which commitments to list."""

    authority_id = fields.UUID()
    agreement_id = fields.UUID()
