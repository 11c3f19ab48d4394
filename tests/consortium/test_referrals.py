"""Referrals: kept through birth, twins and loss, and moved only as the table of moves allows."""

from datetime import date, timedelta

import pytest

from consortium import children, referrals
from consortium.access import OPERATOR, Role
from consortium.floor import clock
from consortium.floor.db import db
from consortium.floor.errors import Conflict, Invalid, NotFound, RuleBroken
from consortium.referrals import ReferralStatus
from tests import factories

pytestmark = pytest.mark.usefixtures("records")
UNBORN = {"date_of_birth": None, "expected_date_of_delivery": date(2026, 12, 24), "child_ref": "C1", "sex": None}


@pytest.fixture(autouse=True)
def pool(begun):
    begun(factories.pool)


@pytest.fixture
def expected():
    """A referral of one child who is expected."""
    return factories.referral(OPERATOR, factories.child(**UNBORN, needs=["prematurity"]))


def test_a_referral_reads_back_as_the_rows_it_was_told_as():
    told = {"child_ref": "C1", "urgency": "urgent", "needs": ("prematurity",), "excluded_areas": ("EH12 5",)}

    (row,) = referrals.as_rows(factories.referral(OPERATOR, factories.child(**told), referral_ref="R-1"))

    assert {name: row[name] for name in told} == told
    assert (row["referral_ref"], row["authority_code"], row["version"]) == ("R-1", factories.EDINBURGH, 1)


def test_siblings_are_referred_together():
    referral = factories.referral(OPERATOR, factories.child(), factories.child())

    assert len({child.ref for child in referral.children}) == 2


def test_two_children_of_a_referral_do_not_share_a_reference():
    with pytest.raises(Invalid, match="another child"):
        factories.referral(OPERATOR, factories.child(child_ref="C1"), factories.child(child_ref="C1"))


def test_a_referral_without_a_child_is_refused():
    with pytest.raises(Invalid, match="at least one child"):
        referrals.refer(OPERATOR, values={"authority_code": factories.EDINBURGH, "children": []})


def test_a_child_is_born_or_expected():
    with pytest.raises(Invalid, match="Fill in date_of_birth"):
        factories.referral(OPERATOR, factories.child(date_of_birth=None))


def test_an_old_council_code_finds_the_council():
    factories.member(factories.FIFE)

    referral = factories.referral(authority_code="S12000015")

    assert referral.authority.code == factories.FIFE


def test_a_birth_keeps_the_child_and_its_referral(expected):
    (child,) = expected.children

    born = referrals.record_birth(OPERATOR, child_id=child.id, version=1, born_on=date(2026, 11, 2), sex="F")

    (row,) = referrals.as_rows(expected)
    assert (born.id, born.referral_id, expected.version) == (child.id, expected.id, 2)
    assert (row["date_of_birth"], row["expected_date_of_delivery"], row["sex"]) == (date(2026, 11, 2), None, "F")


def test_twins_become_two_children_of_the_same_referral(expected):
    (child,) = expected.children

    first, second = referrals.record_twins(OPERATOR, child_id=child.id, version=1)

    assert first.id == child.id
    assert (second.referral_id, second.needs, second.ref != first.ref) == (expected.id, ["prematurity"], True)
    assert [row["expected_date_of_delivery"] for row in referrals.as_rows(expected)] == [date(2026, 12, 24)] * 2


def test_a_born_child_cannot_turn_into_twins():
    child = factories.referral().children[0]

    with pytest.raises(RuleBroken, match="not expected any more"):
        referrals.record_twins(OPERATOR, child_id=child.id, version=1)


def test_the_loss_of_one_sibling_leaves_the_other_searching():
    referral = factories.referral(OPERATOR, factories.child(child_ref="C1"), factories.child(child_ref="C2"))

    referrals.record_loss(OPERATOR, child_id=referral.children[0].id, version=1)

    assert referral.status is ReferralStatus.SEARCHING
    assert [row["child_ref"] for row in referrals.as_rows(referral)] == ["C2"]


