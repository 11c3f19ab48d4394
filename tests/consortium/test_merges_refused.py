"""Merges refused: a merge cannot be undone, so what is under way on two records says which of them is kept (I18)."""

from datetime import date

import pytest

from consortium import carers, referrals
from consortium.access import OPERATOR
from consortium.floor import clock
from consortium.floor.errors import RuleBroken
from consortium.linking import held_places, links
from consortium.linking.links import LinkStatus
from consortium.merging import duplicates
from contracts import moves
from tests import factories
from tests.consortium.test_links import Pair

WHY = "The same child was referred twice."


@pytest.fixture
def pair(begun) -> Pair:
    made = begun(Pair)
    factories.open_caps()
    return made


def merge(pair, kept, entity="referrals"):
    lost, by = (pair.referral, pair.authority) if entity == "referrals" else (pair.household, pair.agency)
    return duplicates.merge(by, entity=entity, kept_id=kept.id, lost_id=lost.id, reason=WHY)


def refused(pair, kept, entity="referrals") -> str:
    with pytest.raises(RuleBroken, match="keep the other one") as said:
        merge(pair, kept, entity)
    return said.value.code


@pytest.mark.parametrize("status", [LinkStatus.EXPLORING, LinkStatus.APPROVED])
@pytest.mark.parametrize(
    "children",
    [
        [{"date_of_birth": date(2026, 5, 3)}],
        [{}, {}],
        [{"date_of_birth": None, "expected_date_of_delivery": date(2026, 5, 4)}],
    ],
)
def test_a_household_that_knows_some_children_is_given_no_others_by_a_merge(pair, status, children):
    link = pair.brought_to(status)
    kept = factories.referral(OPERATOR, *(factories.child(**one) for one in children))

    assert refused(pair, kept) == "other_children"
    assert (link.referral_id, link.status, pair.referral.status) == (pair.referral.id, status, "searching")


def test_a_match_follows_the_same_children_and_releases_the_other_candidates(pair):
    link, kept = pair.brought_to(LinkStatus.APPROVED), factories.referral()
    sides = {"referral_id": kept.id, "household_id": factories.household().id}
    rival = links.propose(pair.coordinator, **sides, reason=WHY)

    merge(pair, kept)

    assert (link.referral_id, link.status) == (kept.id, "approved")
    assert (rival.status, rival.end_reason) == ("ended", "another_match")
    assert len(held_places.held(pair.household.id)) == 1


@pytest.mark.parametrize("status", [LinkStatus.PROPOSED, LinkStatus.APPROVED])
def test_no_link_moves_onto_a_draft(pair, status):
    link, kept = pair.brought_to(status), factories.referral(draft=True)

    assert refused(pair, kept) == "not_searching"
    assert (link.referral_id, kept.status) == (pair.referral.id, "draft")


@pytest.mark.parametrize("act", ["withdraw", "conclude"])
def test_a_closed_referral_is_not_kept(pair, act):
    link, kept = pair.brought_to(LinkStatus.APPROVED), factories.referral()
    getattr(referrals, act)(OPERATOR, referral_id=kept.id, version=kept.version)

    assert refused(pair, kept) == "status"
    assert (link.referral_id, link.status) == (pair.referral.id, "approved")


def test_a_withdrawn_household_is_not_kept(pair):
    link, kept = pair.brought_to(LinkStatus.EXPLORING), factories.household()
    carers.withdraw(OPERATOR, household_id=kept.id, version=kept.version)

    assert refused(pair, kept, "households") == "withdrawn"
    assert (link.household_id, pair.household.withdrawn_on) == (pair.household.id, None)


def test_a_match_by_which_a_child_lives_somewhere_is_never_ended_by_a_merge(pair):
    link, kept = pair.brought_to(LinkStatus.APPROVED), factories.referral()
    sides = {"referral_id": kept.id, "household_id": pair.household.id}
    second = links.propose(pair.coordinator, **sides, reason=WHY)
    moves.report(pair.authority, link_id=link.id, version=link.version, moved_in_on=clock.today())

    merge(pair, kept)

    assert (link.status, link.referral_id) == ("moved_in", kept.id)
    assert (second.status, kept.status) == ("ended", "concluded")


def test_of_two_links_with_one_household_the_one_that_came_further_goes_on(pair):
    link, kept = pair.brought_to(LinkStatus.EXPLORING), factories.referral()
    sides = {"referral_id": kept.id, "household_id": pair.household.id}
    second = links.propose(pair.coordinator, **sides, reason=WHY)

    merge(pair, kept)

    assert (link.status, link.referral_id) == ("exploring", kept.id)
    assert (second.status, second.end_reason) == ("ended", "mistake")


def test_what_is_explored_ends_where_the_kept_referrals_child_lives_with_a_household(pair):
    link, kept = pair.brought_to(LinkStatus.EXPLORING), factories.referral()
    factories.purchase(referral_ref=kept.ref)

    merge(pair, kept)

    assert (link.status, link.end_reason) == ("ended", "another_match")
    assert (kept.status, pair.referral.status) == ("concluded", "withdrawn")
