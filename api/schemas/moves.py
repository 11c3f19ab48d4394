"""The shape of a move-in: what each side says, and whether they agree."""

from marshmallow import fields

from api.schemas.shapes import Day, Shape, word
from consortium.linking.move_ins import Agreed


class MoveIn(Shape):
    """What both sides say of the day on which the child moved in."""

    moved_in_on = Day(required=True, load_only=True, metadata={"description": "A day that has come."})
    authority_says = Day(dump_only=True, allow_none=True)
    agency_says = Day(dump_only=True, allow_none=True)
    agreed = word(Agreed, dump_only=True)
    confirmed_on = Day(dump_only=True, allow_none=True)
    placement_ref = fields.String(dump_only=True)
    placement_agreement = fields.String(dump_only=True, allow_none=True)
