"""The course of a case in the records: who records what, what follows, what is due, and who sees how much of it."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError

from consortium import referrals
from consortium.access import OPERATOR
from consortium.course import events, steps
from consortium.course.events import CaseEvent
from consortium.floor import clock
from consortium.floor.db import db
from consortium.floor.errors import Conflict, Invalid, NotAllowed, RuleBroken
from consortium.linking import links, matches
from consortium.linking.link_steps import Outcome
from consortium.planning import assessments
from consortium.retention import erasure
from contracts import purchases
from tests import factories
from tests.consortium.courses import TODAY, WHY, Case

REFUSALS = (DatabaseError, RuleBroken)  # a trigger speaks in each database's own way


@pytest.fixture
def case(begun, monkeypatch) -> Case:
    """A case in which nothing has happened yet."""
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    monkeypatch.setattr(clock, "now", lambda: datetime.combine(TODAY, time(9), UTC))
    return begun(Case)


def test_a_move_in_begins_the_clock_of_a_case_without_being_recorded_again(case):
    case.place()

    assert case.due("lac_review") == [(date(2026, 11, 16), None, "overdue")]
    assert case.due("child_visit") == [(date(2026, 10, 12), None, "overdue")]
    assert [(one.event, one.row_id) for one in case.clock().happened][-1] == ("placed", None)


def test_what_happened_is_recorded_and_the_next_step_counts_from_it(case):
    case.place()

    case.record("lac_review_held", date(2026, 11, 10))

    due = date(2027, 2, 10)
    assert case.due("lac_review") == [(date(2026, 11, 16), date(2026, 11, 10), "done"), (due, None, "open")]
    chosen = next(one for one in case.clock().steps if one.step.due_on == due)
    assert (chosen.owner, chosen.mine, chosen.days_left) == ("S12000036 by name", True, 82)


def test_the_next_step_is_the_undone_one_with_the_earliest_day(case):
    case.place()

    assert case.clock().next.step.step == "child_visit"
    assert case.clock().overdue == 3


def test_a_mistake_is_taken_back_by_a_later_row_and_both_stay(case):
    case.place()
    row = case.record("lac_review_held", date(2026, 11, 10))

    back = case.reverse(row)

    assert case.due("lac_review") == [(date(2026, 11, 16), None, "overdue")]
    kept = list(db.session.scalars(events.visible(case.worker, referral_id=case.referral.id)))
    assert {one.id for one in kept} == {row.id, back.id}
    assert (back.reverses_id, back.reason, back.happened_on) == (row.id, WHY, TODAY)
    case.record("lac_review_held", date(2026, 11, 10))


def test_nothing_is_taken_back_twice_nor_is_a_taking_back(case):
    row = case.record("cpo_made", date(2026, 10, 1))
    back = case.reverse(row)

    with pytest.raises(RuleBroken, match="record again"):
        case.reverse(back)
    with pytest.raises(Conflict, match="taken back already"):
        case.reverse(row)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE case_events SET event = 'cso_made'",
        "UPDATE case_events SET happened_on = '2026-01-01'",
        "UPDATE case_events SET reason = 'Erased.'",
        "DELETE FROM case_events",
    ],
)
def test_the_database_changes_no_row_and_drops_none(case, statement):
    case.record("cpo_made", date(2026, 10, 1))

    with pytest.raises(REFUSALS):
        db.session.connection().execute(sa.text(statement))


def test_the_reason_of_a_taking_back_changes_to_nothing_but_erased(case):
    case.reverse(case.record("cpo_made", date(2026, 10, 1)))
    back = "UPDATE case_events SET reason = '{}' WHERE reverses_id IS NOT NULL"

    db.session.connection().execute(sa.text(back.format("Erased.")))
    with pytest.raises(REFUSALS):
        db.session.connection().execute(sa.text(back.format("Something else entirely.")))


def test_an_erasure_empties_the_reasons(case):
    case.reverse(case.record("cpo_made", date(2026, 10, 1)))

    erasure.erase(case.referral)

    reasons = db.session.scalars(sa.select(CaseEvent.reason).order_by(CaseEvent.reverses_id.is_(None)))
    assert list(reasons) == ["Erased.", ""]
    assert steps.undone(case.worker) == []


@pytest.mark.parametrize(
    ("event", "on", "refusal", "sentence"),
    [
        ("moved", TODAY, Invalid, "Choose what happened from the list"),
        ("placed", TODAY, Invalid, "follows from another record"),
        ("carers_reviewed", TODAY, NotAllowed, "is recorded by the agency"),
        ("cpo_made", TODAY + timedelta(days=1), Invalid, "Give a day that has come"),
        ("lac_review_held", date(2026, 10, 4), RuleBroken, "Give a day from 2026-10-05 on"),
        ("cso_reviewed", TODAY, RuleBroken, "A compulsory supervision order was made”, which is not recorded yet"),
        ("lac_review_held", date(2026, 11, 10), RuleBroken, "recorded already for 2026-11-10"),
    ],
)
def test_what_cannot_be_so_is_refused_with_what_would_be_allowed(case, event, on, refusal, sentence):
    case.place()
    case.record("lac_review_held", date(2026, 11, 10))

    with pytest.raises(refusal) as refused:
        case.record(event, on)

    assert sentence in str(refused.value)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(CaseEvent)) == 1


def test_after_the_end_nothing_is_recorded_and_nothing_is_open(case):
    case.place()
    case.record("child_visited", date(2026, 10, 8))
    purchases.change(
        OPERATOR,
        purchase_id=db.session.scalar(sa.select(purchases.Purchase.id)),
        version=1,
        values={"ended_on": date(2026, 11, 1), "end_reason": "kinship"},
    )
    case.referral.closed_on = date(2026, 10, 5)

    with pytest.raises(RuleBroken, match="The case ended on 2026-11-01"):
        case.record("cpo_made", date(2026, 11, 3))
    assert {one.step.state for one in case.clock().steps} == {"done"}


def test_a_stay_that_ended_has_no_open_steps_while_the_orders_of_a_case_that_goes_on_do(case):
    case.record("cso_made", date(2026, 9, 1))
    case.place(ended_on=date(2026, 11, 1), end_reason="carer_request")
    if case.referral.closed_on:
        referrals.resume(case.manager, referral_id=case.referral.id, version=case.referral.version)

    assert {one.step.step for one in case.clock().steps if not one.step.is_done} == {"cso_review"}


def test_an_adoption_order_ends_the_clock_of_a_stay(case):
    case.place(adoption_order_on=date(2026, 11, 2))

    assert case.due("lac_review") == []


def test_the_steps_of_a_link_are_recommendation_decision_and_notice_of_the_case(case):
    link = case.link(approved=True)

    assert case.due("decision") == [(TODAY + timedelta(days=14), TODAY, "done")]
    assert case.due("decision_notice") == [(TODAY + timedelta(days=7), None, "open")]
    matches.give_notice(case.manager, link_id=link.id, version=link.version, on=TODAY)
    assert case.due("decision_notice") == [(TODAY + timedelta(days=7), TODAY, "done")]


def test_a_panel_after_an_emergency_decision_asks_for_no_other_decision(case):
    case.referral.children[0].date_of_birth = TODAY - timedelta(days=10)
    link, now = case.link(approved=False), {"on": TODAY}
    early = {"outcome": Outcome.APPROVED_BEFORE_PANEL, "reason": "A newborn cannot wait for the panel."}
    matches.decide(case.manager, link_id=link.id, version=link.version, **early, **now)
    matches.recommend(OPERATOR, link_id=link.id, version=link.version, outcome=Outcome.RECOMMENDED, **now)

    assert case.due("decision") == []
    assert len(case.due("decision_notice")) == 1


def approved_early(case):
    """A newborn's match, approved before the panel."""
    case.referral.children[0].date_of_birth = TODAY - timedelta(days=10)
    link = case.link(approved=False)
    early = {"outcome": Outcome.APPROVED_BEFORE_PANEL, "reason": "A newborn cannot wait for the panel.", "on": TODAY}
    return matches.decide(case.manager, link_id=link.id, version=link.version, **early)


