"""The shape of a case's course: what happened, what is due by when, and whose it is."""

from marshmallow import fields

from api.schemas.shapes import Day, Flag, Line, Shape, Whole, word
from consortium.timescales.rules import SIDES, shipped
from consortium.timescales.steps import STATES

_REASON = {"description": "Both sides of the case may read it: name nobody.", "minLength": 10}


class CaseEvent(Shape):
    """Something that happened in a case, as it was recorded; `reverses_id` names the row that this one takes back."""

    id = fields.UUID(dump_only=True)
    referral_id = fields.UUID(dump_only=True)
    event = word(tuple(shipped().events), required=True)
    on = Day(required=True, metadata={"description": "The actual day; for what is taken back, the day of that."})
    recorded_by = fields.String(dump_only=True, allow_none=True, metadata={"description": "The organisation's code."})
    recorded_at = fields.AwareDateTime(dump_only=True)
    reverses_id = fields.UUID(dump_only=True, allow_none=True)
    reason = fields.String(dump_only=True)


class Reversal(Shape):
    """Why something is taken back."""

    reason = Line(longest=500, required=True, metadata=_REASON)


class Step(Shape):
    """One thing that was or is to be done by a day."""

    referral_id = fields.UUID(dump_only=True)
    referral_ref = fields.String(dump_only=True)
    step = fields.String(dump_only=True)
    due_on = Day(dump_only=True)
    done_on = Day(dump_only=True, allow_none=True)
    state = word(STATES, dump_only=True)
    basis = word(("law", "target"), dump_only=True)
    source = fields.String(dump_only=True)
    owner = word(SIDES, dump_only=True)
    owner_name = fields.String(dump_only=True)
    is_yours = Flag(dump_only=True)
    days_left = Whole(dump_only=True, allow_none=True, metadata={"description": "Below nothing: overdue."})


class Happened(Shape):
    """One event that the clock counts; `event_id` is left out where another record tells it."""

    event = fields.String(dump_only=True)
    on = Day(dump_only=True)
    event_id = fields.UUID(dump_only=True)


class Clock(Shape):
    """How a case stands on a day."""

    referral_id = fields.UUID(dump_only=True)
    referral_ref = fields.String(dump_only=True)
    as_of = Day(dump_only=True)
    ended_on = Day(dump_only=True, allow_none=True)
    next = fields.Nested(Step, dump_only=True, allow_none=True)
    overdue = Whole(dump_only=True)
    steps = fields.List(fields.Nested(Step), dump_only=True)
    happened = fields.List(fields.Nested(Happened), dump_only=True)


class DueSteps(Shape):
    """What is still to be done in all cases that the caller sees."""

    as_of = Day(dump_only=True)
    steps = fields.List(fields.Nested(Step), dump_only=True)


class DueSearch(Shape):
    """How far ahead to look."""

    within_days = Whole(
        low=0,
        high=3650,
        digits=True,
        metadata={"description": "Overdue alone, where it is left out; 0: what is due today too."},
    )
