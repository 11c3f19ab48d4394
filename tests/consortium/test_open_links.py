"""Open links: what one consortium explores is told to nobody of another, in no number (I19)."""

import pytest

from consortium import carers, disclosure, members, referrals
from consortium.access import OPERATOR, MemberKind, Role
from consortium.linking import links
from tests import factories
from tests.consortium.test_links import WHY, Pair


@pytest.fixture
def pair(begun) -> Pair:
    """A pair of EAST; the household's agency serves WEST too, where Glasgow is."""
    made = begun(Pair)
    factories.open_caps()
    factories.member(factories.GLASGOW, of="WEST")
    members.add(OPERATOR, code="ROWAN", name="ROWAN by name", kind=MemberKind.AGENCY, consortium_code="WEST")
    return made


def seen(pair, viewer) -> tuple[int, int]:
    """The number as the record itself tells it, and as the list does."""
    home = carers.get(viewer, household_id=pair.household.id)
    (row,) = disclosure.household_summaries(viewer, [home])
    return disclosure.view_household(viewer, home)["open_links"], row["open_links"]


def test_a_coordinator_is_told_of_no_link_in_another_consortium(pair):
    west = factories.viewer(Role.COORDINATOR, of="WEST")
    other = factories.referral(authority_code=factories.GLASGOW)

    links.propose(OPERATOR, referral_id=other.id, household_id=pair.household.id, reason=WHY)

    told = [seen(pair, who) for who in (pair.coordinator, west, pair.agency)]
    assert told == [(0, 0), (1, 1), (1, 1)]


def test_a_coordinator_is_told_of_the_links_of_a_referral_within_the_consortium(pair):
    pair.propose()
    referral = referrals.get(pair.coordinator, referral_id=pair.referral.id)

    child = disclosure.view_referral(pair.coordinator, referral)["children"][0]
    (row,) = disclosure.referral_summaries(pair.coordinator, [referral])

    assert (child["open_links"], row["children"][0]["open_links"]) == (1, 1)
