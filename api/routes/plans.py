"""The routes of both plans of a case: milestones, decisions and parenting assessments."""

from uuid import UUID

from api.operations import Door, Values
from api.schemas.plans import AssessmentEnd, Milestone, NewAssessment, NewDecision, NewExtension, NewMilestone, Plans
from consortium.access import Viewer
from consortium.planning import assessments, milestones, plans
from consortium.planning.shown import plans_of

OF_CASE, ASSESSMENT = "/referrals/<uuid:referral_id>", "/assessments/<uuid:assessment_id>"
CHANGE, DECIDE = "plans.change", "plans.decide"
door = Door("plans")


@door.reads(f"{OF_CASE}/plans", Plans, may="plans.read", audited=True)
def read(viewer: Viewer, referral_id: UUID) -> Values:
    """Read both plans of a case, as far as its stage shows them to you."""
    return plans_of(viewer, referral_id=referral_id)


@door.acts(f"{OF_CASE}/milestones", Plans, may=CHANGE, takes=NewMilestone)
def add_milestone(viewer: Viewer, referral_id: UUID, body: Values) -> Values:
    """Set a milestone of a live plan."""
    milestones.add(viewer, referral_id=referral_id, **body)
    return plans_of(viewer, referral_id=referral_id, act=CHANGE)


@door.changes("/milestones/<uuid:milestone_id>", Milestone, may=CHANGE, gives=Plans)
def change_milestone(viewer: Viewer, milestone_id: UUID, version: int, body: Values) -> Values:
    """Change a milestone, or record the day on which it was reached; If-Match is its own version."""
    one = milestones.change(viewer, milestone_id=milestone_id, version=version, values=body)
    return plans_of(viewer, referral_id=one.referral_id, act=CHANGE)


@door.acts(f"{OF_CASE}/plan-decisions", Plans, may=DECIDE, takes=NewDecision)
def rule_out(viewer: Viewer, referral_id: UUID, body: Values) -> Values:
    """Rule a plan out; the other stays live, and what of this one was still to be reached lapses."""
    plans.rule_out(viewer, referral_id=referral_id, **body)
    return plans_of(viewer, referral_id=referral_id, act=DECIDE)


@door.acts(f"{OF_CASE}/plan-reversals", Plans, may=DECIDE, takes=NewDecision)
def reverse(viewer: Viewer, referral_id: UUID, body: Values) -> Values:
    """Take a mistaken ruling out back; both plans are live again."""
    plans.reverse(viewer, referral_id=referral_id, **body)
    return plans_of(viewer, referral_id=referral_id, act=DECIDE)


@door.acts(f"{OF_CASE}/assessments", Plans, may=CHANGE, takes=NewAssessment)
def start_assessment(viewer: Viewer, referral_id: UUID, body: Values) -> Values:
    """Record that a team begins to assess the parents."""
    assessments.start(viewer, referral_id=referral_id, **body)
    return plans_of(viewer, referral_id=referral_id, act=CHANGE)


@door.acts(f"{ASSESSMENT}/extension", Plans, may=CHANGE, takes=NewExtension, versioned=True)
def extend_assessment(viewer: Viewer, assessment_id: UUID, version: int, body: Values) -> Values:
    """Give an assessment a longer time, with the reason."""
    one = assessments.extend(viewer, assessment_id=assessment_id, version=version, **body)
    return plans_of(viewer, referral_id=one.referral_id, act=CHANGE)


@door.acts(f"{ASSESSMENT}/end", Plans, may=CHANGE, takes=AssessmentEnd, versioned=True)
def finish_assessment(viewer: Viewer, assessment_id: UUID, version: int, body: Values) -> Values:
    """Record that an assessment has ended, and what it recommends."""
    one = assessments.finish(viewer, assessment_id=assessment_id, version=version, **body)
    return plans_of(viewer, referral_id=one.referral_id, act=CHANGE)
