"""Standings: linked, matched and placed follow from links and placements, and each reader is told their own."""

import pytest

from consortium import referrals
from consortium.access import OPERATOR, Role
from consortium.floor.db import db
from consortium.linking import links
from consortium.referrals import ReferralStatus, standings
from contracts import purchases
from tests import factories

pytestmark = pytest.mark.usefixtures("records")
ENDED = {"ended_on": "2026-09-01", "end_reason": "kinship"}


@pytest.fixture(autouse=True)
def pool(begun):
    begun(factories.open_pool)


@pytest.fixture
def pair():
    return factories.referral(), factories.household()


def linked(pair, *, approved=False):
    referral, household = pair
    link = links.propose(OPERATOR, referral_id=referral.id, household_id=household.id, reason="They live near by.")
    if approved:
        for role, at in ((Role.AUTHORITY_WORKER, factories.EDINBURGH), (Role.AGENCY_WORKER, "ROWAN")):
            links.agree(factories.viewer(role, at=at), link_id=link.id, version=link.version)
        manager = factories.viewer(Role.AUTHORITY_MANAGER, at=factories.EDINBURGH)
        factories.approved(link, by=manager)
    return link


def told(referral, viewer=OPERATOR):
    """What the reader is told of it, having checked that the filter of lists says the same."""
    status = standings.shown(viewer, found=[referral])[referral.id]
    for one in ReferralStatus:
        listed = list(db.session.scalars(referrals.visible(viewer, status=one)).unique())
        assert (referral in listed) == (one is status)
    return status


def test_a_referral_stands_where_its_links_and_placements_say(pair):
    referral, household = pair
    stood = [told(referral)]
    linked(pair)
    stood.append(told(referral))
    link = db.session.scalars(links.visible(OPERATOR)).first()
    links.end(OPERATOR, link_id=link.id, version=link.version, reason="plan_changed")
    linked(pair, approved=True)
    stood.append(told(referral))
    bought = factories.purchase(referral_ref=referral.ref, household_ref=household.ref)
    stood.append(told(referral))
    purchases.change(OPERATOR, purchase_id=bought.id, version=bought.version, values=ENDED)

    assert [*stood, told(referral)] == ["searching", "linked", "matched", "placed", "concluded"]


def test_an_agency_is_not_told_that_another_ones_match_is_approved(pair):
    factories.member("ASPEN")
    referral, _ = pair
    other = factories.household(agency="ASPEN", household_ref="H-2")
    links.propose(OPERATOR, referral_id=referral.id, household_id=other.id, reason="They live near by.")

    linked(pair, approved=True)

    aspen = factories.viewer(Role.AGENCY_WORKER, at="ASPEN")
    assert standings.shown(aspen, found=[referral])[referral.id] is ReferralStatus.SEARCHING
    assert told(referral) is ReferralStatus.MATCHED


def test_a_linked_referral_still_awaits_a_household(pair):
    linked(pair)

    assert list(db.session.scalars(referrals.awaiting(OPERATOR)).unique()) == [pair[0]]
