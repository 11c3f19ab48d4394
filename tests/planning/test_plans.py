"""Plans: both are live until a manager rules one out, who recommended nothing; decisions only add up."""

from datetime import date

import pytest
import sqlalchemy as sa

from consortium.access import OPERATOR, Role
from consortium.floor.db import db
from consortium.floor.errors import Conflict, Invalid, NotAllowed, NotFound, RuleBroken
from consortium.pictures import gantt
from consortium.planning import assessments, milestones, plans
from consortium.planning.plans import MOVES, Plan, PlanAct, PlanDecision, PlanKind, PlanStatus
from tests import factories
from tests.planning.planned import ADOPTION, HELD, HOME, WHY, on


def test_both_plans_are_live_from_the_beginning(case):
    states = plans.states(referral_id=case.referral.id)

    assert states == {HOME: PlanStatus.LIVE, ADOPTION: PlanStatus.LIVE}


def test_a_decision_rules_one_plan_out_and_leaves_the_other_live(case):
    decision = case.rule_out(HOME)

    assert plans.states(referral_id=case.referral.id) == {HOME: PlanStatus.RULED_OUT, ADOPTION: PlanStatus.LIVE}
    assert (decision.decided_by, decision.reason) == (case.manager.user_id, WHY)


def test_milestones_still_to_be_reached_lapse_with_their_plan_alone(case):
    open_, reached, other = case.milestone(), case.milestone(), case.milestone(ADOPTION)
    milestones.change(case.authority, milestone_id=reached.id, version=1, values={"done_on": on(-1)})

    case.rule_out(HOME)

    assert (open_.lapsed_on, reached.lapsed_on, other.lapsed_on) == (on(0), None, None)


def test_after_a_reversal_both_plans_are_live_again_with_their_milestones(case):
    milestone = case.milestone()
    decision = case.rule_out(HOME)

    taken_back = case.reverse(HOME)

    assert set(plans.states(referral_id=case.referral.id).values()) == {PlanStatus.LIVE}
    assert (taken_back.reverses_id, milestone.lapsed_on) == (decision.id, None)
    assert [one.act for one in plans.decided(referral_id=case.referral.id)] == [PlanAct.RULED_OUT, PlanAct.REVERSED]


def test_a_plan_may_be_ruled_out_again_after_a_reversal(case):
    case.rule_out(HOME)
    case.reverse(HOME)

    case.rule_out(ADOPTION)

    assert plans.states(referral_id=case.referral.id) == {HOME: PlanStatus.LIVE, ADOPTION: PlanStatus.RULED_OUT}


def test_one_plan_always_stays_live(case):
    case.rule_out(HOME)

    with pytest.raises(RuleBroken, match="Return home is ruled out, and one plan stays live"):
        case.rule_out(ADOPTION)


def test_the_database_itself_keeps_one_plan_live(case):
    case.rule_out(HOME)

    other = db.session.scalars(sa.select(Plan).where(Plan.kind == ADOPTION)).one()
    other.status = PlanStatus.RULED_OUT
    with pytest.raises(Conflict, match="one plan stays live"):
        db.session.flush()


@pytest.mark.parametrize(("act", "allowed"), [(PlanAct.RULED_OUT, "reversed"), (PlanAct.REVERSED, "ruled_out")])
def test_a_decision_that_does_not_follow_is_told_what_would(case, act, allowed):
    decide = {PlanAct.RULED_OUT: case.rule_out, PlanAct.REVERSED: case.reverse}[act]
    if act is PlanAct.RULED_OUT:
        decide(HOME)

    with pytest.raises(RuleBroken, match=f"what may follow: {allowed}"):
        decide(HOME)


def test_every_state_of_a_plan_has_one_decision_that_may_follow():
    assert sorted(origin for origin, _ in MOVES.values()) == sorted(PlanStatus)


def test_a_decision_is_made_by_a_manager_of_the_authority_alone(case):
    for viewer in (case.authority, case.agency, case.coordinator):
        with pytest.raises(NotAllowed):
            case.rule_out(by=viewer)


def test_a_manager_of_another_authority_knows_of_no_such_case(case):
    factories.member(factories.FIFE)

    with pytest.raises(NotFound):
        case.rule_out(by=factories.viewer(Role.AUTHORITY_MANAGER, at=factories.FIFE))


