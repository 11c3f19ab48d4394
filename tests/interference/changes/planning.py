"""Plans and agreements: steps, plans ruled out and that taken back, assessments, contact, the family."""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from consortium.planning.assessments import Assessment
from consortium.planning.contact import ContactPlan
from consortium.planning.family import FamilyAgreement, FamilyTask
from consortium.planning.milestones import Milestone
from consortium.planning.plans import Plan, PlanStatus
from consortium.referrals import Referral
from tests.interference.changes.cases import cases, named
from tests.interference.side import Act, Acts, Picked, Side, boxes, on

Pick = Callable[[Side], Picked | None]
REASON = "The review and the assessment agree."
WORKER, MANAGER = "authority_worker", "authority_manager"
PLANS = ("reunification", "adoption")


def case(side: Side, *conditions: Any) -> Picked | None:
    """A referral, for which anything may be planned."""
    return named(side.one(cases(side, *conditions)))


def without(table: Any, *conditions: Any) -> Pick:
    """A referral that has no such row."""
    return lambda side: case(side, Referral.id.not_in(sa.select(table.referral_id).where(*conditions)))


def row(table: Any, name: str, *conditions: Any, within: bool = False) -> Pick:
    """A row of the authority's, in an address that names its referral too where it is a page's."""

    def picked(side: Side) -> Picked | None:
        found = side.one(sa.select(table).where(table.authority_id == side.authority_id, *conditions))
        if found is None:
            return None
        values = {name: found.id, **({"referral_id": found.referral_id} if within else {})}
        return Picked(values, version=getattr(found, "version", 0), row=found)

    return picked


def ruled_out(side: Side) -> Picked | None:
    """A referral of which a plan is ruled out; the row is the plan."""
    found = sa.select(Plan).where(Plan.authority_id == side.authority_id, Plan.status == PlanStatus.RULED_OUT)
    plan = side.one(found)
    return Picked({"referral_id": plan.referral_id}, row=plan) if plan else None


def to_decide(side: Side) -> Picked | None:
    """A referral with a plan to be ruled out, or one with a ruling out to be taken back, in a page's address."""
    back = side.any(True, False) and ruled_out(side)
    found = back or NONE_OUT(side)
    return Picked({**found.values, "act": "take-back" if back else "rule-out"}, row=found.row) if found else None


def task(side: Side) -> Picked | None:
    """A task, in a page's address."""
    found = row(FamilyTask, "family_task_id", TO_DO, within=True)(side)
    more = {"family_agreement_id": found.row.family_agreement_id} if found else {}
    return Picked({**found.values, **more}, row=found.row) if found else None


def assessment(side: Side) -> Picked | None:
    """An assessment under way, in a page's address with what becomes of it."""
    found = row(Assessment, "assessment_id", UNDER_WAY, within=True)(side)
    return Picked({**found.values, "act": side.any("extend", "finish")}, row=found.row) if found else None


UNDER_WAY, IN_FORCE = Assessment.finished_on.is_(None), FamilyAgreement.ended_on.is_(None)
TO_DO = sa.and_(FamilyTask.done_on.is_(None), FamilyTask.agreement.has(IN_FORCE))
NONE_OUT, NONE_UNDER_WAY = without(Plan, Plan.status == PlanStatus.RULED_OUT), without(Assessment)
LIVE = Milestone.lapsed_on.is_(None)


def decision(side: Side, picked: Picked) -> dict[str, Any]:
    """Which plan is ruled out, or live again."""
    plan = picked.row.kind.value if isinstance(picked.row, Plan) else side.any(*PLANS)
    return {"plan": plan, "reason": REASON}


def dated(values: Callable[[Side, Picked], dict[str, Any]], typed: bool = False, **days: int) -> Callable[..., Any]:
    """The values and so many days from now, as a body or (typed) as a form has them."""

    def sent(side: Side, picked: Picked) -> dict[str, Any]:
        found = {name: boxes(name, far) if typed else {name: str(on(far))} for name, far in days.items()}
        return {**values(side, picked), **{name: value for one in found.values() for name, value in one.items()}}

    return sent


def own_step(side: Side, _: Picked) -> dict[str, Any]:
    """A step in somebody's own words."""
    return {"tranche": "Family", "title": f"Aunt {side.number()} asked"}


def step(side: Side, picked: Picked) -> dict[str, Any]:
    """The same, of one plan."""
    return {"plan": side.any(*PLANS), **own_step(side, picked)}


def team(side: Side, _: Picked) -> dict[str, Any]:
    """Who assesses."""
    return {"team": f"Team {side.number()}"}


def why(_: Side, __: Picked) -> dict[str, Any]:
    """A reason."""
    return {"reason": REASON}


