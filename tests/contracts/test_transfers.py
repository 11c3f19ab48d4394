"""Transfers: an agency gives up; the placement goes on with another, and nothing is bought, begun or read twice."""

from datetime import timedelta

import pytest
import time_machine

from consortium import members, placements, transfers
from consortium.access import OPERATOR, Role
from consortium.course import steps
from consortium.floor.db import db
from consortium.floor.errors import Invalid, NotAllowed, NotFound, RuleBroken
from consortium.linking import held_places, links, next_steps, transferring
from consortium.linking.links import EndReason, LinkStatus
from consortium.notices.telling import Notice
from consortium.placements import Placement
from consortium.rights import files
from contracts import moves, positions, purchases, stays, viewing
from contracts.purchases import Purchase
from tests import factories
from tests.consortium.test_links import WHY
from tests.contracts.given_up import TODAY
from tests.contracts.stayed import MOVED_IN


def test_edge_case_9_an_agency_closes_and_the_placement_goes_on_as_one_unit_bought_of_it(moved):
    assert db.session.query(Placement).count() == db.session.query(Purchase).count() == 1
    assert (moved.stay.agency.code, moved.stay.household_id, moved.stay.ended_on) == ("LARCH", moved.new.id, None)
    row = purchases.as_row(moved.bought)
    assert (row["agency"], row["household_ref"], row["moved_in_on"]) == ("ROWAN", moved.household.ref, MOVED_IN)
    (position,) = positions.of(OPERATOR, as_of=TODAY)
    assert position.taken_units == 1


def test_one_link_ends_as_the_other_becomes_the_childs_with_its_place(moved):
    assert (moved.link.status, moved.link.end_reason) == (LinkStatus.ENDED, EndReason.TRANSFERRED)
    assert (moved.to.status, moved.to.approved_by) == (LinkStatus.MOVED_IN, moved.manager.user_id)
    assert held_places.held(moved.household.id) == {}
    assert list(held_places.held(moved.new.id).values()) == [moved.to.id]


def test_the_former_agency_reads_nothing_of_the_child_any_more_and_the_next_reads_names(moved):
    with pytest.raises(NotFound):
        moved.child_for(moved.agency)
    with pytest.raises(NotFound):
        placements.get(moved.agency, placement_id=moved.stay.id)
    assert "given_names" in moved.child_for(moved.receiver)
    assert placements.get(moved.receiver, placement_id=moved.stay.id) is moved.stay


def test_the_clock_goes_on_from_the_move_in_with_the_next_agencys_carers(given_up):
    known = {"referral_id": given_up.referral.id}
    before = {(one.step.step, one.step.due_on) for one in steps.steps_of(given_up.authority, **known).steps}
    given_up.transferred()
    after = {(one.step.step, one.step.due_on) for one in steps.steps_of(given_up.authority, **known).steps}

    assert ("authority_officer_visit", MOVED_IN + timedelta(days=28)) in before
    assert before == after


def test_what_was_bought_is_read_by_its_seller_without_what_came_after_and_not_by_the_next_agency(moved):
    finance = factories.viewer(Role.AGENCY_WORKER, at="ROWAN")
    shown = viewing.row(finance, purchase=purchases.get(finance, purchase_id=moved.bought.id))

    assert {"moved_in_on", "household_ref"} <= shown.keys()
    assert not {"ended_on", "end_reason", "adoption_order_on"} & shown.keys()
    with pytest.raises(NotFound):
        purchases.get(moved.receiver, purchase_id=moved.bought.id)


def test_everybody_concerned_is_told_of_the_proposal_and_of_the_transfer(moved):
    codes = [(row.code, row.user_id) for row in db.session.query(Notice)]

    assert ("placement.transferred", moved.coordinator.user_id) in codes
    assert {("transfer.proposed", one.user_id) for one in (moved.authority, moved.receiver)} <= set(codes)
    assert ("link.ended", moved.agency.user_id) in codes


def test_taken_back_the_child_is_with_the_former_agency_by_the_former_link(moved):
    moved.take_transfer_back()

    assert (moved.stay.agency.code, moved.stay.household_id) == ("ROWAN", moved.household.id)
    assert (moved.link.status, moved.link.end_reason) == (LinkStatus.MOVED_IN, None)
    assert (moved.to.status, moved.to.end_reason) == (LinkStatus.ENDED, EndReason.MISTAKE)
    assert list(held_places.held(moved.household.id).values()) == [moved.link.id]
    assert transfers.of(moved.stay.id) == []
    with pytest.raises(NotFound):
        moved.child_for(moved.receiver)


def test_what_is_taken_back_may_be_transferred_anew(moved):
    moved.take_transfer_back()
    moved.transferred()

    assert moved.stay.agency.code == "LARCH"
    with pytest.raises(RuleBroken):
        transferring.take_back(moved.manager, link_id=moved.link.id, version=moved.link.version, reason=WHY)


def test_a_transferred_placement_breaks_down_and_is_continued_on_its_new_link(moved):
    named = {"link_id": moved.to.id, "version": moved.to.version}
    with time_machine.travel(TODAY + timedelta(days=2)):
        ended = {"ended_on": TODAY + timedelta(days=1), "end_reason": "reunified_parent"}
        known = {"purchase_id": moved.bought.id, "version": moved.bought.version}
        purchases.change(moved.authority, **known, values=ended)
        assert moved.to.status is LinkStatus.ENDED
        named = {"link_id": moved.to.id, "version": moved.to.version}
        stays.come_back(moved.authority, **named, came_back_on=TODAY + timedelta(days=2))

    assert (moved.to.status, moved.stay.ended_on) == (LinkStatus.MOVED_IN, None)
    assert list(held_places.held(moved.new.id).values()) == [moved.to.id]


