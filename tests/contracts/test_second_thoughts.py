"""Second thoughts: what is taken back, ended or decided by whom, once more than one thing has been recorded."""

from datetime import date, timedelta

import pytest
import time_machine

from consortium.access import OPERATOR, Role
from consortium.accounts import people
from consortium.floor import clock
from consortium.floor.db import db
from consortium.floor.errors import Invalid, NotAllowed, RuleBroken
from consortium.linking import link_steps, links, matches
from consortium.linking.link_steps import Outcome, Step
from consortium.linking.links import EndReason, LinkStatus
from consortium.notices import inbox
from contracts import moves
from tests import factories
from tests.consortium.test_links import WHY, Pair

MOVED_IN = date(2026, 11, 2)


@pytest.fixture
def pair(records):
    """Both sides of a match that was approved two weeks before its child moves in."""
    with time_machine.travel(MOVED_IN - timedelta(days=14)):
        made = Pair()
        made.link = made.brought_to(LinkStatus.APPROVED)
    with time_machine.travel(MOVED_IN + timedelta(days=3)):
        yield made


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
