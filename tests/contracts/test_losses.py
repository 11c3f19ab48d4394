"""A child who has died: the placement ends on that day, with its link, its place and its clock."""

from datetime import timedelta

import pytest
import time_machine

from consortium import referrals
from consortium.access import OPERATOR, Role
from consortium.floor import clock
from consortium.floor.db import db
from consortium.floor.errors import NotAllowed, RuleBroken
from consortium.linking import held_places, matches
from consortium.linking.link_steps import Outcome
from consortium.linking.links import EndReason, LinkStatus
from consortium.referrals import ReferralStatus
from tests import factories
from tests.consortium.test_links import WHY, Pair
from tests.contracts.stayed import MOVED_IN, Stayed

DAY = MOVED_IN + timedelta(days=30)


@pytest.fixture
def living(begun):
    """A child who moved in a while ago."""
    made = begun(Stayed)
    with time_machine.travel(DAY + timedelta(days=1)):
        yield made


def lose(one, on=DAY):
    referrals.record_loss(one.authority, child_id=one.child.id, version=one.referral.version, on=on)


def test_the_placement_of_a_child_who_has_died_ends_on_that_day_with_its_link_and_place(living):
    lose(living)

    assert (living.stay.ended_on, living.stay.end_reason) == (DAY, "child_died")
    assert (living.link.status, living.link.end_reason) == (LinkStatus.ENDED, EndReason.PLACEMENT_ENDED)
    assert held_places.held(living.household.id) == {}
    assert living.referral.status is ReferralStatus.CONCLUDED


def test_a_loss_before_the_move_in_is_refused_and_nothing_ends(living):
    with pytest.raises(RuleBroken) as refused:
        lose(living, on=MOVED_IN - timedelta(days=1))

    assert refused.value.code == "ends_after_moving_in"
    assert living.link.status is LinkStatus.MOVED_IN


def test_edge_case_1_of_twins_one_dies_and_what_was_bought_stays_bought(records):
    factories.pool()
    referral = factories.referral(OPERATOR, factories.child(), factories.child())
    bought = factories.purchase(referral_ref=referral.ref, children=2)

    referrals.record_loss(OPERATOR, child_id=referral.children[0].id, version=referral.version)

    assert (bought.placement.ended_on, bought.placement.children) == (None, 2)


def test_who_proposed_a_link_does_not_decide_on_it(records):
    pair = Pair()
    link = pair.brought_to(LinkStatus.RECOMMENDED)
    link.proposed_by = pair.manager.user_id
    db.session.flush()
    known = {"link_id": link.id, "version": link.version, "on": clock.today()}

    with pytest.raises(NotAllowed, match="Whoever proposed"):
        matches.decide(pair.manager, **known, outcome=Outcome.APPROVED, reason=WHY)


def test_no_more_children_are_bought_than_the_referral_has(records):
    factories.pool()
    referral = factories.referral()

    with pytest.raises(RuleBroken) as refused:
        factories.purchase(referral_ref=referral.ref, children=2)

    assert refused.value.code == "too_many_children"
    assert "of 1 child:" in refused.value.sentence


def test_who_moves_in_fewer_children_than_were_matched_gives_the_other_places_back(records):
    factories.pool()
    household = factories.household(approved_children=2)
    referral = factories.referral(OPERATOR, factories.child(), factories.child())
    manager = factories.viewer(Role.AUTHORITY_MANAGER, at=factories.EDINBURGH)
    link = factories.approved(factories.linked(referral, household), by=manager)
    assert len(held_places.held(household.id)) == 2

    sides = {"referral_ref": referral.ref, "household_ref": household.ref, "moved_in_on": clock.today()}
    factories.purchase(**sides, children=1, history=False)

    assert link.status is LinkStatus.MOVED_IN
    assert list(held_places.held(household.id).values()) == [link.id]
