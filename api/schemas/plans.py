"""The shape of both plans of a case: milestones, decisions and assessments."""

from marshmallow import fields

from api.schemas.shapes import Day, Line, Prose, Shape, Whole, disclosed, word
from consortium.planning.assessments import MOST_WEEKS, Recommendation
from consortium.planning.plans import PlanAct, PlanKind, PlanStatus


class Milestone(Shape):
    """A step of one plan."""

    id = fields.UUID(dump_only=True)
    kind = word(PlanKind, dump_only=True)
    tranche = Line()
    title = Line(metadata={"description": "One of the list that is shipped, or your own words."})
    due_on = Day()
    done_on = Day(allow_none=True)
    lapsed_on = Day(dump_only=True, allow_none=True)
    note = Prose(longest=5_000)
    version = Whole(dump_only=True)


class NewMilestone(Shape):
    """A step to be reached."""

    plan = word(PlanKind, required=True)
    tranche = Line(required=True)
    title = Line(required=True)
    due_on = Day(required=True)
    note = Prose(longest=5_000)


class Plan(Shape):
    """One of the two plans."""

    kind = word(PlanKind)
    status = word(PlanStatus)
    milestones = fields.List(fields.Nested(Milestone))


class Decision(Shape):
    """A decision about a plan: it ruled the plan out, or took that back."""

    kind = word(PlanKind)
    act = word(PlanAct)
    on = Day()
    by = fields.String(metadata={"description": "Whoever decided: to other organisations the role alone."})
    reason = fields.String()


class NewDecision(Shape):
    """What is decided about a plan."""

    plan = word(PlanKind, required=True)
    on = Day(required=True)
    reason = Prose(longest=5_000, required=True)


class Extension(Shape):
    """A longer time for an assessment."""

    on = Day()
    due_on = Day()
    reason = fields.String()


class NewExtension(Shape):
    """A longer time is given."""

    on = Day(required=True)
    due_on = Day(required=True)
    reason = Prose(longest=5_000, required=True)


class Assessment(Shape):
    """A parenting assessment."""

    id = fields.UUID(dump_only=True)
    team = Line()
    started_on = Day()
    weeks = Whole()
    due_on = Day()
    finished_on = Day(allow_none=True)
    recommendation = word(Recommendation, allow_none=True)
    findings = fields.String()
    extensions = fields.List(fields.Nested(Extension))
    version = Whole(dump_only=True)


class NewAssessment(Shape):
    """A team begins to assess."""

    team = Line(required=True)
    started_on = Day(required=True)
    weeks = Whole(low=1, high=MOST_WEEKS, metadata={"description": "16 where it is left out."})


class AssessmentEnd(Shape):
    """An assessment ends with its recommendation."""

    finished_on = Day(required=True)
    recommendation = word(Recommendation, required=True)
    findings = Prose(longest=5_000, required=True)


class Plans(Shape):
    """Both plans of a case side by side; what the stage of a link does not show is left out."""

    id = fields.UUID(metadata={"description": "The id of the referral."})
    referral_ref = fields.String()
    authority = fields.String()
    disclosed = disclosed()
    plans = fields.List(fields.Nested(Plan))
    decisions = fields.List(fields.Nested(Decision))
    assessments = fields.List(fields.Nested(Assessment))
