"""Second thoughts: what is taken back, ended or decided by whom, once more than one thing has been recorded."""

from datetime import date, timedelta

import pytest
import time_machine

from consortium import placements
from consortium.access import OPERATOR, Role
from consortium.accounts import people
from consortium.floor import clock
from consortium.floor.db import db, flush
from consortium.floor.errors import Invalid, NotAllowed, RuleBroken
from consortium.linking import link_steps, links, matches
from consortium.linking.link_steps import Outcome, Step
from consortium.linking.links import EndReason, LinkStatus
from consortium.notices import inbox
from contracts import moves, placement_agreements, purchases
from tests import factories
from tests.consortium.test_links import WHY, Pair

MOVED_IN = date(2026, 11, 2)


@pytest.fixture
def pair(begun):
    """Both sides of a match that was approved two weeks before its child moves in."""
    made = begun(_approved)
    with time_machine.travel(MOVED_IN + timedelta(days=3)):
        yield made


def _approved() -> Pair:
    with time_machine.travel(MOVED_IN - timedelta(days=14)):
        made = Pair()
        made.link = made.brought_to(LinkStatus.APPROVED)
    return made


def known(pair) -> dict:
    return {"link_id": pair.link.id, "version": pair.link.version}


def report(pair, who, day=MOVED_IN):
    return moves.report(getattr(pair, who), **known(pair), moved_in_on=day)


def test_a_notice_that_is_taken_back_after_the_move_in_moves_nobody(pair):
    report(pair, "agency")
    matches.give_notice(pair.authority, **known(pair), on=clock.today())
    moves.take_back(pair.authority, **known(pair), reason=WHY)

    matches.take_back(pair.authority, **known(pair), reason=WHY)

    assert pair.link.status is LinkStatus.APPROVED
    assert report(pair, "agency").placement.moved_in_on == MOVED_IN


def test_a_notice_that_is_taken_back_tells_nobody_of_an_approval_again(pair):
    matches.give_notice(pair.authority, **known(pair), on=clock.today())

    matches.take_back(pair.authority, **known(pair), reason=WHY)

    told = [one.code for one in db.session.scalars(inbox.visible(pair.agency))]
    assert (pair.link.status, told.count("link.approved")) == (LinkStatus.APPROVED, 1)


@pytest.mark.parametrize("who", ["authority", "agency", "coordinator"])
def test_a_link_by_which_a_child_lives_with_the_household_is_not_ended_by_hand(pair, who):
    report(pair, "agency")

    with pytest.raises(RuleBroken, match="end the placement, or take the move-in back"):
        links.end(getattr(pair, who), **known(pair), reason=EndReason.MISTAKE)

    assert pair.link.status is LinkStatus.MOVED_IN


@pytest.mark.parametrize(
    ("who", "forged"),
    [
        ("agency", EndReason.DECLINED_BY_AUTHORITY),
        ("authority", EndReason.CARERS_WITHDREW),
        ("agency", EndReason.PLAN_CHANGED),
        ("coordinator", EndReason.NOT_APPROVED),
        ("authority", EndReason.PLACEMENT_ENDED),
    ],
)
def test_nobody_ends_a_link_for_a_reason_that_is_anothers_to_give(pair, who, forged):
    with pytest.raises(Invalid, match="Say one of"):
        links.end(getattr(pair, who), **known(pair), reason=forged)

    assert pair.link.status is LinkStatus.APPROVED


def both(pair):
    """Somebody who coordinates the consortium and decides for the authority."""
    user = people.get(OPERATOR, user_id=pair.manager.user_id)
    people.grant(OPERATOR, user_id=user.id, version=user.version, consortium_code="EAST", role=Role.COORDINATOR)
    return people.viewer_of(user)


def test_nobody_records_the_panels_advice_on_a_decision_of_their_own(pair):
    born = clock.today() - timedelta(days=10)
    pair.referral = factories.referral(OPERATOR, factories.child(date_of_birth=born))
    pair.household, pair.manager = factories.household(), both(pair)
    pair.link = pair.brought_to(LinkStatus.EXPLORING)
    early = {"outcome": Outcome.APPROVED_BEFORE_PANEL, "reason": WHY}
    matches.decide(pair.manager, **known(pair), on=clock.today(), **early)

    with pytest.raises(NotAllowed, match="somebody else does"):
        matches.recommend(pair.manager, **known(pair), on=clock.today(), outcome=Outcome.RECOMMENDED)


def test_whoever_recommended_once_does_not_decide_though_it_was_taken_back(pair):
    pair.referral, pair.household, pair.manager = factories.referral(), factories.household(), both(pair)
    pair.link = pair.brought_to(LinkStatus.MEETING_HELD)
    for who in (pair.manager, pair.coordinator):
        matches.recommend(who, **known(pair), on=clock.today(), outcome=Outcome.RECOMMENDED)
        if who is pair.manager:
            matches.take_back(pair.coordinator, **known(pair), reason=WHY)

    with pytest.raises(NotAllowed, match="another manager does"):
        matches.decide(pair.manager, **known(pair), on=clock.today(), outcome=Outcome.APPROVED)
    assert link_steps.latest(link_steps.standing(pair.link), step=Step.DECISION) is None


def test_a_newborn_is_a_newborn_on_the_day_of_the_decision(pair):
    born = clock.today() - timedelta(days=43)
    with time_machine.travel(clock.today() - timedelta(days=3)):
        pair.referral = factories.referral(OPERATOR, factories.child(date_of_birth=born))
        pair.household = factories.household()
        pair.link = pair.brought_to(LinkStatus.EXPLORING)
    early = {"outcome": Outcome.APPROVED_BEFORE_PANEL, "reason": WHY}

    with pytest.raises(RuleBroken, match="what may follow"):
        matches.decide(pair.manager, **known(pair), on=clock.today(), **early)
    matches.decide(pair.manager, **known(pair), on=clock.today() - timedelta(days=1), **early)

    assert pair.link.status is LinkStatus.APPROVED


