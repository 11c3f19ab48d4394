"""The shape of agreements and of the versions of their terms."""

from marshmallow import fields

from api.schemas.shapes import Day, Line, Shape, Whole


class AgreementVersion(Shape):
    """The terms as they stand from a day on."""

    number = Whole(dump_only=True)
    effective_on = Day(required=True)
    terms = fields.String(required=True)


class Agreement(Shape):
    """What a consortium has signed."""

    id = fields.UUID(dump_only=True)
    agreement_ref = Line(longest=100)
    consortium = Line(longest=40, required=True, metadata={"description": "The consortium's code.", "x-fixed": True})
    title = Line(required=True)
    versions = fields.List(fields.Nested(AgreementVersion), dump_only=True)
    version = Whole(dump_only=True)
    created_at = fields.AwareDateTime(dump_only=True)