REFUSED = {
    "to a household of the same agency": ("same_agency", lambda one: one.proposed(factories.household().ref)),
    "to one that is not approved": (
        "unapproved",
        lambda one: one.proposed(factories.household(agency="LARCH", approved_adoption_on=None).ref),
    ),
    "before both sides agree": ("status", lambda one: (one.proposed(), one.carry_out())),
    "twice": ("status", lambda one: (one.transferred(), one.carry_out())),
    "after the end": ("status", lambda one: (one.agreed(), one.goes_home(TODAY), one.carry_out())),
    "a decision on it": (
        "transfer",
        lambda one: (one.agreed(), factories.taken_to(one.to, LinkStatus.MEETING_HELD, by=one.manager)),
    ),
    "the move-in taken back under it": (
        "transferred",
        lambda one: (one.transferred(), moves.take_back(one.authority, **one.named, reason=WHY)),
    ),
    "another child written on its purchase": (
        "transferred",
        lambda one: (one.transferred(), one.bought_is(referral_ref=factories.referral().ref)),
    ),
    "a panel on it": (
        "transfer",
        lambda one: (
            one.agreed(),
            files.show_to_panel(one.coordinator, link_id=one.to.id, user_id=None, until=TODAY, reason=WHY),
        ),
    ),
    "of an adopted child": ("adopted", lambda one: (one.bought_is(adoption_order_on=TODAY), one.proposed())),
    "an earlier end": ("transfer_inside", lambda one: (one.transferred(), one.goes_home(TODAY - timedelta(days=9)))),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_transfer_out_of_order_is_refused_with_its_code(given_up, case):
    code, act = REFUSED[case]

    with pytest.raises(RuleBroken) as refused:
        act(given_up)

    assert refused.value.code == code


@pytest.mark.parametrize("day", [TODAY + timedelta(days=1), MOVED_IN - timedelta(days=1)])
def test_a_transfer_on_a_day_that_cannot_be_is_refused_and_changes_nothing(given_up, day):
    given_up.agreed()

    with pytest.raises(Invalid):
        given_up.carry_out(day)

    assert (given_up.link.status, given_up.stay.agency.code) == (LinkStatus.MOVED_IN, "ROWAN")


@pytest.mark.parametrize("who", ["authority", "agency", "receiver", "coordinator"])
def test_nobody_but_a_manager_of_the_authority_carries_it_out(given_up, who):
    given_up.agreed()

    with pytest.raises(NotAllowed):
        given_up.carry_out(by=getattr(given_up, who))


@pytest.mark.parametrize("who", ["authority", "manager", "agency", "receiver"])
def test_nobody_but_a_coordinator_proposes_it(given_up, who):
    known = {"placement_id": given_up.stay.id, "household_ref": "H-LARCH", "reason": WHY}

    with pytest.raises(NotAllowed):
        transferring.propose(getattr(given_up, who), **known)


def test_a_household_of_a_consortium_that_one_does_not_coordinate_is_not_known(given_up):
    factories.member("ELM", of="WEST")
    elsewhere = factories.household(agency="ELM")

    with pytest.raises(Invalid):
        given_up.proposed(elsewhere.ref)


def left(given_up):
    agency = members.by_code(OPERATOR, code="ROWAN")
    (membership,) = agency.memberships
    known = {"membership_id": membership.id, "version": membership.version}
    members.change_membership(OPERATOR, **known, left_on=TODAY)


def test_an_agency_that_leaves_keeps_the_link_of_the_child_until_it_is_transferred(given_up):
    left(given_up)

    assert given_up.link.status is LinkStatus.MOVED_IN
    assert stays.told(given_up.authority, link=given_up.link)["provider_left"] is True
    told = {row.user_id for row in db.session.query(Notice).filter_by(code="provider.left")}
    assert {given_up.authority.user_id, given_up.agency.user_id} & told
    given_up.transferred()
    assert given_up.stay.agency.code == "LARCH"


def test_history_without_a_link_is_transferred_too(records):
    with time_machine.travel(TODAY):
        factories.pool()
        factories.member("LARCH")
        referral, _ = factories.referral(), factories.household(agency="LARCH", household_ref="H-9")
        bought = factories.purchase(referral_ref=referral.ref, household_ref="H-OLD", moved_in_on=MOVED_IN)
        link = transferring.propose(
            factories.viewer(Role.COORDINATOR), placement_id=bought.placement_id, household_ref="H-9", reason=WHY
        )
        for role, at in ((Role.AUTHORITY_WORKER, factories.EDINBURGH), (Role.AGENCY_WORKER, "LARCH")):
            links.agree(factories.viewer(role, at=at), link_id=link.id, version=link.version)
        manager = factories.viewer(Role.AUTHORITY_MANAGER, at=factories.EDINBURGH)
        transferring.carry_out(manager, link_id=link.id, version=link.version, transferred_on=TODAY)

        assert (bought.placement.agency.code, purchases.as_row(bought)["household_ref"]) == ("LARCH", "H-OLD")


def test_who_carries_it_out_has_it_on_their_list_and_nobody_else_is_sent_to_a_meeting(given_up):
    given_up.agreed()

    assert transferring.to_carry(given_up.manager) == [given_up.to]
    assert next_steps.to_take(given_up.authority) == []
    given_up.carry_out()
    assert transferring.to_carry(given_up.manager) == []
