"""Plans: return home and adoption side by side, with their milestones, decisions and assessments."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request

from consortium.planning import assessments, milestones, plans
from consortium.planning.plans import PlanKind
from consortium.planning.shown import case_of, plans_of
from web.auth import may, viewer
from web.forms import Answer, Form, Versioned, done
from web.forms.plans import AssessmentEndForm, AssessmentForm, DecisionForm, ExtensionForm, MilestoneForm
from web.planned import head, row_of

pages = Blueprint("plans", __name__, url_prefix="/referrals/<uuid:referral_id>/plans")
DECIDE: dict[str, Callable[..., Any]] = {"rule-out": plans.rule_out, "take-back": plans.reverse}
ENDS: dict[str, tuple[type[Versioned], Callable[..., Any]]] = {
    "extend": (ExtensionForm, assessments.extend),
    "finish": (AssessmentEndForm, assessments.finish),
}
ASSESSMENT = "/assessments/<uuid:assessment_id>/<any(extend, finish):act>"


@pages.get("/")
@may("plans.read", audited=True)
def index(referral_id: UUID) -> Answer:
    """Both plans of a case, and what was agreed about contact and with the family."""
    return render_template("plans/index.html", found=case_of(viewer(), referral_id=referral_id))


@pages.route("/<any(reunification, adoption):kind>/milestones/add", methods=["GET", "POST"])
@may("plans.change")
def add_milestone(referral_id: UUID, kind: str) -> Answer:
    """Set a milestone of one plan."""
    form = MilestoneForm()
    form.offer(PlanKind(kind), {})
    del form.done_on
    said = {"referral_id": referral_id, "plan": PlanKind(kind), **form.facts()}
    if form.carry_out(milestones.add, viewer(), **said):
        return done(".index", "milestone", referral_id=referral_id)
    return form.page("plans/milestone.html", kind=kind, found=head(referral_id), changes=[])


@pages.route("/milestones/<uuid:milestone_id>", methods=["GET", "POST"])
@may("plans.change", audited=True)
def change_milestone(referral_id: UUID, milestone_id: UUID) -> Answer:
    """Change a milestone, or record the day on which it was reached."""
    found = plans_of(viewer(), referral_id=referral_id, act="plans.change")
    row = row_of([one for plan in found["plans"] for one in plan["milestones"]], milestone_id)
    form = MilestoneForm(data=row)
    form.offer(PlanKind(row["kind"]), row)
    form.remember(row["version"], {})
    known = {"milestone_id": milestone_id, "version": form.seen()}
    if form.carry_out(milestones.change, viewer(), **known, values=form.facts()):
        return done(".index", "milestone", referral_id=referral_id)
    return form.page("plans/milestone.html", kind=row["kind"], found=found, changes=form.changes(row["version"], {}))


@pages.route("/<any('rule-out', 'take-back'):act>", methods=["GET", "POST"])
@may("plans.decide")
def decide(referral_id: UUID, act: str) -> Answer:
    """Rule a plan out, or take that back."""
    form: Form = DecisionForm(data={"plan": request.args.get("plan")})
    if form.carry_out(DECIDE[act], viewer(), referral_id=referral_id, **form.facts()):
        return done(".index", act, referral_id=referral_id)
    return form.page("plans/decide.html", act=act, found=head(referral_id, "plans.decide"))


@pages.route("/assessments/start", methods=["GET", "POST"])
@may("plans.change")
def start_assessment(referral_id: UUID) -> Answer:
    """Record that a team begins to assess."""
    form: Form = AssessmentForm()
    if form.carry_out(assessments.start, viewer(), referral_id=referral_id, **form.facts()):
        return done(".index", "start", referral_id=referral_id)
    return form.page("plans/assessment.html", act="start", found=head(referral_id), changes=[])


@pages.route(ASSESSMENT, methods=["GET", "POST"])
@may("plans.change", audited=True)
def end_assessment(referral_id: UUID, assessment_id: UUID, act: str) -> Answer:
    """Give an assessment a longer time, or record its end."""
    found = plans_of(viewer(), referral_id=referral_id, act="plans.change")
    row, (kind, verb) = row_of(found["assessments"], assessment_id), ENDS[act]
    form = kind()
    form.remember(row["version"], {})
    known = {"assessment_id": assessment_id, "version": form.seen()}
    if form.carry_out(verb, viewer(), **known, **form.facts()):
        return done(".index", act, referral_id=referral_id)
    return form.page("plans/assessment.html", act=act, found=found, changes=form.changes(row["version"], {}))
