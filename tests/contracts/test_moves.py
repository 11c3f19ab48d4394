"""Moves: one act places a child; both sides say the day; what was reported by mistake is reversed with all of it."""

from datetime import date, timedelta

import pytest
import time_machine

from consortium import members, placements
from consortium.access import OPERATOR
from consortium.floor import clock
from consortium.floor.db import db
from consortium.floor.errors import Invalid, NotAllowed, NotFound, RuleBroken
from consortium.linking import links, matches
from consortium.linking.links import EndReason, LinkStatus
from consortium.linking.move_ins import Agreed, Side, state
from consortium.referrals import ReferralStatus
from consortium.schedule import lapses, ledger
from contracts import moves, placement_agreements, positions, purchases
from tests import factories
from tests.consortium.test_links import WHY, Pair

FIRST, SECOND = date(2026, 11, 2), date(2026, 11, 3)


@pytest.fixture
def pair(begun):
    """Both sides of a match that was approved two weeks ago, and whose child is about to move in."""
    made = begun(_introduced)
    with time_machine.travel(SECOND + timedelta(days=2)):
        yield made


def _introduced() -> Pair:
    with time_machine.travel(FIRST - timedelta(days=14)):
        made = Pair()
        made.link = made.brought_to(LinkStatus.INTRODUCTIONS)
    return made


def report(pair, who, day=FIRST):
    return moves.report(getattr(pair, who), link_id=pair.link.id, version=pair.link.version, moved_in_on=day)


def asked(viewer):
    return db.session.scalars(moves.to_report(viewer)).unique().all()


@pytest.mark.parametrize(
    ("said", "agreed"),
    [
        ({}, Agreed.PROVISIONAL),
        ({Side.AGENCY: FIRST}, Agreed.PROVISIONAL),
        ({Side.AGENCY: FIRST, Side.AUTHORITY: FIRST}, Agreed.CONFIRMED),
        ({Side.AGENCY: FIRST, Side.AUTHORITY: SECOND}, Agreed.DISPUTED),
    ],
)
def test_two_words_agree_differ_or_are_not_both_said(said, agreed):
    assert state(said) is agreed


@pytest.mark.parametrize("first", ["authority", "agency"])
def test_the_first_report_opens_the_placement_its_order_and_its_purchase(pair, first):
    bought = report(pair, first)

    stay = bought.placement
    assert (stay.moved_in_on, stay.household_id, stay.referral_id) == (FIRST, pair.household.id, pair.referral.id)
    assert stay.match_approved_on == FIRST - timedelta(days=14)
    assert (pair.link.status, bought.confirmed_on) == (LinkStatus.MOVED_IN, None)
    assert placement_agreements.of(stay.id).ref.startswith("O-")
    assert placements.children_on(FIRST, household_ids=[pair.household.id]) == {pair.household.id: 1}
    assert pair.referral.status is ReferralStatus.CONCLUDED


def test_the_second_report_of_the_same_day_confirms(pair):
    report(pair, "agency")

    bought = report(pair, "authority")

    assert bought.confirmed_on == clock.today()
    assert moves.told(pair.agency, link=pair.link)["agreed"] == "confirmed"
    assert db.session.query(purchases.Purchase).count() == 1
    with pytest.raises(RuleBroken, match="already"):
        report(pair, "authority")


def test_different_days_are_a_dispute_until_one_side_corrects_itself(pair):
    report(pair, "agency")
    disputed = report(pair, "authority", SECOND)
    assert (disputed.confirmed_on, disputed.placement.moved_in_on) == (None, FIRST)
    assert asked(pair.authority) == asked(pair.agency) == [pair.link]

    settled = report(pair, "agency", SECOND)

    assert (settled.confirmed_on, settled.placement.moved_in_on) == (clock.today(), SECOND)
    assert settled.placement.phases[0].from_on == SECOND
    assert asked(pair.agency) == []


def test_the_side_that_has_not_reported_is_asked_to(pair):
    report(pair, "agency")

    assert (asked(pair.authority), asked(pair.agency)) == ([pair.link], [])


@pytest.mark.parametrize("day", [FIRST - timedelta(days=15), SECOND + timedelta(days=3)])
def test_a_move_in_is_not_before_the_decision_nor_to_come(pair, day):
    with pytest.raises(Invalid, match="before the decision|before both sides|once it has happened"):
        report(pair, "agency", day)

    assert pair.link.status is LinkStatus.INTRODUCTIONS


