"""The shape of what a policy would have done to a run."""

from marshmallow import fields

from api.schemas.policies import Terms
from api.schemas.shapes import Shape, Whole


class Trial(Shape):
    """The terms to try; what is left out has its default, as when a policy is signed."""

    terms = fields.Nested(Terms, required=True)


class Placed(Shape):
    """Children with a suggestion, by urgency."""

    urgent = Whole(dump_only=True)
    soon = Whole(dump_only=True)
    routine = Whole(dump_only=True)


class Other(Shape):
    """A referral for which the terms suggest another household. Null: none."""

    referral_ref = fields.String(dump_only=True)
    before = fields.String(dump_only=True, allow_none=True)
    now = fields.String(dump_only=True, allow_none=True)


class Tried(Shape):
    """What would have been suggested by these terms; nothing of it is kept."""

    terms = fields.List(fields.String(), dump_only=True, metadata={"description": "Those that differ from the run's."})
    placed_before = fields.Nested(Placed, dump_only=True)
    placed_now = fields.Nested(Placed, dump_only=True)
    others = fields.List(fields.Nested(Other), dump_only=True)
