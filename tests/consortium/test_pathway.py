"""The pathway: a case walked through the verbs stands where its records have come to, and only for whom it may."""

from datetime import date, timedelta

import pytest

from consortium import referrals
from consortium.access import OPERATOR, Role
from consortium.course import recording, targets
from consortium.floor import clock
from consortium.floor.errors import NotAllowed, NotFound
from consortium.linking import links
from consortium.linking.links import EndReason, LinkStatus
from consortium.pictures import pathway
from consortium.pictures.stages import Ending, StageCode
from consortium.planning import plans
from consortium.planning.plans import PlanKind
from tests import factories
from tests.consortium.courses import Case

WHY = "The assessment and the review agree."


@pytest.fixture
def case(begun) -> Case:
    """A referral that searches, and a household."""
    return begun(Case)


def stands(viewer, **asked) -> dict[str, list[tuple[str, int]]]:
    """The references at each stage where somebody stands, with their days."""
    found = pathway.read(viewer, **asked).stages
    return {code: [(one.referral_ref, one.days) for one in at.children] for code, at in found.items() if at.count}


def ago(days: int) -> date:
    return clock.today() - timedelta(days=days)


def rule_out(case: Case, plan: PlanKind, on: date) -> None:
    plans.rule_out(case.manager, referral_id=case.referral.id, plan=plan, on=on, reason=WHY)


def test_a_referral_is_screened_and_then_searches(records):
    factories.pool()
    referral = factories.referral(referral_ref="R-9", draft=True)
    assert stands(OPERATOR) == {}

    referrals.submit(OPERATOR, referral_id=referral.id, version=1)

    assert stands(OPERATOR) == {StageCode.SCREENING: [("R-9", 0)]}


@pytest.mark.parametrize(
    ("status", "stage"),
    [
        (LinkStatus.EXPLORING, StageCode.EXPLORING),
        (LinkStatus.MEETING_HELD, StageCode.PANEL),
        (LinkStatus.RECOMMENDED, StageCode.DECISION),
        (LinkStatus.APPROVED, StageCode.INTRODUCTIONS),
        (LinkStatus.INTRODUCTIONS, StageCode.INTRODUCTIONS),
    ],
)
def test_a_child_stands_where_its_link_has_come_to(case, status, stage):
    link = case.link(approved=False)
    factories.taken_to(link, status, by=case.manager)

    assert stands(case.worker) == {stage: [("R-1", 0)]}


def test_a_child_whose_link_ended_searches_again(case):
    link = case.link(approved=False)
    links.end(case.agency, link_id=link.id, version=link.version, reason=EndReason.DECLINED_BY_AGENCY)

    assert stands(case.worker) == {StageCode.SEARCHING: [("R-1", 0)]}


def test_a_child_who_moved_in_is_assessed_while_both_plans_live(case):
    case.place(ago(113))

    found = pathway.read(case.worker).stages[StageCode.ASSESSMENT]

    assert [(one.days, one.limit, one.is_over) for one in found.children] == [(113, 112, True)]


def test_the_plan_that_is_left_parts_the_way(case):
    case.place(ago(100))
    rule_out(case, PlanKind.ADOPTION, ago(12))
    assert stands(case.worker) == {StageCode.GOING_HOME: [("R-1", 12)]}

    plans.reverse(case.manager, referral_id=case.referral.id, plan=PlanKind.ADOPTION, on=ago(0), reason=WHY)

    assert stands(case.worker) == {StageCode.ASSESSMENT: [("R-1", 100)]}


def test_after_the_return_home_is_ruled_out_panel_decision_and_application_follow(case):
    case.place(ago(100))
    rule_out(case, PlanKind.REUNIFICATION, ago(50))
    seen = [stands(case.worker)]
    for days, event in ((40, "panel_recommended"), (20, "decision_made"), (5, "application_lodged")):
        case.record(event, ago(days))
        seen.append(stands(case.worker))

    stages = list(StageCode)[list(StageCode).index(StageCode.PERMANENCE_PANEL) :]
    days = (50, 40, 20, 5)
    assert seen == [{stage: [("R-1", stood)]} for stage, stood in zip(stages, days, strict=True)]


