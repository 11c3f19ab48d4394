"""The shape of positions: where each commitment stands on a day."""

from marshmallow import fields

from api.schemas.shapes import Day, Shape, Whole, word
from consortium.sheets.vocabulary import UNIT_BASES


class Position(Shape):
    """One commitment, and what has been taken of it."""

    agreement_ref = fields.String(dump_only=True)
    authority_code = fields.String(dump_only=True)
    agency = fields.String(dump_only=True, allow_none=True)
    period_start = Day(dump_only=True)
    period_end = Day(dump_only=True)
    unit_basis = word(UNIT_BASES, dump_only=True)
    minimum_units = Whole(dump_only=True)
    taken_units = Whole(dump_only=True)
    remaining_units = Whole(dump_only=True)
    shortfall_units = Whole(dump_only=True)
    excess_units = Whole(dump_only=True)
    expected_by_now = fields.Float(dump_only=True)


class Positions(Shape):
    """All commitments that the caller may see, on one day."""

    as_of = Day(dump_only=True)
    positions = fields.List(fields.Nested(Position), dump_only=True)


class PositionSearch(Shape):
    """On which day."""

    as_of = Day(metadata={"description": "Today, where it is left out."})
    authority_id = fields.UUID()
    agreement_id = fields.UUID()
