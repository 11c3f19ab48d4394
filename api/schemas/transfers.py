"""The shapes of open placements, and of their transfer to another agency."""

from marshmallow import fields

from api.schemas.shapes import Day, Line, Prose, Shape, word
from consortium.placements import Phase


class Placement(Shape):
    """A placement that has not ended: with whom, since when and in which legal phase the children live."""

    id = fields.UUID(dump_only=True)
    placement_ref = Line(dump_only=True)
    authority_code = Line(dump_only=True)
    agency = Line(dump_only=True, metadata={"description": "The agency whose carers the children live with now."})
    household_ref = Line(dump_only=True, allow_none=True)
    referral_ref = Line(dump_only=True, allow_none=True)
    children = fields.Integer(dump_only=True)
    moved_in_on = Day(dump_only=True)
    phase = word(Phase, dump_only=True)


class TransferProposal(Shape):
    """The record that another agency keeps of the carers with whom a child stays."""

    household_ref = Line(
        required=True, metadata={"description": "As the other agency calls it, after its code where several do: B/H-7."}
    )
    reason = Prose(required=True)


class TransferDay(Shape):
    """From which day on the placement goes on with the other agency."""

    transferred_on = Day(required=True, metadata={"description": "A day that has come."})


class Transfer(Shape):
    """What a link has to do with a transfer; empty where it has nothing."""

    placement_ref = Line(dump_only=True)
    from_agency = Line(dump_only=True)
    transferred_on = Day(dump_only=True, allow_none=True)
