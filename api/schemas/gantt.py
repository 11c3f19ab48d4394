"""The shape of a case's Gantt chart: both plans with their rows, planned and actual, and the clock beneath them."""

from marshmallow import fields

from api.schemas.course import Step
from api.schemas.shapes import Day, Shape, disclosed, word
from consortium.planning.plans import PlanKind, PlanStatus

ROW_STATES = ("done", "done_late", "open", "overdue", "lapsed")


class Row(Shape):
    """One row of a plan: a span where it has `from_on`, a step that is due by a day where it has none."""

    tranche = fields.String(dump_only=True, metadata={"description": "Empty for what stands beside the tranches."})
    title = fields.String(dump_only=True)
    from_on = Day(dump_only=True, allow_none=True)
    due_on = Day(dump_only=True)
    begun_on = Day(dump_only=True, allow_none=True)
    done_on = Day(dump_only=True, allow_none=True)
    lapsed_on = Day(dump_only=True, allow_none=True)
    state = word(ROW_STATES, dump_only=True)


class PlanRows(Shape):
    """One of both plans; both are live until one is ruled out."""

    kind = word(PlanKind, dump_only=True)
    status = word(PlanStatus, dump_only=True, allow_none=True)
    ruled_out_on = Day(dump_only=True, allow_none=True)
    rows = fields.List(fields.Nested(Row), dump_only=True)


class Gantt(Shape):
    """Both plans of a case over time, as far as its stage shows them to you."""

    referral_id = fields.UUID(dump_only=True)
    referral_ref = fields.String(dump_only=True)
    disclosed = disclosed()
    as_of = Day(dump_only=True)
    plans = fields.List(fields.Nested(PlanRows), dump_only=True)
    clock = fields.List(fields.Nested(Step), dump_only=True)