def bought(pair, *who) -> purchases.Purchase:
    """The purchase, once these have reported the move-in."""
    return [report(pair, one) for one in who or ("authority", "agency")][-1]


def change(pair, purchase, **values):
    return purchases.change(pair.authority, purchase_id=purchase.id, version=purchase.version, values=values)


@pytest.mark.parametrize("values", [{"ended_on": None, "end_reason": None}, {"confirmed_on": MOVED_IN}])
def test_what_was_taken_back_does_not_come_to_life_again(pair, values):
    purchase = bought(pair)
    moves.take_back(pair.authority, **known(pair), reason=WHY)

    with pytest.raises(RuleBroken, match="taken back, and stays so"):
        change(pair, purchase, **values)

    assert placements.children_on(MOVED_IN, household_ids=[pair.household.id]) == {}


def test_the_database_keeps_what_was_taken_back_ended(pair):
    purchase = bought(pair)
    moves.take_back(pair.authority, **known(pair), reason=WHY)

    purchase.placement.ended_on = None
    with pytest.raises(RuleBroken, match="forbids"):
        flush()
    db.session.rollback()


@pytest.mark.parametrize("values", [{"confirmed_on": MOVED_IN}, {"moved_in_on": MOVED_IN - timedelta(days=1)}])
def test_one_side_does_not_say_by_hand_what_both_say_on_the_link(pair, values):
    purchase = bought(pair, "agency")

    with pytest.raises(RuleBroken, match="report the day there"):
        change(pair, purchase, **values)

    assert (purchase.confirmed_on, purchase.placement.moved_in_on) == (None, MOVED_IN)


@pytest.mark.parametrize("days", [15, 400])
def test_no_later_word_puts_the_move_in_before_the_decision_or_the_birth(pair, days):
    purchase = bought(pair, "agency")

    with pytest.raises(Invalid, match="cannot have been before"):
        report(pair, "authority", MOVED_IN - timedelta(days=days))

    assert purchase.placement.moved_in_on == MOVED_IN


def test_an_earlier_day_asks_for_a_place_on_it(pair):
    pair.household.approved_children = 1
    earlier = {"household_ref": pair.household.ref, "moved_in_on": MOVED_IN - timedelta(days=90)}
    factories.purchase(**earlier, ended_on=MOVED_IN - timedelta(days=1), end_reason="kinship", history=True)
    bought(pair, "agency")

    with pytest.raises(RuleBroken, match="no places free"):
        report(pair, "agency", MOVED_IN - timedelta(days=3))


def test_a_longer_stay_asks_for_a_place_on_its_days(pair):
    pair.household.approved_children = 1
    earlier = {"household_ref": pair.household.ref, "moved_in_on": MOVED_IN - timedelta(days=90)}
    ended = factories.purchase(**earlier, ended_on=MOVED_IN - timedelta(days=1), end_reason="kinship", history=True)
    bought(pair, "agency")

    with pytest.raises(RuleBroken, match="no places free"):
        change(pair, ended, ended_on=None, end_reason=None)


def test_no_purchase_places_a_child_who_is_placed(pair):
    bought(pair, "agency")
    other = factories.purchase(moved_in_on=MOVED_IN)

    with pytest.raises(RuleBroken, match="is placed already"):
        purchases.change(
            pair.authority, purchase_id=other.id, version=other.version, values={"referral_ref": pair.referral.ref}
        )


def test_a_move_in_that_never_was_is_taken_back_after_its_end(pair):
    purchase = bought(pair)
    change(pair, purchase, ended_on=clock.today(), end_reason="kinship")
    assert pair.link.end_reason is EndReason.PLACEMENT_ENDED

    moves.take_back(pair.authority, **known(pair), reason=WHY)

    assert (pair.link.status, purchase.placement.reversed_on) == (LinkStatus.ENDED, clock.today())
    assert placement_agreements.of(purchase.placement_id).cancelled_on == clock.today()


def test_an_end_that_was_a_mistake_is_corrected_with_its_match(pair):
    purchase = bought(pair)
    change(pair, purchase, ended_on=clock.today(), end_reason="kinship")

    change(pair, purchase, ended_on=None, end_reason=None)

    assert (pair.link.status, pair.link.end_reason) == (LinkStatus.MOVED_IN, None)
    assert pair.child_for(pair.agency)["given_names"] == "Niamh"


def test_a_move_in_that_was_recorded_by_hand_is_reported_and_taken_back_like_any_other(pair):
    refs = {"household_ref": pair.household.ref, "referral_ref": pair.referral.ref, "moved_in_on": MOVED_IN}
    purchase = factories.purchase(pair.authority, history=False, **refs)

    assert report(pair, "agency") is purchase
    moves.take_back(pair.authority, **known(pair), reason=WHY)

    assert (pair.link.status, purchase.placement.reversed_on) == (LinkStatus.APPROVED, clock.today())


def test_an_unborn_child_has_not_moved_in(pair):
    unborn = {"date_of_birth": None, "expected_date_of_delivery": clock.today() + timedelta(days=30)}
    with time_machine.travel(MOVED_IN - timedelta(days=14)):
        pair.referral = factories.referral(OPERATOR, factories.child(**unborn))
        pair.household = factories.household()
        pair.link = pair.brought_to(LinkStatus.APPROVED)

    with pytest.raises(RuleBroken, match="Record the birth first"):
        report(pair, "agency")
