"""What a person may read of the plans and agreements of a case: by how they stand to it, and by the stage of a link.

Doors and documents show what stands here and nothing else: a withheld field is absent. Words that people wrote freely,
and what the parents have taken on, stay with the authority; what tells where the child can be found is kept from all
others while the address may not be disclosed.
"""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from consortium.access import Viewer, may
from consortium.disclosure import L1, L2, L3, Stages
from consortium.planning import assessments, cases, contact, family, milestones, plans
from consortium.planning.assessments import Assessment
from consortium.planning.cases import Case, Facts
from consortium.planning.contact import ContactPlan, Side
from consortium.planning.milestones import Milestone
from consortium.planning.plans import PlanDecision


def _all(stages: Stages, names: str) -> dict[str, Stages]:
    return dict.fromkeys(names.split(), stages)


# The stage from which the linked organisation reads a field, and the one from which a coordinator does; None: never.
PLAN = _all((L2, L1), "kind status")
DECISION: dict[str, Stages] = {**_all((L2, L1), "kind act on by"), "reason": (None, L3)}
MILESTONE: dict[str, Stages] = {**_all((L3, L1), "kind tranche title due_on done_on lapsed_on"), "note": (None, L3)}
OWN_WORDS = {**MILESTONE, **_all((L3, L3), "tranche title")}
ASSESSMENT: dict[str, Stages] = {
    **_all((L2, L1), "started_on weeks due_on finished_on extensions"),
    **_all((L3, L3), "team recommendation"),
    "findings": (None, L3),
}
EXTENSION: dict[str, Stages] = {**_all((L2, L1), "on due_on"), "reason": (None, L3)}
CONTACT: dict[str, Stages] = {
    **_all((L3, L1), "number from_on review_on consents"),
    **_all((L2, L2), "sessions_per_week"),
    **_all((L3, L3), "id purpose venue times supervision handover"),
}
FAMILY: dict[str, Stages] = {
    **_all((L3, L1), "started_on review_days decide_by_on ended_on"),
    **_all((L3, L3), "purpose"),
}
# What tells where a child can be found.
WHEREABOUTS = ("sessions_per_week", "venue", "times", "supervision", "handover")


def plans_of(viewer: Viewer, *, referral_id: UUID, act: str = "plans.read") -> Facts:
    """Both plans with their milestones and decisions, and the assessments; reading more than L1 is written down."""
    return _told(viewer, referral_id, act, told_plans, [*PLAN, *DECISION, *MILESTONE, *ASSESSMENT])


def contact_of(viewer: Viewer, *, referral_id: UUID, act: str = "plans.read") -> Facts:
    """The versions of the contact plan, the latest first, and who agreed to each; see `plans_of`."""
    return _told(viewer, referral_id, act, told_contact, CONTACT)


def family_of(viewer: Viewer, *, referral_id: UUID, act: str = "plans.read") -> Facts:
    """The Family and Social Work Agreements, the latest first; see `plans_of`."""
    return _told(viewer, referral_id, act, told_family, FAMILY)


def case_of(viewer: Viewer, *, referral_id: UUID) -> Facts:
    """All of it at once; see `plans_of`."""
    fields = [*PLAN, *DECISION, *MILESTONE, *ASSESSMENT, *CONTACT, *FAMILY]
    return _told(viewer, referral_id, "plans.read", told, fields)


def head_of(viewer: Viewer, *, referral_id: UUID, act: str) -> Facts:
    """Which case it is that the viewer may do this to."""
    return head(cases.get(viewer, referral_id=referral_id, act=act))


def told(case: Case) -> Facts:
    """Plans, contact and family agreements as this person may read them."""
    return {**told_plans(case), **told_contact(case), **told_family(case)}