def test_the_panel_of_the_match_is_not_the_panel_for_permanence(case):
    case.place(ago(100))
    case.record("panel_recommended", ago(90))
    rule_out(case, PlanKind.REUNIFICATION, ago(50))

    assert stands(case.worker) == {StageCode.PERMANENCE_PANEL: [("R-1", 50)]}


def test_the_permanence_panel_is_held_to_the_aim_of_the_childs_authority(case):
    case.place(ago(200))
    rule_out(case, PlanKind.REUNIFICATION, ago(85))
    assert pathway.read(case.worker).stages[StageCode.PERMANENCE_PANEL].limits == []

    aim = {"code": "panel_after_rehabilitation", "weeks": 12, "source": "The board"}
    targets.set_(case.manager, effective_from=ago(300), **aim)

    found = pathway.read(case.worker).stages[StageCode.PERMANENCE_PANEL]
    assert (found.limits, found.over, found.drifts) == ([84], 1, True)


def test_brothers_and_sisters_are_counted_each_where_they_are(case):
    children = (factories.child(child_ref="C-1"), factories.child(child_ref="C-2"))
    factories.referral(OPERATOR, *children, referral_ref="R-2")
    factories.purchase(household_ref="H-1", referral_ref="R-2", moved_in_on=ago(3))

    found = stands(case.worker)

    assert found == {StageCode.SEARCHING: [("R-1", 0), ("R-2", 0)], StageCode.ASSESSMENT: [("R-2", 3)]}


@pytest.mark.parametrize(
    ("reason", "ending"),
    [
        ("reunified_parent", Ending.HOME),
        ("kinship", Ending.KIN),
        ("adopted_by_concurrent_carers", Ending.ADOPTED),
        ("carer_request", Ending.OTHER),
    ],
)
def test_a_case_that_came_out_is_counted_by_how(case, reason, ending):
    case.place(ago(100), ended_on=clock.today(), end_reason=reason)

    assert {how for how, number in pathway.read(case.worker).endings.items() if number} == {ending}


def test_an_authority_sees_its_own_children_alone_and_a_coordinator_all_of_the_consortium(case):
    factories.member(factories.FIFE)
    factories.referral(authority_code=factories.FIFE, referral_ref="R-F")
    fife = factories.viewer(Role.AUTHORITY_WORKER, at=factories.FIFE)
    factories.pool(authority=factories.GLASGOW, agency="ALDER", of="WEST")

    seen = [stands(one) for one in (case.worker, fife, case.coordinator, factories.viewer(Role.COORDINATOR, of="WEST"))]

    refs = [[ref for ref, _ in found.get(StageCode.SEARCHING, [])] for found in seen]
    assert refs == [["R-1"], ["R-F"], ["R-1", "R-F"], []]


def test_one_authority_is_asked_for_by_its_code_and_anothers_is_not_there(case):
    factories.member(factories.FIFE)
    factories.referral(authority_code=factories.FIFE, referral_ref="R-F")

    assert stands(case.coordinator, authority_code=factories.FIFE) == {StageCode.SEARCHING: [("R-F", 0)]}
    with pytest.raises(NotFound):
        pathway.read(case.worker, authority_code=factories.FIFE)


def test_an_agency_reads_no_pathway(case):
    with pytest.raises(NotAllowed):
        pathway.read(case.agency)


def test_what_was_taken_back_moves_nobody(case):
    case.place(ago(100))
    rule_out(case, PlanKind.REUNIFICATION, ago(50))
    row = case.record("panel_recommended", ago(40))
    recording.reverse(case.worker, referral_id=case.referral.id, event_id=row.id, reason=WHY)

    assert stands(case.worker) == {StageCode.PERMANENCE_PANEL: [("R-1", 50)]}
