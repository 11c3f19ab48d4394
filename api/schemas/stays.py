"""The shape of what becomes of a placement: its end, its disruption, and the days that the child was at home."""

from marshmallow import fields

from api.schemas.shapes import Day, Prose, Shape, word
from consortium.disruptions import DisruptionReason
from consortium.placements import Phase


class Return(Shape):
    """The child left, and came back to the same household within the agreement's window."""

    left_on = Day(dump_only=True)
    came_back_on = Day(required=True, metadata={"description": "A day that has come, within the agreement's window."})


class Disruption(Shape):
    """The placement broke down; its note is read by the authority's side alone."""

    happened_on = Day(required=True, metadata={"description": "The first day no longer placed."})
    reason = word(DisruptionReason, required=True)
    note = Prose(required=True)
    hold_until = Day(required=True, metadata={"description": "The first day on which the household is free again."})


class NextPhase(Shape):
    """The legal phase that the placement entered; an adoption order is recorded on the purchase instead."""

    phase = word(Phase, required=True)
    on = Day(required=True, metadata={"description": "A day that has come, after the one of the phase before."})


class PhaseDay(Shape):
    """The true day on which the placement entered its latest phase."""

    on = Day(required=True, metadata={"description": "A day that has come, after the one of the phase before."})


class PhaseSince(Shape):
    """A legal phase of the placement, and since when."""

    phase = word(Phase, dump_only=True)
    from_on = Day(dump_only=True)


class Stay(Shape):
    """What became of the placement of a link; empty before the move-in."""

    ended_on = Day(dump_only=True, allow_none=True)
    disrupted = fields.Nested(Disruption, dump_only=True, allow_none=True)
    returns = fields.List(fields.Nested(Return), dump_only=True)
    phases = fields.List(fields.Nested(PhaseSince), dump_only=True)
    may_return_until = Day(
        dump_only=True, allow_none=True, metadata={"description": "Until then a return continues the placement."}
    )
    may_take_back = fields.Boolean(dump_only=True)
    provider_left = fields.Boolean(
        dump_only=True, metadata={"description": "The agency has left: the placement is to be transferred."}
    )
    approval_ended_on = Day(
        dump_only=True, allow_none=True, metadata={"description": "The child may stay, and nobody else is placed."}
    )
