"""The shape of the pathway: its stages, with how many children stand at each, for how long, and how many too long."""

from marshmallow import fields

from api.schemas.shapes import Day, Flag, Line, Shape, Whole, word
from consortium.pictures.stages import Branch, Ending, StageCode


class Standing(Shape):
    """One child at a stage, by its referral's reference."""

    referral_id = fields.UUID(dump_only=True, allow_none=True)
    referral_ref = fields.String(dump_only=True, allow_none=True)
    since = Day(dump_only=True)
    days = Whole(dump_only=True)
    limit_days = Whole(dump_only=True, allow_none=True)
    is_over = Flag(dump_only=True)


class Stage(Shape):
    """One stage. `median_days` is over those who stand there now; null where nobody does."""

    stage = word(StageCode, dump_only=True)
    branch = word(Branch, dump_only=True)
    basis = word(("law", "target"), dump_only=True)
    source = fields.String(dump_only=True)
    limits_days = fields.List(Whole(), dump_only=True, metadata={"description": "None where no limit is set."})
    count = Whole(dump_only=True)
    over = Whole(dump_only=True, metadata={"description": "How many have stood there longer than their limit."})
    median_days = fields.Float(dump_only=True, allow_none=True)
    drifts = Flag(dump_only=True, metadata={"description": "More than half of them are over."})
    children = fields.List(fields.Nested(Standing), dump_only=True)


class Came(Shape):
    """How many children's cases came out so since the financial year began."""

    ending = word(Ending, dump_only=True)
    count = Whole(dump_only=True)


class Pathway(Shape):
    """Where the children of the authorities that you see stand today, or those of one of them."""

    as_of = Day(dump_only=True)
    since = Day(dump_only=True)
    authorities = fields.List(fields.String(), dump_only=True, metadata={"description": "Their codes."})
    count = Whole(dump_only=True)
    stages = fields.List(fields.Nested(Stage), dump_only=True)
    endings = fields.List(fields.Nested(Came), dump_only=True)


class PathwaySearch(Shape):
    """Whose children."""

    authority = Line(longest=40, metadata={"description": "The code of one authority; all that you see without it."})
