"""The shape of closings: how the period of an agreement ended, as two people closed it."""

from marshmallow import fields

from api.schemas.shapes import Day, Paging, Shape, Whole, word
from contracts.year_end.books import Kind
from contracts.years.closed import ClosingStatus


class ClosedEntry(Shape):
    """Units of one commitment, and what they stand on."""

    kind = word(list(Kind), dump_only=True)
    units = fields.Integer(dump_only=True)
    cause = fields.String(dump_only=True)
    counterpart_id = fields.UUID(
        dump_only=True, allow_none=True, metadata={"description": "The other commitment that it stands on."}
    )


class ClosedCommitment(Shape):
    """How one commitment ended: the figures of `/year-ends`, with every entry behind them."""

    commitment_id = fields.UUID(dump_only=True)
    authority_code = fields.String(dump_only=True)
    agency = fields.String(dump_only=True, allow_none=True)
    period_start = Day(dump_only=True)
    minimum_units = Whole(dump_only=True)
    taken_units = Whole(dump_only=True)
    adjusted_units = fields.Integer(
        dump_only=True, metadata={"description": "What it counts of periods that were closed before it was found."}
    )
    transferred_units = fields.Integer(dump_only=True)
    carried_in_units = Whole(dump_only=True)
    made_up_units = Whole(dump_only=True)
    relieved_units = Whole(dump_only=True)
    tolerated_units = Whole(dump_only=True)
    shortfall_units = Whole(dump_only=True)
    shortfall_pence = Whole(dump_only=True)
    excess_units = Whole(dump_only=True)
    carried_out_units = Whole(dump_only=True)
    entries = fields.List(fields.Nested(ClosedEntry), dump_only=True)


class Closing(Shape):
    """The closing of a period: proposed by one person, confirmed by another."""

    id = fields.UUID(dump_only=True)
    agreement_id = fields.UUID(required=True, metadata={"x-fixed": True})
    agreement_ref = fields.String(dump_only=True)
    period_end = Day(required=True, metadata={"description": "The day after the last.", "x-fixed": True})
    status = word(list(ClosingStatus), dump_only=True)
    digest = fields.String(dump_only=True, metadata={"description": "SHA-256 of what was proposed."})
    commitments = fields.List(fields.Nested(ClosedCommitment), dump_only=True)
    proposed_by = fields.String(dump_only=True)
    proposed_at = fields.AwareDateTime(dump_only=True)
    ended_by = fields.String(dump_only=True, allow_none=True)
    ended_at = fields.AwareDateTime(dump_only=True, allow_none=True)
    version = Whole(dump_only=True)


class ClosingSearch(Paging):
    """Of which agreement."""

    agreement_id = fields.UUID()
