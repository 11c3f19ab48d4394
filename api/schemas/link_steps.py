"""The shape of what happens to a link from the matching meeting on: a day, what it came to, and why."""

from marshmallow import fields

from api.schemas.shapes import Day, Line, Shape, word
from consortium.linking.link_steps import Outcome, Step

_WHY = {"description": "Needed against the panel's advice, before the panel, and for a no."}


class StepDay(Shape):
    """The day on which it happened."""

    on = Day(required=True, metadata={"description": "Not before what it follows, and not to come."})


class Recommendation(StepDay):
    """What the panel advises."""

    outcome = word((Outcome.RECOMMENDED, Outcome.NOT_RECOMMENDED), required=True)
    reason = Line(longest=500, metadata=_WHY)


class Decision(StepDay):
    """What the decision-maker decides."""

    outcome = word((Outcome.APPROVED, Outcome.APPROVED_BEFORE_PANEL, Outcome.NOT_APPROVED), required=True)
    reason = Line(longest=500, metadata=_WHY)


class Reversal(Shape):
    """Why a step is taken back."""

    reason = Line(longest=500, required=True, metadata={"minLength": 10})


class LinkStep(Shape):
    """One step, or the taking back of one."""

    id = fields.UUID(dump_only=True)
    step = word(Step, dump_only=True)
    on = Day(dump_only=True)
    outcome = word(Outcome, dump_only=True, allow_none=True)
    reason = fields.String(dump_only=True, metadata={"description": "Left out for those who may not read it."})
    recorded_at = fields.AwareDateTime(dump_only=True)
    reverses = fields.UUID(dump_only=True, allow_none=True)


class LinkSteps(Shape):
    """What was done with a link, in the order in which it was recorded."""

    steps = fields.List(fields.Nested(LinkStep), dump_only=True)