def end(side: Side, _: Picked) -> dict[str, Any]:
    """What is recommended."""
    return {"recommendation": side.any("return_home", "kinship", "adoption"), "findings": REASON}


def plan_of_contact(side: Side, _: Picked) -> dict[str, Any]:
    """What contact is for, and where."""
    return {"purpose": REASON, "sessions_per_week": side.number(0, 7), "venue": f"Centre {side.number()}"}


def first_of_contact(side: Side, picked: Picked) -> dict[str, Any]:
    """The first version."""
    return {**plan_of_contact(side, picked), "follows": 0}


def purpose(side: Side, _: Picked) -> dict[str, Any]:
    """What is to be found out."""
    return {"purpose": f"{REASON} {side.number()}"}


def text(side: Side, _: Picked) -> dict[str, Any]:
    """What a parent takes on."""
    return {"text": f"Come to session {side.number()}."}


def nothing(_: Side, __: Picked) -> dict[str, Any]:
    """Nothing but days."""
    return {}


def ends(side: Side, picked: Picked) -> dict[str, Any]:
    """A longer time, or the end."""
    if picked.values["act"] == "extend":
        return dated(why, typed=True, on=0, due_on=side.number(150, 300))(side, picked)
    return dated(end, typed=True, finished_on=0)(side, picked)


def page_case(pick: Pick) -> Pick:
    """A referral and one of its plans, in a page's address."""

    def picked(side: Side) -> Picked | None:
        found = pick(side)
        return Picked({**found.values, "kind": side.any(*PLANS)}, row=found.row) if found else None

    return picked


UNPLANNED = without(ContactPlan)
ACTS: Acts = {
    "plans.add_milestone": Act(WORKER, NONE_OUT, dated(step, due_on=30)),
    "plans.change_milestone": Act(WORKER, row(Milestone, "milestone_id", LIVE), dated(nothing, done_on=0)),
    "plans.rule_out": Act(MANAGER, NONE_OUT, dated(decision, on=0)),
    "plans.reverse": Act(MANAGER, ruled_out, dated(decision, on=0)),
    "plans.start_assessment": Act(WORKER, NONE_UNDER_WAY, dated(team, started_on=0)),
    "plans.extend_assessment": Act(WORKER, row(Assessment, "assessment_id", UNDER_WAY), dated(why, on=0, due_on=200)),
    "plans.finish_assessment": Act(WORKER, row(Assessment, "assessment_id", UNDER_WAY), dated(end, finished_on=0)),
    "contact.change": Act(WORKER, UNPLANNED, dated(first_of_contact, from_on=0, review_on=28)),
    "contact.agree": Act(WORKER, row(ContactPlan, "contact_plan_id", ~ContactPlan.consents.any())),
    "family.make": Act(WORKER, without(FamilyAgreement, IN_FORCE), dated(purpose, started_on=0, decide_by_on=90)),
    "family.change": Act(WORKER, row(FamilyAgreement, "family_agreement_id", IN_FORCE), dated(nothing, ended_on=0)),
    "family.add_task": Act(WORKER, row(FamilyAgreement, "family_agreement_id", IN_FORCE), dated(text, by_on=20)),
    "family.change_task": Act(WORKER, row(FamilyTask, "family_task_id", TO_DO), dated(nothing, done_on=0)),
    "web.plans.add_milestone": Act(WORKER, page_case(NONE_OUT), dated(own_step, typed=True, due_on=30)),
    "web.plans.change_milestone": Act(
        WORKER, row(Milestone, "milestone_id", LIVE, within=True), dated(nothing, typed=True, done_on=0)
    ),
    "web.plans.decide": Act(MANAGER, to_decide, dated(decision, typed=True, on=0)),
    "web.plans.start_assessment": Act(WORKER, NONE_UNDER_WAY, dated(team, typed=True, started_on=0)),
    "web.plans.end_assessment": Act(WORKER, assessment, ends),
    "web.contact.change": Act(WORKER, case, dated(plan_of_contact, typed=True, from_on=0, review_on=28)),
    "web.contact.agree": Act(WORKER, row(ContactPlan, "contact_plan_id", ~ContactPlan.consents.any(), within=True)),
    "web.family.make": Act(
        WORKER, without(FamilyAgreement, IN_FORCE), dated(purpose, typed=True, started_on=0, decide_by_on=90)
    ),
    "web.family.change": Act(
        WORKER,
        row(FamilyAgreement, "family_agreement_id", IN_FORCE, within=True),
        dated(nothing, typed=True, ended_on=0),
    ),
    "web.family.add_task": Act(
        WORKER,
        row(FamilyAgreement, "family_agreement_id", IN_FORCE, within=True),
        dated(text, typed=True, by_on=20),
    ),
    "web.family.change_task": Act(WORKER, task, dated(nothing, typed=True, done_on=0)),
}
