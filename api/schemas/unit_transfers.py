"""The shape of transfers of units between authorities, and of relief where an agency had nobody."""

from marshmallow import fields

from api.schemas.shapes import Day, Line, Paging, Shape, Whole, word
from contracts.years.records import LONGEST, Offer

_BY = {"description": "The organisation's code; null: the operator."}
_MINIMUM = "The giver's minimum; left out unless you may read it."


class _Reversible(Shape):
    """What is never edited, but may be taken back."""

    recorded_by = fields.String(dump_only=True, allow_none=True, metadata=_BY)
    recorded_at = fields.AwareDateTime(dump_only=True)
    reversed_on = Day(dump_only=True, allow_none=True, metadata={"description": "Since then it counts no more."})
    reversal_reason = fields.String(dump_only=True, allow_none=True)


class UnitTransfer(_Reversible):
    """Units that the receiver took beyond its own minimum, attributed to the giver's, which lacks them."""

    id = fields.UUID(dump_only=True)
    commitment_id = fields.UUID(required=True, metadata={"description": _MINIMUM})
    from_authority = fields.String(dump_only=True)
    to_authority = Line(longest=9, required=True)
    agreement_ref = fields.String(dump_only=True, metadata={"description": "The giver's agreement."})
    period_end = Day(dump_only=True, metadata={"description": "The day after the last of the giver's period."})
    units = Whole(low=1, high=10_000, required=True)
    on = Day(required=True, metadata={"description": "The day of the transfer: the earlier goes first."})
    reason = Line(longest=LONGEST, required=True, metadata={"description": "Both authorities read it: name nobody."})


class Relief(_Reversible):
    """Units of a minimum for which the agency had nobody to offer in time."""

    id = fields.UUID(dump_only=True)
    commitment_id = fields.UUID(required=True)
    agreement_ref = fields.String(dump_only=True)
    authority_code = fields.String(dump_only=True)
    period_end = Day(dump_only=True, metadata={"description": "The day after the last of the period."})
    units = Whole(low=1, high=10_000, required=True)
    offer = word(list(Offer), metadata={"description": "none, if left out; what was declined relieves nothing."})
    accepted_on = Day(allow_none=True, metadata={"description": "The day on which the referral was accepted."})
    offered_on = Day(allow_none=True, metadata={"description": "The day of the offer that was declined."})
    reason = Line(longest=LONGEST, required=True, metadata={"description": "Why, in words that name nobody."})


class UnitReversal(Shape):
    """Why it was a mistake."""

    reason = Line(longest=500, required=True, metadata={"minLength": 10})


class OfMinimum(Paging):
    """Of which commitment."""

    commitment_id = fields.UUID()
