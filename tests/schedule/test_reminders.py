"""What each morning tells of: reviews of households as they come near, and links that stand still."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
import sqlalchemy as sa
import time_machine

from consortium import carers
from consortium.access import OPERATOR
from consortium.course import recording
from consortium.floor import clock
from consortium.floor.db import db
from consortium.linking import approaches, links, pairs
from consortium.linking.approaches import ApproachStatus
from consortium.linking.links import EndReason
from consortium.notices import inbox
from consortium.notices.telling import Notice
from consortium.schedule import lapses, ledger, reminders, reviews, stalls
from tests import factories
from tests.notices.told import Told

DUE, MOVED_IN = date(2027, 4, 1), date(2026, 10, 6)


def codes(viewer) -> list[str]:
    """What somebody was told, the first first."""
    mine = inbox.visible(viewer).where(Notice.code != "link.ended").order_by(None).order_by(Notice.created_at)
    return [one.code for one in db.session.scalars(mine)]


def on(day: date, job) -> None:
    """The job, as it is done on a day."""
    db.session.commit()
    with time_machine.travel(datetime.combine(day, time(12), tzinfo=UTC), tick=False):
        ledger.once(job, period=day)


@pytest.mark.parametrize(
    ("left", "code"),
    [(91, ""), (90, "review.in_90_days"), (31, "review.in_90_days"), (30, "review.in_30_days"),
     (1, "review.in_30_days"), (0, "review.due"), (-9, "review.due")],
)  # fmt: skip
def test_of_a_review_the_nearest_threshold_is_told(left, code):
    assert reviews.code_for(DUE, today=DUE - timedelta(days=left)) == code


def test_the_holder_is_told_of_a_review_once_at_each_threshold_though_days_were_missed(records):
    case = Told()
    case.household.review_due_on = DUE
    for left in (100, 90, 80, 20, 19, 0):
        on(DUE - timedelta(days=left), reviews.JOB)

    assert codes(case.worker) == ["review.in_90_days", "review.in_30_days", "review.due"]
    assert codes(case.elsewhere) == codes(case.authority) == []


def test_a_review_that_was_put_off_is_told_of_anew(records):
    case = Told()
    case.household.review_due_on = DUE
    on(DUE, reviews.JOB)
    case.household.review_due_on = DUE + timedelta(days=365)
    on(DUE + timedelta(days=366), reviews.JOB)

    assert codes(case.worker) == ["review.due", "review.due"]


def test_a_household_that_was_withdrawn_is_not_told_of(records):
    case = Told()
    case.household.review_due_on = DUE
    db.session.flush()
    carers.withdraw(OPERATOR, household_id=case.household.id, version=case.household.version)
    on(DUE, reviews.JOB)

    assert codes(case.worker) == []


def test_a_link_that_stands_still_is_chased_each_time_its_limit_passes(records):
    case, today = Told(), clock.today()
    for days in (6, 7, 8, 14):
        on(today + timedelta(days=days), stalls.JOB)

    for viewer in (case.worker, case.authority, case.coordinator):
        assert codes(viewer) == ["link.stalled", "link.stalled"]
    assert codes(case.elsewhere) == []


def test_a_link_that_moved_or_ended_is_left_alone(records):
    case, today = Told(), clock.today()
    with time_machine.travel(clock.now() + timedelta(days=5)):
        links.agree(case.worker, link_id=case.link.id, version=case.link.version)
        db.session.commit()
    on(today + timedelta(days=8), stalls.JOB)

    assert codes(case.worker) == []


def test_every_state_of_a_live_link_but_its_last_has_its_limit():
    live = {one.value for one in pairs.LIVE}

    assert live <= stalls.DAYS.keys() | {"moved_in"}
    assert stalls.times_stalled("moved_in", moved_on=DUE, today=DUE + timedelta(days=99)) == 0


def test_a_question_that_nobody_answered_in_time_lapses_and_the_coordinators_are_told(records):
    case = Told()
    links.end(OPERATOR, link_id=case.link.id, version=case.link.version, reason=EndReason.MISTAKE)
    asked = approaches.ask(case.coordinator, referral_id=case.referral.id, household_id=case.household.id)
    for days in (0, 1):
        on(asked.answer_by + timedelta(days=days), lapses.JOB)

    assert asked.status is ApproachStatus.LAPSED
    assert codes(case.coordinator)[-1] == "approach.lapsed"


def test_a_notice_is_of_the_household_itself(records):
    case = Told()
    case.household.review_due_on = DUE
    on(DUE, reviews.JOB)

    kept = db.session.scalars(sa.select(Notice).where(Notice.code == "review.due")).one()
    assert (kept.entity, kept.entity_id) == ("households", case.household.id)


@pytest.mark.parametrize(
    ("left", "code", "which"),
    [(8, "", ""), (7, "step.near", "near"), (1, "step.near", "near"), (0, "step.due", "due"),
     (-1, "step.overdue", "week 1"), (-7, "step.overdue", "week 1"), (-8, "step.overdue", "week 2")],
)  # fmt: skip
def test_a_step_is_told_of_before_its_day_on_it_and_each_week_after(left, code, which):
    assert reminders.stage(left) == (code, which)


def stepped(records) -> Told:
    """A case whose child moved in on a day long enough ago for a visit, and nothing else, to be due next."""
    case = Told()
    factories.purchase(household_ref=case.household.ref, referral_ref=case.referral.ref, moved_in_on=MOVED_IN)
    recording.record(case.authority, referral_id=case.referral.id, event="authority_officer_visited", on=MOVED_IN)
    db.session.execute(sa.delete(Notice))
    return case


@time_machine.travel(datetime(2026, 10, 6, 12, tzinfo=UTC))
def test_the_owner_of_a_step_is_told_once_at_each_stage_and_weekly_while_it_is_overdue(records):
    case = stepped(records)
    for days in (0, 1, 1, 7, 8, 13, 14, 15):  # the first visit is due a week after the move
        on(MOVED_IN + timedelta(days=days), reminders.JOB)

    visit = sa.select(Notice.code).where(Notice.user_id == case.authority.user_id, Notice.cause.startswith("child_v"))
    assert list(db.session.scalars(visit.order_by(Notice.created_at))) == [
        "step.near", "step.due", "step.overdue", "step.overdue",
    ]  # fmt: skip
    assert codes(case.coordinator) == codes(case.elsewhere) == []


@time_machine.travel(datetime(2026, 10, 6, 12, tzinfo=UTC))
def test_an_agency_is_told_of_its_own_step_with_the_case_named_and_nothing_else(records):
    case = stepped(records)
    case.household.approved_fostering_on = MOVED_IN - timedelta(days=400)
    on(MOVED_IN + timedelta(days=1), reminders.JOB)

    found = db.session.scalars(inbox.visible(case.worker)).all()
    assert [one.cause.split()[0] for one in found] == ["carers_review"]
    (told,) = inbox.shown(case.worker, found=found)
    assert (told.sentence, told.page) == (f"{case.referral.ref}: a step of its clock is overdue.", "clock.one")


@time_machine.travel(datetime(2026, 10, 6, 12, tzinfo=UTC))
def test_what_was_done_is_reminded_of_no_more(records):
    case = stepped(records)
    on(MOVED_IN + timedelta(days=8), reminders.JOB)
    with time_machine.travel(datetime(2026, 10, 15, 12, tzinfo=UTC)):
        recording.record(case.authority, referral_id=case.referral.id, event="child_visited", on=date(2026, 10, 14))
        db.session.commit()
    on(MOVED_IN + timedelta(days=22), reminders.JOB)

    assert [code for code in codes(case.authority) if code == "step.overdue"] == ["step.overdue"]
