"""The shape of consortia."""

from marshmallow import fields

from api.schemas.shapes import Line, Paging, Shape, Whole


class Consortium(Shape):
    """A group of authorities and agencies that plan together."""

    id = fields.UUID(dump_only=True)
    code = fields.String(dump_only=True)
    name = fields.String(dump_only=True)
    version = Whole(dump_only=True)
    created_at = fields.AwareDateTime(dump_only=True)


class ConsortiumSearch(Paging):
    """Which consortia to list."""

    search = Line()
