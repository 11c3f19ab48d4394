"""A review of carers that is recorded in a case carries the day of their next one on, and back where it was wrong."""

from datetime import UTC, date, datetime, time

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError

from consortium import carers
from consortium.access import OPERATOR
from consortium.floor import clock
from consortium.floor.db import db
from consortium.floor.errors import RuleBroken
from consortium.notices.inbox import Notice
from consortium.trail.events import AuditEvent
from tests import factories
from tests.consortium.courses import TODAY, Case

STATED = date(2026, 12, 1)
HELD = date(2026, 11, 12)
NEXT = date(2029, 11, 12)


@pytest.fixture
def case(begun, monkeypatch) -> Case:
    """A case whose match is approved, with carers whose agency has stated when their review is due."""
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    monkeypatch.setattr(clock, "now", lambda: datetime.combine(TODAY, time(9), UTC))
    found = begun(Case)
    state(found, STATED)
    found.link(approved=True)
    return found


def state(case: Case, day: date | None) -> None:
    key, version = case.household.id, case.household.version
    carers.change(OPERATOR, household_id=key, version=version, values={"review_due_on": day})


def review(case: Case, on: date = HELD):
    return case.record("carers_reviewed", on, case.agency)


def test_the_next_review_is_due_by_the_term_after_the_one_that_was_held(case):
    before = case.household.version

    review(case)

    assert (case.household.review_due_on, case.household.version) == (NEXT, before + 1)


def test_a_review_and_what_it_did_stand_on_the_audit_trail_of_the_agency(case):
    review(case)
    db.session.commit()

    found = sa.select(AuditEvent.entity, AuditEvent.action).where(AuditEvent.owner_id == case.household.agency_id)
    told = list(db.session.execute(found.order_by(AuditEvent.seq.desc()).limit(2)).all())
    assert sorted(map(tuple, told)) == [("carers_reviews", "created"), ("households", "changed")]


@pytest.mark.parametrize("stated", [STATED, None])
def test_a_review_that_is_taken_back_takes_the_day_back(case, stated):
    state(case, stated)
    row = review(case)

    case.reverse(row, case.agency)

    assert case.household.review_due_on == stated
    assert [state for *_, state in case.due("carers_review")] == ["open"]


def test_a_day_that_the_agency_has_stated_since_stays(case):
    row = review(case)
    state(case, date(2027, 11, 12))

    case.reverse(row, case.agency)

    assert case.household.review_due_on == date(2027, 11, 12)


def test_a_review_that_the_authority_takes_back_leaves_the_day_to_the_agency_and_tells_it(case):
    row = review(case)

    case.reverse(row, case.manager)

    told = db.session.scalars(sa.select(Notice.user_id).where(Notice.code == "review.taken_back"))
    assert (case.household.review_due_on, list(told)) == (NEXT, [case.agency.user_id])


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_reviews_that_are_taken_back_in_either_order_lead_back_to_what_was_stated(case, order):
    rows = [review(case, date(2026, 11, 2)), review(case)]

    for number in order:
        case.reverse(rows[number], case.agency)

    assert case.household.review_due_on == STATED


def test_a_review_before_one_that_stands_changes_nothing(case):
    review(case)

    review(case, date(2026, 11, 2))

    assert case.household.review_due_on == NEXT


def test_of_two_households_of_one_agency_in_a_case_neither_is_taken_for_reviewed(case):
    second = factories.household(household_ref="H-2")
    case.referral = factories.referral(OPERATOR, factories.child(), factories.child(), referral_ref="R-2")
    for ref in ("H-1", "H-2"):
        factories.purchase(household_ref=ref, referral_ref="R-2", moved_in_on=date(2026, 10, 5))

    review(case)

    assert (case.household.review_due_on, second.review_due_on) == (STATED, None)


@pytest.mark.parametrize("statement", ["UPDATE carers_reviews SET due_before = NULL", "DELETE FROM carers_reviews"])
def test_what_a_review_did_is_never_changed(case, statement):
    review(case)

    with pytest.raises((DatabaseError, RuleBroken)):
        db.session.connection().execute(sa.text(statement))


def test_once_a_wrong_day_is_taken_back_the_right_one_that_was_recorded_meanwhile_counts(case):
    wrong = review(case)
    review(case, date(2026, 11, 2))

    case.reverse(wrong, case.agency)

    assert case.household.review_due_on == date(2029, 11, 2)


def test_a_later_day_that_the_agency_stated_stays(case):
    state(case, date(2031, 5, 1))

    review(case)

    assert case.household.review_due_on == date(2031, 5, 1)
