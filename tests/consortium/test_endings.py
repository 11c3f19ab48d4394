"""Links end with what they stood on: the search, the household's time, the consortium; but not a lived-in match."""

from datetime import timedelta

import pytest
import time_machine

from consortium import carers, members, referrals
from consortium.access import OPERATOR, Role
from consortium.floor import clock
from consortium.floor.db import db
from consortium.floor.errors import NotFound, RuleBroken
from consortium.linking import links, matches
from consortium.linking.links import EndReason, LinkStatus
from consortium.referrals import ReferralStatus
from contracts import purchases
from tests import factories
from tests.consortium.test_links import WHY, Pair

ENDED = {"ended_on": clock.today(), "end_reason": "kinship"}


@pytest.fixture
def pair(begun) -> Pair:
    """Both sides of a pair that nobody has linked yet."""
    return begun(Pair)


def lose(viewer, pair):
    version = pair.referral.version
    referrals.record_loss(viewer, child_id=pair.child.id, version=version)


def of_referral(verb):
    return lambda viewer, pair: verb(viewer, referral_id=pair.referral.id, version=pair.referral.version)


def withdraw_household(viewer, pair):
    carers.withdraw(viewer, household_id=pair.household.id, version=pair.household.version)


def leave(viewer, *, on, code="ROWAN"):
    (stay,) = members.by_code(OPERATOR, code=code).memberships
    members.change_membership(viewer, membership_id=stay.id, version=stay.version, left_on=on)


def place_elsewhere(viewer, pair):
    factories.household(household_ref="H-ELSEWHERE")
    factories.purchase(OPERATOR, referral_ref=pair.referral.ref, household_ref="H-ELSEWHERE")


CLOSINGS = {
    "withdrawn referral": ("authority", of_referral(referrals.withdraw), EndReason.PLAN_CHANGED),
    "concluded referral": ("authority", of_referral(referrals.conclude), EndReason.PLAN_CHANGED),
    "lost child": ("authority", lose, EndReason.PLAN_CHANGED),
    "withdrawn household": ("agency", withdraw_household, EndReason.CARERS_WITHDREW),
    "agency that left": ("coordinator", lambda who, _: leave(who, on=clock.today()), EndReason.PLAN_CHANGED),
    "placed elsewhere": ("coordinator", place_elsewhere, EndReason.ANOTHER_MATCH),
}


def is_closed(pair) -> bool:
    """Whether neither side reads anything of the other."""
    for look in (lambda: pair.household_for(pair.authority), lambda: pair.child_for(pair.agency)):
        with pytest.raises(NotFound):
            look()
    return True


@pytest.mark.parametrize("status", [LinkStatus.PROPOSED, LinkStatus.EXPLORING, LinkStatus.APPROVED])
@pytest.mark.parametrize("closing", CLOSINGS)
def test_a_link_ends_with_what_it_stood_on_by_whoever_ended_that(pair, status, closing):
    who, close, reason = CLOSINGS[closing]
    link, actor = pair.brought_to(status), getattr(pair, who)

    close(actor, pair)

    assert (link.status, link.end_reason) == (LinkStatus.ENDED, reason)
    assert link.ended_by == (None if closing == "placed elsewhere" else actor.user_id)
    assert is_closed(pair)
    with pytest.raises(RuleBroken):
        matches.hold_meeting(OPERATOR, link_id=link.id, version=link.version, on=clock.today())


def test_the_end_of_one_search_leaves_the_links_of_others(pair):
    factories.open_caps()
    other = factories.referral()
    link = links.propose(OPERATOR, referral_id=other.id, household_id=pair.household.id, reason=WHY)
    pair.propose()

    referrals.withdraw(pair.authority, referral_id=pair.referral.id, version=pair.referral.version)

    assert link.status is LinkStatus.PROPOSED
    assert db.session.scalars(links.visible(OPERATOR, live=True)).all() == [link]


@pytest.fixture
def moved_in(pair):
    """The link by which a child found the household where it lives now, another that was explored, the purchase."""
    factories.open_caps()
    match, other = pair.brought_to(LinkStatus.APPROVED), factories.household()
    second = links.propose(OPERATOR, referral_id=pair.referral.id, household_id=other.id, reason=WHY)
    sides = {"referral_ref": pair.referral.ref, "household_ref": pair.household.ref, "moved_in_on": clock.today()}
    return match, second, factories.purchase(pair.authority, history=False, **sides)


def test_a_child_who_moves_in_ends_the_other_links_and_both_sides_go_on_reading(pair, moved_in):
    match, other, _ = moved_in

    assert pair.referral.status is ReferralStatus.CONCLUDED
    assert (match.status, other.status, other.end_reason) == (
        LinkStatus.MOVED_IN, LinkStatus.ENDED, EndReason.ANOTHER_MATCH,
    )  # fmt: skip
    assert other.ended_by == pair.authority.user_id
    assert "family_name" in pair.child_for(pair.agency)
    assert "address" in pair.household_for(pair.authority)


def test_a_household_that_takes_nobody_more_reads_on_of_the_child_who_lives_there(pair, moved_in):
    withdraw_household(pair.agency, pair)

    assert moved_in[0].status is LinkStatus.MOVED_IN
    assert "family_name" in pair.child_for(pair.agency)


def test_the_match_ends_with_the_placement(pair, moved_in):
    match, _, bought = moved_in

    purchases.change(pair.authority, purchase_id=bought.id, version=bought.version, values=ENDED)

    assert (match.status, match.end_reason) == (LinkStatus.ENDED, EndReason.PLACEMENT_ENDED)
    assert is_closed(pair)


def test_a_child_who_dies_where_it_lives_closes_the_link_too(pair, moved_in):
    lose(pair.authority, pair)

    assert moved_in[0].status is LinkStatus.ENDED
    assert is_closed(pair)


def test_who_leaves_later_reads_and_agrees_until_that_day_and_not_from_then_on(pair):
    link, day = pair.propose(), clock.today() + timedelta(days=1)
    leave(pair.coordinator, on=day)
    links.agree(pair.authority, link_id=link.id, version=link.version)

    assert "needs" in pair.child_for(pair.agency)
    with time_machine.travel(day):
        assert is_closed(pair)
        with pytest.raises(RuleBroken, match="no consortium together today"):
            links.agree(pair.agency, link_id=link.id, version=link.version)


def test_two_who_share_another_consortium_stay_linked_when_one_is_left(pair):
    link = pair.propose()
    for code in (factories.EDINBURGH, "ROWAN"):
        factories.member(code, of="WEST")
    stays = members.by_code(OPERATOR, code="ROWAN").memberships
    (east,) = [one for one in stays if one.consortium.code == "EAST"]

    members.change_membership(OPERATOR, membership_id=east.id, version=east.version, left_on=clock.today())

    assert link.status is LinkStatus.PROPOSED


def test_a_link_joins_members_of_one_consortium_alone_even_where_one_person_coordinates_two(pair):
    factories.member("ALDER", of="WEST")
    far = factories.household(agency="ALDER")

    with pytest.raises(RuleBroken, match="no consortium together"):
        links.propose(OPERATOR, referral_id=pair.referral.id, household_id=far.id, reason=WHY)
    with pytest.raises(NotFound):
        links.propose(factories.viewer(Role.COORDINATOR), referral_id=pair.referral.id, household_id=far.id, reason=WHY)