def test_the_loss_of_the_only_child_concludes_the_referral_and_keeps_it(expected):
    referrals.record_loss(OPERATOR, child_id=expected.children[0].id, version=1, on=date(2026, 11, 20))

    assert referrals.get(OPERATOR, referral_id=expected.id).status is ReferralStatus.CONCLUDED
    assert referrals.as_rows(expected) == []
    with pytest.raises(RuleBroken, match="No child"):
        referrals.resume(OPERATOR, referral_id=expected.id, version=2, note="Again.")


def test_a_loss_is_not_recorded_before_its_day(expected):
    ahead = clock.today() + timedelta(days=1)

    with pytest.raises(Invalid, match="a day that has come"):
        referrals.record_loss(OPERATOR, child_id=expected.children[0].id, version=1, on=ahead)

    assert expected.status is ReferralStatus.SEARCHING


def test_what_is_recorded_of_a_lost_child_stays_as_it_is(expected):
    child = expected.children[0]
    referrals.record_loss(OPERATOR, child_id=child.id, version=1)

    with pytest.raises(RuleBroken, match="left the search"):
        referrals.change_child(OPERATOR, child_id=child.id, version=2, values={"urgency": "soon"})


@pytest.mark.parametrize("verb", [referrals.withdraw, referrals.conclude])
def test_a_referral_that_stopped_searching_may_resume(verb):
    referral = factories.referral()

    verb(OPERATOR, referral_id=referral.id, version=1)
    with pytest.raises(RuleBroken, match="what can be done with it"):
        referrals.withdraw(OPERATOR, referral_id=referral.id, version=2)
    referrals.resume(OPERATOR, referral_id=referral.id, version=2, note="Again.")

    assert referral.status is ReferralStatus.SEARCHING


def test_a_change_names_children_and_adds_those_that_are_new():
    referral = factories.referral(OPERATOR, factories.child(child_ref="C1"))
    told = [{"child_ref": "C1", "urgency": "urgent"}, factories.child(child_ref="C2")]

    referrals.change(OPERATOR, referral_id=referral.id, version=1, values={"children": told})

    assert {child.ref: child.urgency.value for child in referral.children} == {"C1": "urgent", "C2": "routine"}


def test_a_childs_change_raises_the_version_of_its_referral_once():
    referral = factories.referral()
    change = {"child_id": referral.children[0].id, "values": {"urgency": "soon"}}

    referrals.change_child(OPERATOR, version=1, **change)
    referrals.change_child(OPERATOR, version=2, **change)

    assert referral.version == 2
    with pytest.raises(Conflict):
        referrals.change_child(OPERATOR, version=1, **change)


def test_the_expected_day_stays_on_the_record_when_a_sheet_tells_of_the_birth(expected):
    child = expected.children[0]

    referrals.change_child(OPERATOR, child_id=child.id, version=1, values={"date_of_birth": date(2026, 11, 2)})

    assert child.expected_date_of_delivery == date(2026, 12, 24)
    assert children.as_row(child)["expected_date_of_delivery"] is None


@pytest.mark.parametrize("name", ["status", "authority_id", "lost_on", "referral_id", "open_links", "version"])
def test_i17_a_field_that_is_not_offered_cannot_be_set(name):
    child = factories.referral().children[0]

    with pytest.raises(Invalid) as refused:
        referrals.change_child(OPERATOR, child_id=child.id, version=1, values={name: "1"})

    assert list(refused.value.fields) == [name]


def test_an_authority_worker_sees_and_refers_the_own_authoritys_children_alone():
    factories.member(factories.FIFE)
    other = factories.referral(authority_code=factories.FIFE)
    worker = factories.viewer(Role.AUTHORITY_WORKER, at=factories.EDINBURGH)

    own = factories.referral(worker)

    assert list(db.session.scalars(referrals.visible(worker))) == [own]
    with pytest.raises(NotFound):
        referrals.get_child(worker, child_id=other.children[0].id)
    with pytest.raises(Invalid, match="may not refer"):
        factories.referral(worker, authority_code=factories.FIFE)
