"""Approaches end: nobody reads of a need by an e-mail once the search, the household or the consortium is over."""

import pytest

from consortium import carers, members, referrals
from consortium.access import OPERATOR
from consortium.floor import clock
from consortium.floor.errors import NotFound
from consortium.linking import approaches
from consortium.linking.approaches import ApproachStatus
from consortium.linking.links import LinkStatus
from consortium.merging import duplicates
from tests import factories
from tests.consortium.test_links import Pair


@pytest.fixture
def pair(begun) -> Pair:
    """Both sides of a pair that is asked about below."""
    made = begun(Pair)
    factories.open_caps()
    return made


def ask(pair, referral=None, household=None):
    sides = {"referral_id": (referral or pair.referral).id, "household_id": (household or pair.household).id}
    return approaches.ask(pair.coordinator, **sides)


def withdraw_child(pair):
    referrals.withdraw(pair.authority, referral_id=pair.referral.id, version=pair.referral.version)


def lose_child(pair):
    referrals.record_loss(pair.authority, child_id=pair.child.id, version=pair.referral.version)


def withdraw_household(pair):
    carers.withdraw(pair.agency, household_id=pair.household.id, version=pair.household.version)


def place_elsewhere(pair):
    factories.purchase(referral_ref=pair.referral.ref)


def match_elsewhere(pair):
    pair.household = factories.household()
    pair.brought_to(LinkStatus.APPROVED)


def fill_household(pair):
    pair.referral = factories.referral(OPERATOR, factories.child(), factories.child())
    pair.brought_to(LinkStatus.APPROVED)


def leave(pair):
    (stay,) = pair.household.agency.memberships
    members.change_membership(OPERATOR, membership_id=stay.id, version=stay.version, left_on=clock.today())


ENDS = [withdraw_child, lose_child, withdraw_household, place_elsewhere, match_elsewhere, fill_household, leave]


@pytest.mark.parametrize("act", ENDS)
def test_a_question_ends_with_what_it_was_about(pair, act):
    asked = ask(pair)
    text = approaches.text_of(asked)

    act(pair)

    assert (asked.status, asked.digest) == (ApproachStatus.WITHDRAWN, None)
    with pytest.raises(NotFound, match="not open any more"):
        approaches.asked_by_text(text)


def test_a_question_about_others_goes_on(pair):
    asked = ask(pair, factories.referral(), factories.household())

    match_elsewhere(pair)
    withdraw_child(pair)

    assert asked.status is ApproachStatus.OPEN


def test_a_question_about_a_record_that_is_merged_into_a_match_ends(pair):
    pair.brought_to(LinkStatus.APPROVED)
    second = factories.referral()
    asked = ask(pair, second, factories.household())
    why = "The same child was referred twice."

    duplicates.merge(pair.authority, entity="referrals", kept_id=pair.referral.id, lost_id=second.id, reason=why)

    assert (asked.referral_id, asked.status) == (pair.referral.id, ApproachStatus.WITHDRAWN)
