"""Cases 1 and 15 of the domain's edge cases, as far as the path of a child goes; their money comes with the money."""

from datetime import timedelta

import pytest

from consortium import carers, referrals
from consortium.access import OPERATOR
from consortium.floor import clock
from consortium.linking import links
from consortium.linking.pairs import EndReason
from consortium.referrals import ReferralStatus, standings
from tests import factories

pytestmark = pytest.mark.usefixtures("records")
DUE = {"date_of_birth": None, "expected_date_of_delivery": clock.today() + timedelta(days=20)}


@pytest.fixture(autouse=True)
def pool(begun):
    begun(factories.open_pool)


@pytest.fixture
def explored():
    """A link for a child who is expected, with a household for one child."""
    referral, home = factories.referral(OPERATOR, factories.child(**DUE)), factories.household(approved_children=1)
    pair = {"referral_id": referral.id, "household_id": home.id}
    return links.propose(OPERATOR, **pair, reason="They live near by.")


def test_case_1_twins_discovered_at_birth_stay_together_in_the_referral_that_is_linked(explored):
    child = explored.referral.children[0]
    known = {"child_id": child.id, "version": explored.referral.version}

    twins = referrals.record_twins(OPERATOR, **known, born_on=clock.today(), sexes=("F", "M"))

    assert [one.referral_id for one in twins] == [explored.referral_id] * 2
    assert standings.shown(OPERATOR, found=[explored.referral])[explored.referral_id] is ReferralStatus.LINKED
    assert len(referrals.as_rows(explored.referral)) == 2


def test_a_birth_before_the_match_keeps_the_referral_and_its_link(explored):
    child = explored.referral.children[0]

    referrals.record_birth(OPERATOR, child_id=child.id, version=explored.referral.version, born_on=clock.today())

    assert (explored.status, explored.referral.children[0].id) == ("proposed", child.id)


def test_case_15_a_stillbirth_before_placement_ends_the_link_and_concludes_the_referral(explored):
    child = explored.referral.children[0]

    referrals.record_loss(OPERATOR, child_id=child.id, version=explored.referral.version)

    assert explored.referral.status is ReferralStatus.CONCLUDED
    assert (explored.status, explored.end_reason) == ("ended", EndReason.PLAN_CHANGED)


def test_case_15_a_move_out_of_scotland_withdraws_the_referral_with_a_note(explored):
    known = {"referral_id": explored.referral_id, "version": explored.referral.version}

    gone = referrals.withdraw(OPERATOR, **known, note="The family moved out of Scotland.")

    assert (gone.status, explored.status) == (ReferralStatus.WITHDRAWN, "ended")


def test_case_15_carers_who_expect_a_child_are_on_hold_and_their_link_stays_open(explored):
    values = {"hold_until": clock.today() + timedelta(days=300), "hold_reason": "They expect a child."}

    held = carers.change(OPERATOR, household_id=explored.household_id, version=1, values=values)

    assert (held.hold_until, explored.status) == (values["hold_until"], "proposed")
