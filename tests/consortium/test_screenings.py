"""Screenings: criteria are data in versions, people answer them, and no answer decides."""

from datetime import date

import pytest
import sqlalchemy as sa

from consortium import referrals
from consortium.access import OPERATOR, Role
from consortium.floor.db import db
from consortium.floor.errors import Invalid, NotAllowed, NotFound, RuleBroken
from consortium.notices.telling import Notice
from consortium.referrals import ReferralStatus, criteria, screenings, timelines
from tests import factories

pytestmark = pytest.mark.usefixtures("records")


@pytest.fixture(autouse=True)
def pool(begun):
    begun(factories.pool)


def submitted(**child):
    referral = factories.referral(OPERATOR, factories.child(**child), draft=True)
    return referrals.submit(OPERATOR, referral_id=referral.id, version=1)


def screen(referral, answers, outcome="accept"):
    known = {"referral_id": referral.id, "version": referral.version}
    return screenings.screen(OPERATOR, **known, outcome=outcome, answers=answers)


def all_of(answer):
    return {one.code: answer for one in criteria.DEFAULTS if one.under_months is None}


@pytest.mark.parametrize(
    ("child", "answer"),
    [
        ({"date_of_birth": None, "expected_date_of_delivery": date(2027, 2, 1)}, "met"),
        ({"date_of_birth": date(2026, 5, 4)}, "met"),
        ({"date_of_birth": date(2024, 5, 4)}, "not_met"),
    ],
    ids=["unborn", "a baby", "two years old"],
)
def test_the_ages_answer_for_themselves_and_bar_nobody(child, answer):
    referral = screen(submitted(**child), all_of("not_met"))

    (age, *others) = timelines.of_referral(OPERATOR, referral_id=referral.id)[0]["answers"]
    assert (age["code"], age["answer"]) == ("age", answer)
    assert {one["answer"] for one in others} == {"not_met"}
    assert referral.status is ReferralStatus.SEARCHING


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({}, "kin_explored"),
        (all_of("met") | {"kin_explored": "perhaps"}, "kin_explored"),
        (all_of("met") | {"age": "met"}, "age"),
        (all_of("met") | {"money": "met"}, "money"),
    ],
)
def test_a_criterion_is_answered_by_a_person_with_one_of_three_words(answers, field):
    referral = submitted()

    with pytest.raises(Invalid) as refused:
        screen(referral, answers)

    assert field in refused.value.fields
    assert referral.status is ReferralStatus.SUBMITTED


def test_a_new_version_of_the_criteria_leaves_earlier_screenings_as_they_were():
    first = screen(submitted(), all_of("met"))
    made = criteria.set_(OPERATOR, consortium_code="EAST", criteria=[{"sentence": "Kin were asked twice."}])

    second = screen(submitted(), {"kin_were_asked_twice": "not_known"})

    told = [timelines.of_referral(OPERATOR, referral_id=one.id)[0] for one in (first, second)]
    assert [row["criteria_number"] for row in told] == [0, made.number]
    assert [len(row["answers"]) for row in told] == [len(criteria.DEFAULTS), 1]


@pytest.mark.parametrize(
    "wrong",
    [[], [{"sentence": " "}], [{"sentence": "A", "code": "a"}, {"sentence": "B", "code": "a"}]]
    + [[{"sentence": "Old enough.", "under_months": 0}], [{"sentence": "A", "code": "NO!"}]],
)
def test_criteria_that_nobody_could_answer_are_refused(wrong):
    with pytest.raises(Invalid):
        criteria.set_(OPERATOR, consortium_code="EAST", criteria=wrong)

    assert criteria.in_force(OPERATOR)[0].number == 0


def test_a_coordinator_sets_the_criteria_of_the_own_consortium_alone():
    factories.consortium("WEST")
    west = factories.viewer(Role.COORDINATOR, of="WEST")
    worker = factories.viewer(Role.AUTHORITY_WORKER, at=factories.EDINBURGH)

    assert criteria.in_force(worker)[0].criteria == criteria.DEFAULTS
    for viewer, code in ((west, "EAST"), (worker, "EAST")):
        with pytest.raises((NotAllowed, NotFound)):
            criteria.set_(viewer, consortium_code=code, criteria=[{"sentence": "Any."}])


def test_what_a_person_refers_waits_for_another_person_who_is_told_of_it():
    first, second = (factories.viewer(Role.COORDINATOR) for _ in range(2))
    values = {"authority_code": factories.EDINBURGH, "children": [factories.child()]}

    referral = referrals.refer(first, values=values)

    known = {"referral_id": referral.id, "version": referral.version, "outcome": "accept", "answers": all_of("met")}
    told = db.session.scalars(sa.select(Notice.user_id).where(Notice.code == "referral.submitted"))
    assert (referral.status, referral.accepted_on, list(told)) == ("submitted", None, [second.user_id])
    with pytest.raises(RuleBroken, match="another coordinator does"):
        screenings.screen(first, **known)
    assert screenings.screen(second, **known).status is ReferralStatus.SEARCHING


def test_a_list_of_what_was_accepted_before_is_brought_in_as_it_is():
    worker = factories.viewer(Role.AUTHORITY_WORKER, at=factories.EDINBURGH)

    brought = referrals.bring_in(
        worker, values={"authority_code": factories.EDINBURGH, "children": [factories.child()]}
    )

    assert brought.status is ReferralStatus.SEARCHING
