"""Parenting assessments: sixteen weeks unless told otherwise, longer only with a day and a reason."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from consortium.floor.db import db
from consortium.floor.errors import Conflict, Invalid, NotAllowed, NotFound, RuleBroken
from consortium.planning import assessments
from consortium.planning.assessments import Recommendation
from tests.planning.planned import HELD, WHY, on

LONGER = {"on": on(-10), "due_on": on(30), "reason": "Her mother was in hospital for a month."}


def extend(case, one, **values):
    return assessments.extend(case.authority, assessment_id=one.id, version=one.version, **LONGER | values)


def finish(case, one, **values):
    said = {"finished_on": on(-1), "recommendation": Recommendation.KINSHIP, "findings": WHY} | values
    return assessments.finish(case.authority, assessment_id=one.id, version=one.version, **said)


def test_an_assessment_is_due_sixteen_weeks_after_it_began(case):
    assert case.assessed().due_on == on(-100) + timedelta(weeks=16)


def test_an_assessment_may_have_another_length(case):
    assert case.assessed(weeks=12).due_on == on(-100) + timedelta(weeks=12)


@pytest.mark.parametrize(
    "values", [{"weeks": 0}, {"weeks": 53}, {"started_on": on(1)}, {"team": ""}, {"team": "x" * 201}]
)
def test_an_assessment_that_cannot_be_is_refused(case, values):
    with pytest.raises(Invalid):
        case.assessed(**values)
    assert assessments.of_case(referral_id=case.referral.id) == []


def test_a_longer_time_is_dated_and_reasoned_and_moves_the_day_it_is_due(case):
    one = case.assessed()

    extend(case, one)

    assert (one.due_on, [each.reason for each in one.extensions]) == (on(30), [LONGER["reason"]])


@pytest.mark.parametrize(
    "values", [{"on": on(-101)}, {"on": on(1)}, {"due_on": on(-100) + timedelta(weeks=16)}, {"reason": "Later"}]
)
def test_a_longer_time_out_of_order_or_without_a_reason_is_refused(case, values):
    one = case.assessed()

    with pytest.raises(Invalid):
        extend(case, one, **values)
    assert one.due_on == on(-100) + timedelta(weeks=16)


def test_an_assessment_ends_with_what_it_recommends(case):
    one = finish(case, case.assessed())

    assert (one.recommendation, one.finished_on) == (Recommendation.KINSHIP, on(-1))
    assert one.recommended_by == case.authority.user_id


@pytest.mark.parametrize("values", [{"finished_on": on(-101)}, {"finished_on": on(1)}, {"findings": " "}])
def test_an_end_out_of_order_or_without_words_is_refused(case, values):
    one = case.assessed()

    with pytest.raises(Invalid):
        finish(case, one, **values)
    assert one.finished_on is None


def test_an_assessment_does_not_end_before_it_was_given_longer(case):
    one = case.assessed()
    extend(case, one)

    with pytest.raises(Invalid, match="given longer"):
        finish(case, one, finished_on=on(-11))


def test_what_is_finished_is_neither_extended_nor_finished_again(case):
    one = finish(case, case.assessed())

    for act in (extend, finish):
        with pytest.raises(RuleBroken, match="begin another one"):
            act(case, one)


def test_one_assessment_at_a_time_and_the_next_after_the_last(case):
    one = case.assessed()

    with pytest.raises(Conflict, match="under way already"):
        case.assessed()
    db.session.rollback()
    assert one not in db.session


def test_the_next_assessment_does_not_begin_before_the_last_ended(case):
    finish(case, case.assessed())

    with pytest.raises(Invalid, match="the one before ended then"):
        case.assessed()
    assert case.assessed(started_on=on(-1)).due_on == on(-1) + timedelta(weeks=16)


def test_only_the_authoritys_people_assess(case):
    for viewer, refusal in ((case.agency, NotAllowed), (case.coordinator, NotAllowed)):
        with pytest.raises(refusal):
            case.assessed(by=viewer)


def test_a_longer_time_is_never_taken_away(case):
    extend(case, case.assessed())

    with pytest.raises(HELD):
        db.session.connection().execute(sa.text("DELETE FROM assessment_extensions"))


def test_an_unknown_assessment_is_not_there(case):
    with pytest.raises(NotFound):
        assessments.extend(case.authority, assessment_id=case.referral.id, version=1, **LONGER)