def test_nobody_moves_in_before_the_match_is_approved(pair):
    pair.referral, pair.household = factories.referral(), factories.household()
    pair.link = pair.brought_to(LinkStatus.RECOMMENDED)

    with pytest.raises(RuleBroken, match="what may follow: decision"):
        report(pair, "agency", clock.today())


def test_a_coordinator_reports_for_neither_side(pair):
    with pytest.raises(NotAllowed):
        report(pair, "coordinator")


def test_a_child_who_never_moved_in_is_reversed_with_unit_clock_and_order(pair):
    factories.agreement(), factories.commitment()
    bought = report(pair, "agency")
    (before,) = positions.of(OPERATOR, as_of=clock.today())

    moves.take_back(pair.authority, link_id=pair.link.id, version=pair.link.version, reason=WHY)

    (after,) = positions.of(OPERATOR, as_of=clock.today())
    assert (before.taken_units, after.taken_units) == (1, 0)
    assert (pair.link.status, pair.referral.status) == (LinkStatus.INTRODUCTIONS, ReferralStatus.SEARCHING)
    assert placement_agreements.of(bought.placement_id).cancelled_on == clock.today()
    assert placements.children_on(FIRST, household_ids=[pair.household.id]) == {}
    assert report(pair, "authority", SECOND).placement_id != bought.placement_id


def test_the_agency_takes_no_purchase_back(pair):
    report(pair, "agency")
    known = {"link_id": pair.link.id, "version": pair.link.version, "reason": WHY}

    with pytest.raises(NotAllowed):
        moves.take_back(pair.agency, **known)
    with pytest.raises(RuleBroken, match="where it was reported"):
        matches.take_back(pair.authority, **known)


def test_edge_case_2_a_move_in_of_31_march_that_is_confirmed_in_april_counts_in_march(records):
    with time_machine.travel(date(2027, 3, 20)):
        pair = Pair()
        factories.agreement(), factories.commitment()
        pair.link = pair.brought_to(LinkStatus.APPROVED)
    with time_machine.travel(date(2027, 4, 3)):
        report(pair, "agency", date(2027, 3, 31))
        assert report(pair, "authority", date(2027, 3, 31)).confirmed_on == date(2027, 4, 3)

        (position,) = positions.of(OPERATOR, as_of=date(2027, 3, 31))
    assert position.taken_units == 1


def test_a_purchase_recorded_by_hand_moves_the_approved_match_on(pair):
    sides = {"referral_ref": pair.referral.ref, "household_ref": pair.household.ref}

    factories.purchase(pair.authority, history=False, **sides, moved_in_on=FIRST)

    assert pair.link.status is LinkStatus.MOVED_IN


def test_the_link_ends_with_its_placement_on_the_day_that_was_told_beforehand(pair):
    bought, last = report(pair, "agency"), clock.today() + timedelta(days=5)
    ended = {"ended_on": last, "end_reason": "reunified_parent"}
    purchases.change(pair.authority, purchase_id=bought.id, version=bought.version, values=ended)

    db.session.commit()

    ledger.once(lapses.OVER, period=clock.today())
    assert pair.link.status is LinkStatus.MOVED_IN
    with time_machine.travel(last):
        assert [ledger.once(lapses.OVER, period=last) for _ in range(2)] == [True, False]

    assert (pair.link.status, pair.link.end_reason) == (LinkStatus.ENDED, EndReason.PLACEMENT_ENDED)


def test_who_left_the_consortium_reports_nothing_more(pair):
    (stay,) = members.by_code(OPERATOR, code="ROWAN").memberships
    members.change_membership(OPERATOR, membership_id=stay.id, version=stay.version, left_on=clock.today())

    with pytest.raises((NotAllowed, NotFound, RuleBroken)):
        report(pair, "agency")


def test_the_household_is_matched_again_once_its_place_is_free(pair):
    bought = report(pair, "agency")
    over = {"ended_on": clock.today(), "end_reason": "kinship"}
    purchases.change(pair.authority, purchase_id=bought.id, version=bought.version, values=over)
    pair.referral = factories.referral()

    again = pair.brought_to(LinkStatus.APPROVED)

    assert (pair.link.status, again.status) == (LinkStatus.ENDED, LinkStatus.APPROVED)
    assert links.open_counts(household_ids=[pair.household.id]) == {pair.household.id: 1}
