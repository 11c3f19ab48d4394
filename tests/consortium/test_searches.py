"""Searches follow placements: a placed child is not sought for, and an end alone starts no search."""

from datetime import date

import pytest

from consortium import referrals
from consortium.access import OPERATOR
from consortium.referrals import ReferralStatus
from contracts import purchases
from tests import factories

pytestmark = pytest.mark.usefixtures("records")
ENDED = {"ended_on": date(2026, 9, 1), "end_reason": "carer_request"}


@pytest.fixture(autouse=True)
def pool(begun):
    begun(factories.pool)


def change(bought, **values):
    return purchases.change(OPERATOR, purchase_id=bought.id, version=bought.version, values=values)


def test_a_placed_referral_searches_no_more():
    referral = factories.referral()

    factories.purchase(referral_ref=referral.ref)

    assert referral.status is ReferralStatus.CONCLUDED


@pytest.mark.parametrize(
    ("values", "status"), [({}, ReferralStatus.CONCLUDED), (ENDED, ReferralStatus.SEARCHING)], ids=["open", "ended"]
)
def test_a_referral_recorded_after_its_placement_searches_only_where_that_has_ended(values, status):
    factories.purchase(history=True, referral_ref="R-1", **values)

    assert factories.referral(referral_ref="R-1").status is status


def test_an_end_leaves_the_search_concluded_until_a_person_resumes_it():
    referral = factories.referral()
    bought = factories.purchase(referral_ref=referral.ref)

    change(bought, **ENDED)

    assert referral.status is ReferralStatus.CONCLUDED
    referrals.resume(OPERATOR, referral_id=referral.id, version=referral.version, note="It ended early.")
    assert change(bought, end_reason="allegation").placement.referral_id == referral.id
    assert referral.status is ReferralStatus.SEARCHING


@pytest.mark.parametrize("also", [False, True], ids=["alone", "placed twice"])
def test_correcting_the_referral_moves_the_search_unless_it_is_placed_otherwise(also):
    first = factories.referral(OPERATOR, factories.child(), factories.child())
    count = 1 if also else 2
    second = factories.referral(OPERATOR, *(factories.child() for _ in range(count)))
    bought = factories.purchase(referral_ref=first.ref, children=count)
    if also:
        factories.purchase(referral_ref=first.ref)
        referrals.record_loss(OPERATOR, child_id=first.children[1].id, version=first.version)

    assert first.status is ReferralStatus.CONCLUDED
    change(bought, referral_ref=second.ref)

    assert first.status is (ReferralStatus.CONCLUDED if also else ReferralStatus.SEARCHING)
    assert second.status is ReferralStatus.CONCLUDED


def test_a_withdrawn_referral_stays_withdrawn_whatever_is_bought():
    referral = factories.referral()
    referrals.withdraw(OPERATOR, referral_id=referral.id, version=1)

    bought = factories.purchase(referral_ref=referral.ref)
    change(bought, referral_ref=None)

    assert referral.status is ReferralStatus.WITHDRAWN


def test_a_search_goes_on_while_a_brother_or_sister_waits():
    referral = factories.referral(OPERATOR, factories.child(), factories.child())

    factories.purchase(referral_ref=referral.ref)
    waiting = referral.status
    factories.purchase(referral_ref=referral.ref)

    assert (waiting, referral.status) == (ReferralStatus.SEARCHING, ReferralStatus.CONCLUDED)
