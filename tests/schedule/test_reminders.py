"""What each morning tells of: reviews of households as they come near, and links that stand still."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
import sqlalchemy as sa
import time_machine

from consortium import carers
from consortium.access import OPERATOR
from consortium.floor import clock
from consortium.floor.db import db
from consortium.linking import approaches, links, pairs
from consortium.linking.approaches import ApproachStatus
from consortium.linking.links import EndReason
from consortium.notices import inbox
from consortium.notices.telling import Notice
from consortium.schedule import lapses, ledger, reviews, stalls
from tests.notices.told import Told

DUE = date(2027, 4, 1)


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
