"""The shape of retention: how long a record is kept, what holds it, and how two people dispose of it."""

from marshmallow import fields

from api.schemas.shapes import Day, Flag, Line, Paging, Shape, Whole, word
from consortium.retention.classes import RetentionClass
from consortium.retention.disposals import DisposalStatus, Ground
from consortium.retention.records import ENTITIES
from consortium.retention.terms import MOST_MONTHS

_WHY = {"minLength": 10}


class _OfRecord(Shape):
    """Which record it is about."""

    id = fields.UUID(dump_only=True)
    entity = word(ENTITIES, required=True, metadata={"x-fixed": True})
    record_id = fields.UUID(required=True, metadata={"x-fixed": True})
    ref = fields.String(dump_only=True)


class Hold(_OfRecord):
    """A legal hold: while it is in force nothing disposes of the record."""

    reason = Line(longest=500, required=True, metadata=_WHY)
    placed_by = fields.UUID(dump_only=True, allow_none=True)
    created_at = fields.AwareDateTime(dump_only=True)
    lifted_by = fields.UUID(dump_only=True, allow_none=True)
    lifted_at = fields.AwareDateTime(dump_only=True, allow_none=True)


class Kept(Shape):
    """How long a record is kept, and why."""

    entity = word(ENTITIES, dump_only=True)
    record_id = fields.UUID(dump_only=True)
    ref = fields.String(dump_only=True)
    retention_class = word(RetentionClass, dump_only=True)
    kept_until = Day(dump_only=True, allow_none=True, metadata={"description": "The last day; null: no end in sight."})
    sentence = fields.String(dump_only=True)
    is_due = Flag(dump_only=True)
    holds = fields.List(fields.Nested(Hold), dump_only=True)


class DueList(Shape):
    """The records that are past their class, those longest past first."""

    items = fields.List(fields.Nested(Kept), dump_only=True)


class Disposal(_OfRecord):
    """The disposal of one record, proposed by one manager and confirmed by another."""

    ground = word(Ground, required=True)
    reason = Line(longest=500, required=True, metadata=_WHY)
    status = word(DisposalStatus, dump_only=True)
    proposed_by = fields.UUID(dump_only=True)
    ended_by = fields.UUID(dump_only=True, allow_none=True)
    ended_at = fields.AwareDateTime(dump_only=True, allow_none=True)
    version = Whole(dump_only=True)
    created_at = fields.AwareDateTime(dump_only=True)


class DisposalSearch(Paging):
    """Which disposals to list."""

    live = word(("yes", "no"))


class Erasure(_OfRecord):
    """An entry of the list of erased records."""

    erased_on = Day(dump_only=True)


class RetentionTerms(Shape):
    """For how many months after its end a consortium keeps a referral that was never placed."""

    never_placed_months = Whole(low=1, high=MOST_MONTHS)
    version = Whole(dump_only=True)
