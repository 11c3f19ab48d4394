"""The shape of the criteria by which a consortium screens referrals."""

from marshmallow import fields, validate

from api.schemas.shapes import Line, Shape, Whole
from consortium.referrals.criteria import LONGEST_CODE, LONGEST_SENTENCE, MOST, OLDEST_MONTHS


class Criterion(Shape):
    """One question to whoever screens; with `under_months`, the children's ages answer it."""

    code = Line(longest=LONGEST_CODE, metadata={"description": "Made of the sentence where it is left out."})
    sentence = Line(longest=LONGEST_SENTENCE, required=True)
    under_months = Whole(low=1, high=OLDEST_MONTHS, allow_none=True)


class Criteria(Shape):
    """The criteria in force; number 0 are those that the product comes with."""

    id = fields.UUID(dump_only=True)
    consortium = Line(longest=40, required=True, metadata={"description": "Its code."})
    number = Whole(dump_only=True)
    criteria = fields.List(fields.Nested(Criterion), required=True, validate=validate.Length(min=1, max=MOST))


class InForce(Shape):
    """The criteria of each consortium that you may read."""

    criteria = fields.List(fields.Nested(Criteria), dump_only=True)