def told_plans(case: Case) -> Facts:
    """Both plans side by side, as this person may read them."""
    key, reached = case.referral.id, milestones.of_case(referral_id=case.referral.id)
    return {
        "plans": [
            case.shows({"kind": kind.value, "status": status.value}, stages=PLAN)
            | {"milestones": [row for one in reached if one.plan.kind is kind and (row := _milestone(case, one))]}
            for kind, status in plans.states(referral_id=key).items()
        ],
        "decisions": [row for one in plans.decided(referral_id=key) if (row := _decision(case, one))],
        "assessments": [row for one in assessments.of_case(referral_id=key) if (row := _assessment(case, one))],
    }


def told_contact(case: Case) -> Facts:
    """The contact plan's versions as this person may read them, the latest first."""
    found = [one for one in contact.versions(referral_id=case.referral.id) if contact.is_for(case, plan=one)]
    rows = [row for one in reversed(found) if (row := _contact(case, one))]
    return {"contact": rows, "withheld": case.hidden}


def told_family(case: Case) -> Facts:
    """The agreements with the parents as this person may read them, the latest first."""
    rows = []
    for one in reversed(family.of_case(referral_id=case.referral.id)):
        tasks = [_own(task, "id text by_on done_on version") for task in one.tasks]
        facts = _own(one, "purpose started_on review_days decide_by_on ended_on") | {"tasks": tasks}
        row = case.shows(facts, stages=FAMILY)
        rows += [row | _own(one, "id version") if case.reach.own else row] if row else []
    return {"family": rows}


def _told(viewer: Viewer, referral_id: UUID, act: str, tell: Callable[[Case], Facts], fields: Iterable[str]) -> Facts:
    """Whoever may change it and not read it, as with a token of few acts, is told which case it is."""
    case = cases.get(viewer, referral_id=referral_id, act=act)
    if not may(viewer, "plans.read"):
        return head(case)
    cases.note(viewer, case=case, fields=fields)
    return {**head(case), **tell(case)}


def head(case: Case) -> Facts:
    known = {"id": case.referral.id, "referral_ref": case.referral.ref}
    return known | {"authority": case.referral.authority.name, "disclosed": case.reach.word}


def _milestone(case: Case, one: Milestone) -> Facts:
    facts = _own(one, "tranche title due_on done_on lapsed_on note") | {"kind": one.plan.kind.value}
    row = case.shows(facts, stages=MILESTONE if one.is_shipped else OWN_WORDS)
    if "due_on" in row and "title" not in row:
        row |= {"tranche": "In the authority’s own words", "title": "A step in the authority’s own words"}
    return row | _own(one, "id version") if case.reach.own else row


def _decision(case: Case, one: PlanDecision) -> Facts:
    role = f"Authority manager, {case.referral.authority.name}"
    by = one.decider.name if case.reach.own else role
    facts = {"kind": one.plan.kind.value, "act": one.act.value, "on": one.on, "by": by, "reason": one.reason}
    return case.shows(facts, stages=DECISION)


def _assessment(case: Case, one: Assessment) -> Facts:
    longer = [case.shows(_own(each, "on due_on reason"), stages=EXTENSION) for each in one.extensions]
    facts = _own(one, "team started_on weeks due_on finished_on findings") | {"extensions": longer}
    facts["recommendation"] = one.recommendation and one.recommendation.value
    row = case.shows(facts, stages=ASSESSMENT)
    return row | _own(one, "id version") if case.reach.own else row


def _contact(case: Case, one: ContactPlan) -> Facts:
    names = "id number from_on review_on sessions_per_week purpose venue times supervision handover"
    consents = [
        {"side": each.side.value, "on": each.created_at, "by": each.by_member.name}
        | ({"name": each.person.name} if case.reach.own and each.side is Side.AUTHORITY else {})
        for each in one.consents
        if case.reach.own or case.reach.hub or each.side is Side.AUTHORITY or each.by_member_id == case.member_id
    ]
    return case.shows(_own(one, names) | {"consents": consents}, stages=CONTACT, kept=WHEREABOUTS)


def _own(row: Any, names: str) -> Facts:
    return {name: getattr(row, name) for name in names.split()}
