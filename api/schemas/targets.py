"""The shape of targets: what an authority aims at for its children, version after version."""

from marshmallow import fields

from api.schemas.shapes import Day, Line, Shape, Whole, word
from consortium.course.targets import known
from consortium.timescales.reading import LARGEST


class Target(Shape):
    """One version of one aim; without weeks it is given up from that day on."""

    id = fields.UUID(dump_only=True)
    authority_code = fields.String(dump_only=True)
    code = word(tuple(known()), required=True)
    weeks = Whole(low=1, high=LARGEST["weeks"], allow_none=True)
    percent = Whole(low=1, high=100, allow_none=True, metadata={"description": "Of the children, in so many weeks."})
    effective_from = Day(required=True, metadata={"description": "Cases that began before stay as they are."})
    source = Line(longest=200, required=True, metadata={"description": "Who decided it."})
    created_at = fields.AwareDateTime(dump_only=True)
