"""The shape of pins: what a coordinator decided on a pair, whatever a run would suggest."""

from marshmallow import fields

from api.schemas.shapes import Flag, Line, Shape, Whole, word
from consortium.sheets.vocabulary import DECISIONS


class Pin(Shape):
    """A decision on one pair; its columns are those of the pins spreadsheet."""

    id = fields.UUID(dump_only=True)
    referral_ref = Line(longest=100, required=True)
    household_ref = Line(longest=100, required=True)
    decision = word(DECISIONS, required=True)
    override = Flag(metadata={"description": "Whether distance, dates and open links may be passed over."})
    reason = Line(longest=2000, required=True, metadata={"description": "Kept on the record."})
    lifted = fields.Boolean(dump_only=True)
    decided_by = fields.UUID(dump_only=True, allow_none=True, metadata={"description": "Null: at the terminal."})
    version = Whole(dump_only=True)
    created_at = fields.AwareDateTime(dump_only=True)