def test_after_an_approval_before_the_panel_the_panel_is_due_in_four_weeks_until_it_has_advised(case):
    link, last = approved_early(case), TODAY + timedelta(days=28)

    assert case.due("panel_after_emergency") == [(last, None, "open")]
    matches.recommend(OPERATOR, link_id=link.id, version=link.version, outcome=Outcome.RECOMMENDED, on=TODAY)
    assert case.due("panel_after_emergency") == [(last, TODAY, "done")]


def test_a_panel_that_has_not_followed_in_time_is_overdue_for_its_authority(case, monkeypatch):
    approved_early(case)
    monkeypatch.setattr(clock, "today", lambda: TODAY + timedelta(days=29))

    ((owner, overdue),) = steps.overdue(case.coordinator)

    assert owner == f"{factories.EDINBURGH} by name"
    assert [one.step.step for one in overdue] == ["decision_notice", "panel_after_emergency"]


def test_a_match_that_ends_before_its_panel_asks_for_none(case):
    link = approved_early(case)
    links.end(OPERATOR, link_id=link.id, version=link.version, reason="plan_changed")

    assert case.due("panel_after_emergency") == []


def test_the_operator_records_for_the_authority(case):
    assert case.record("cpo_made", date(2026, 10, 1), OPERATOR).member_id is None


def test_a_parenting_assessment_is_due_on_the_day_that_its_team_was_given(case, monkeypatch):
    said = {"referral_id": case.referral.id, "team": "Early assessment team", "started_on": date(2026, 7, 1)}
    one = assessments.start(case.worker, **said, weeks=20)

    assert case.due("parenting_assessment") == [(date(2026, 11, 18), None, "overdue")]
    assert [(due.step.step, due.owner) for due in steps.undone(case.coordinator)] == [
        ("parenting_assessment", f"{factories.EDINBURGH} by name")
    ]
    longer = {"on": TODAY, "due_on": date(2026, 12, 2), "reason": "The father has come back to be assessed."}
    assessments.extend(case.worker, assessment_id=one.id, version=one.version, **longer)
    assert case.due("parenting_assessment") == [(date(2026, 12, 2), None, "open")]


def test_an_agency_is_told_of_no_assessment_in_its_clock(case):
    case.link(approved=True)
    said = {"referral_id": case.referral.id, "team": "Early assessment team", "started_on": date(2026, 7, 1)}
    assessments.start(case.worker, **said)

    assert case.due("parenting_assessment", case.agency) == []
