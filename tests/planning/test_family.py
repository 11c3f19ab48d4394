"""Family and Social Work Agreements: one in force, its days in their order, what the parents have taken on."""

import pytest

from consortium.floor.errors import Conflict, Invalid, NotAllowed, RuleBroken
from consortium.planning import family
from tests.planning.planned import on

TASK = {"text": "Come to every session of family time.", "by_on": on(20)}


def task(case, agreement, **values):
    return family.add_task(case.authority, family_agreement_id=agreement.id, **TASK | values)


def change(case, agreement, **values):
    known = {"family_agreement_id": agreement.id, "version": agreement.version}
    return family.change(case.authority, **known, values=values)


def test_an_agreement_says_its_purpose_its_reviews_and_the_day_of_the_decision(case):
    agreement = case.agreed_with_family(review_days=[on(60), on(30), on(60)])

    assert (agreement.review_days, agreement.decide_by_on) == ([on(30), on(60)], on(105))


@pytest.mark.parametrize(
    "values",
    [{"purpose": ""}, {"decide_by_on": on(-7)}, {"review_days": [on(-7)]}, {"review_days": [on(106)]}],
)
def test_days_out_of_order_or_no_purpose_are_refused(case, values):
    with pytest.raises(Invalid):
        case.agreed_with_family(**values)
    assert family.of_case(referral_id=case.referral.id) == []


def test_one_agreement_is_in_force_at_a_time(case):
    case.agreed_with_family()

    with pytest.raises(Conflict, match="in force already"):
        case.agreed_with_family()


def test_an_agreement_that_ended_is_followed_by_another_no_earlier(case):
    change(case, case.agreed_with_family(), ended_on=on(-1))

    with pytest.raises(Invalid, match="the one before ended then"):
        case.agreed_with_family(started_on=on(-2))
    assert case.agreed_with_family(started_on=on(-1)).ended_on is None


def test_an_agreement_that_ended_is_changed_no_more(case):
    agreement = change(case, case.agreed_with_family(), ended_on=on(-1))

    with pytest.raises(RuleBroken, match="make another one"):
        change(case, agreement, ended_on=on(0))


@pytest.mark.parametrize(
    "values", [{"purpose": "Something else altogether."}, {"decide_by_on": on(400)}, {"review_days": [on(31)]}]
)
def test_what_was_agreed_is_not_rewritten(case, values):
    agreement = case.agreed_with_family(review_days=[on(30)])

    with pytest.raises(RuleBroken, match="end this agreement and make another one"):
        change(case, agreement, **values)
    assert (agreement.decide_by_on, agreement.review_days) == (on(105), [on(30)])


def test_whoever_sends_back_what_they_read_changes_nothing(case):
    agreement = case.agreed_with_family(review_days=[on(30)])

    change(case, agreement, purpose=agreement.purpose, decide_by_on=on(105), review_days=[on(30)])

    assert agreement.version == 1


@pytest.mark.parametrize("values", [{"text": "Stop drinking altogether."}, {"by_on": on(21)}])
def test_what_was_taken_on_is_not_rewritten(case, values):
    one = task(case, case.agreed_with_family())

    with pytest.raises(RuleBroken, match="add another task"):
        family.change_task(case.authority, family_task_id=one.id, version=1, values=values)


def test_a_task_of_an_agreement_that_ended_is_changed_no_more(case):
    agreement = case.agreed_with_family()
    one = task(case, agreement)
    change(case, agreement, ended_on=on(-1))

    with pytest.raises(RuleBroken, match="has ended"):
        family.change_task(case.authority, family_task_id=one.id, version=1, values={"done_on": on(-1)})


def test_what_the_parents_take_on_is_done_on_a_day(case):
    one = task(case, case.agreed_with_family())

    family.change_task(case.authority, family_task_id=one.id, version=1, values={"done_on": on(-1)})

    assert one.done_on == on(-1)


@pytest.mark.parametrize("values", [{"done_on": on(1)}, {"done_on": on(-8)}])
def test_a_task_out_of_order_is_refused(case, values):
    one = task(case, case.agreed_with_family())

    with pytest.raises(Invalid):
        family.change_task(case.authority, family_task_id=one.id, version=1, values=values)


def test_a_stale_change_is_refused(case):
    agreement = case.agreed_with_family()

    with pytest.raises(Conflict):
        family.change(case.authority, family_agreement_id=agreement.id, version=9, values={"ended_on": on(0)})


def test_only_the_authoritys_people_write_it(case):
    agreement = case.agreed_with_family()

    for viewer in (case.agency, case.coordinator):
        with pytest.raises(NotAllowed):
            family.add_task(viewer, family_agreement_id=agreement.id, **TASK)
