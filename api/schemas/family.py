"""The shape of Family and Social Work Agreements."""

from marshmallow import fields, validate

from api.schemas.shapes import Day, Prose, Shape, Whole, disclosed
from consortium.planning.family import MOST_REVIEWS


class FamilyTask(Shape):
    """What a parent has taken on."""

    id = fields.UUID(dump_only=True)
    text = Prose(longest=1_000, metadata={"x-fixed": True})
    by_on = Day(metadata={"x-fixed": True})
    done_on = Day(allow_none=True)
    version = Whole(dump_only=True)


class NewTask(Shape):
    """What a parent takes on."""

    text = Prose(longest=1_000, required=True)
    by_on = Day(required=True)


class FamilyAgreement(Shape):
    """An agreement between the authority and the parents."""

    id = fields.UUID(dump_only=True)
    purpose = Prose(longest=5_000, metadata={"x-fixed": True})
    started_on = Day(metadata={"x-fixed": True})
    review_days = fields.List(Day(), metadata={"x-fixed": True})
    decide_by_on = Day(metadata={"x-fixed": True})
    ended_on = Day(allow_none=True)
    tasks = fields.List(fields.Nested(FamilyTask), dump_only=True)
    version = Whole(dump_only=True)


class NewFamilyAgreement(Shape):
    """What the authority and the parents agree."""

    purpose = Prose(longest=5_000, required=True)
    started_on = Day(required=True)
    review_days = fields.List(Day(), validate=validate.Length(max=MOST_REVIEWS))
    decide_by_on = Day(required=True)


class Family(Shape):
    """The agreements of a case, the latest first; what the parents have taken on is the authority's alone to read."""

    id = fields.UUID(metadata={"description": "The id of the referral."})
    referral_ref = fields.String()
    authority = fields.String()
    disclosed = disclosed()
    family = fields.List(fields.Nested(FamilyAgreement))