def test_whoever_recommended_does_not_decide(case):
    case.recommended(by=case.manager)

    with pytest.raises(NotAllowed, match="another manager decides"):
        case.rule_out()
    assert case.rule_out(by=case.another_manager()).recommended_by == case.manager.user_id


def test_whoever_wrote_or_extended_the_assessment_does_not_decide_either(case):
    one = case.assessed(by=case.manager)
    two = {"on": on(-10), "due_on": on(60), "reason": WHY}
    assessments.extend(other := case.another_manager(), assessment_id=one.id, version=one.version, **two)

    for manager in (case.manager, other):
        with pytest.raises(NotAllowed, match="another manager decides"):
            case.rule_out(by=manager)


def test_the_database_itself_refuses_a_decision_by_who_recommended(case):
    case.recommended()
    decision = case.rule_out()

    names = ("referral_id", "authority_id", "plan_id", "on", "reason")
    copied = {name: getattr(decision, name) for name in names}
    who = {"decided_by": case.authority.user_id, "recommended_by": case.authority.user_id}
    db.session.add(PlanDecision(act=PlanAct.RULED_OUT, **copied, **who))
    with pytest.raises(NotAllowed, match="another manager decides"):
        db.session.flush()


def test_a_decision_does_not_come_before_the_assessment_it_rests_on(case):
    case.recommended()

    with pytest.raises(Invalid, match="the assessment was finished then"):
        case.rule_out(on=on(-3))


def test_a_decision_is_neither_of_tomorrow_nor_without_a_reason(case):
    for values in ({"on": on(1)}, {"reason": "So it is"}):
        with pytest.raises(Invalid):
            case.rule_out(**values)
    assert plans.decided(referral_id=case.referral.id) == []


def test_a_reversal_does_not_come_before_what_it_takes_back(case):
    case.rule_out(on=on(-2))

    with pytest.raises(Invalid, match="the decision was made then"):
        case.reverse(on=on(-3))


def test_a_decision_is_a_persons_and_not_the_operators(case):
    with pytest.raises(RuleBroken, match="under their own name"):
        case.rule_out(by=OPERATOR)


@pytest.mark.parametrize(
    "change", ["UPDATE plan_decisions SET act = 'reversed'", "DELETE FROM plan_decisions", "{} 'Better now.'"]
)
def test_no_decision_is_ever_changed_or_taken_away(case, change):
    case.rule_out()

    with pytest.raises(HELD):
        db.session.connection().execute(sa.text(change.format("UPDATE plan_decisions SET reason =")))


def test_a_milestone_of_a_plan_that_is_ruled_out_is_neither_set_nor_changed(case):
    milestone = case.milestone()
    case.rule_out(HOME)

    with pytest.raises(RuleBroken, match="Return home is ruled out"):
        case.milestone()
    with pytest.raises(RuleBroken, match="It lapsed"):
        milestones.change(case.authority, milestone_id=milestone.id, version=milestone.version, values={"note": "x"})


@pytest.mark.parametrize("values", [{"title": " "}, {"tranche": "x" * 201}, {"note": "x" * 5_001}])
def test_a_milestone_has_a_name_and_words_of_a_bearable_length(case, values):
    with pytest.raises(Invalid):
        case.milestone(**values)


def test_a_milestone_is_not_reached_tomorrow_and_a_stale_change_is_refused(case):
    milestone = case.milestone()

    with pytest.raises(Invalid, match="a day that has come"):
        milestones.change(case.authority, milestone_id=milestone.id, version=1, values={"done_on": on(1)})
    with pytest.raises(Conflict):
        milestones.change(case.authority, milestone_id=milestone.id, version=9, values={"due_on": date(2027, 1, 4)})


def test_both_plans_have_steps_to_choose_from_and_others_may_be_named(case):
    usual, own = case.milestone(), case.milestone(title="Gran's visit to the centre")

    assert (usual.is_shipped, own.is_shipped) == (True, False)
    assert all(len(milestones.shipped(kind)) >= 3 for kind in PlanKind)


def test_a_step_that_was_not_reached_before_its_plan_was_ruled_out_lapsed_with_it(case):
    one = case.milestone(due_on=on(-1))
    milestones.change(case.authority, milestone_id=one.id, version=one.version, values={"done_on": on(-1)})
    case.rule_out()

    milestones.change(case.authority, milestone_id=one.id, version=one.version, values={"done_on": None})

    assert (one.done_on, one.lapsed_on) == (None, on(0))
    assert gantt.of_case(case.manager, referral_id=case.referral.id).overdue == []
