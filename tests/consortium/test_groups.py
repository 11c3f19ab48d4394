"""Groups: who belongs to a referral stays what panel and match were about; its match holds a place for each child."""

from datetime import date, timedelta

import pytest

from consortium import referrals
from consortium.access import OPERATOR
from consortium.floor import clock
from consortium.floor.errors import Invalid, RuleBroken
from consortium.linking import held_places
from consortium.linking.links import LinkStatus
from consortium.referrals import apart
from tests import factories
from tests.consortium.test_links import Pair

APART = "They cannot live together: both were heard."
DUE = {"date_of_birth": None, "expected_date_of_delivery": clock.today() + timedelta(days=20)}


@pytest.fixture
def pair(begun) -> Pair:
    """A pair whose referral is of a child and of one who is expected."""
    made = begun(Pair)
    factories.open_caps()
    made.referral = factories.referral(OPERATOR, factories.child(child_ref="C-1"), factories.child(**DUE))
    return made


def add(pair, **told):
    known = {"referral_id": pair.referral.id, "version": pair.referral.version}
    return referrals.change(pair.authority, **known, values={"children": [factories.child(**told)]})


def split(pair):
    known = {"referral_id": pair.referral.id, "version": pair.referral.version}
    return apart.place_apart(pair.manager, **known, child_ids=[pair.referral.children[0].id], reason=APART)


def expected(pair) -> dict:
    (child,) = (one for one in pair.referral.current_children if one.date_of_birth is None)
    return {"child_id": child.id, "version": pair.referral.version}


def held(pair) -> list[int]:
    return sorted(held_places.held(pair.household.id))


@pytest.mark.parametrize("status", [LinkStatus.RECOMMENDED, LinkStatus.APPROVED, LinkStatus.INTRODUCTIONS])
def test_nobody_joins_a_referral_under_the_panel_or_the_match(pair, status):
    pair.brought_to(status)

    with pytest.raises(RuleBroken, match="or refer the child in a referral of their own"):
        add(pair)

    assert len(pair.referral.children) == 2


def test_before_the_panel_a_child_joins_and_after_it_the_known_ones_are_still_corrected(pair):
    link = pair.brought_to(LinkStatus.MEETING_HELD)
    add(pair, child_ref="C-3")
    factories.taken_to(link, LinkStatus.RECOMMENDED, by=pair.manager)

    add(pair, child_ref="C-1", date_of_birth=date(2026, 5, 3))

    assert [one.date_of_birth for one in pair.referral.children if one.ref == "C-1"] == [date(2026, 5, 3)]
    assert len(pair.referral.children) == 3


@pytest.mark.parametrize("status", [LinkStatus.RECOMMENDED, LinkStatus.APPROVED])
def test_nobody_is_placed_apart_under_the_panel_or_the_match(pair, status):
    pair.brought_to(status)

    with pytest.raises(RuleBroken, match="first, and part them then"):
        split(pair)

    assert len(pair.referral.current_children) == 2


def test_twins_found_after_the_match_take_a_further_place(pair):
    pair.household = factories.household(approved_children=3)
    pair.brought_to(LinkStatus.APPROVED)

    referrals.record_twins(pair.authority, **expected(pair), born_on=clock.today())

    assert held(pair) == [1, 2, 3]
    assert len(pair.referral.current_children) == 3


def test_twins_for_whom_the_match_has_no_place_are_recorded_once_it_has_ended(pair):
    link = pair.brought_to(LinkStatus.APPROVED)

    with pytest.raises(RuleBroken, match="end the match first"):
        referrals.record_twins(pair.authority, **expected(pair))
    pair.end(link)
    referrals.record_twins(pair.authority, **expected(pair))

    assert len(pair.referral.current_children) == 3


def test_a_loss_gives_the_place_back_that_the_match_held_for_the_child(pair):
    pair.brought_to(LinkStatus.APPROVED)

    referrals.record_loss(pair.authority, **expected(pair))

    assert held(pair) == [1]


def test_a_place_that_a_loss_left_free_is_given_to_another_child(pair):
    pair.brought_to(LinkStatus.APPROVED)
    referrals.record_loss(pair.authority, **expected(pair))
    pair.referral = factories.referral()

    link = pair.brought_to(LinkStatus.APPROVED)

    assert (link.status, held(pair)) == ("approved", [1, 2])


def test_a_loss_is_not_before_the_birth(pair):
    (child,) = (one for one in pair.referral.children if one.ref == "C-1")
    known = {"child_id": child.id, "version": pair.referral.version}

    with pytest.raises(Invalid, match="from the birth on"):
        referrals.record_loss(pair.authority, **known, on=child.date_of_birth - timedelta(days=1))
    assert child.lost_on is None

    referrals.record_loss(pair.authority, **known, on=child.date_of_birth)
    assert child.lost_on == child.date_of_birth
