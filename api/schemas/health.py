"""The shape of a sign of life."""

from marshmallow import fields

from api.schemas.shapes import Shape


class Health(Shape):
    """The server is up."""

    status = fields.String(required=True, dump_only=True)
