"""Stays: a return within the window goes on, a disruption ends and tells, and both are taken back whole."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
import time_machine
from sqlalchemy.exc import DBAPIError

from consortium import carers, disruptions, placements, referrals, returns
from consortium.access import OPERATOR, Role
from consortium.course import steps, targets
from consortium.floor import clock
from consortium.floor.db import db
from consortium.floor.errors import Conflict, ConsortiumError, Invalid, NotAllowed, RuleBroken
from consortium.linking import held_places, links
from consortium.linking.links import EndReason, LinkStatus
from consortium.notices.telling import Notice
from consortium.placements import Placement
from consortium.referrals import ReferralStatus
from contracts import moves, positions, purchases, stays
from tests import factories
from tests.consortium.test_links import WHY
from tests.contracts.stayed import LEFT, MOVED_IN, WINDOW, Stayed

BACK = LEFT + timedelta(days=10)


@pytest.fixture
def stayed(begun):
    """A child who moved in fourteen weeks ago; today is some days after the return."""
    made = begun(Stayed)
    with time_machine.travel(BACK + timedelta(days=2)):
        yield made


@pytest.fixture
def back(stayed):
    """The same child, who went home and came back within the window."""
    stayed.goes_home()
    stayed.comes_back(BACK)
    return stayed


def living(stayed, day):
    return placements.children_on(day, household_ids=[stayed.household.id]).get(stayed.household.id, 0)


def taken(day):
    (position,) = positions.of(OPERATOR, as_of=day)
    return position.taken_units


def test_edge_case_14_home_at_week_15_of_16_and_back_to_the_same_carers_is_one_placement_and_one_unit(back):
    assert (MOVED_IN + timedelta(weeks=14)) == LEFT
    assert db.session.query(Placement).count() == db.session.query(purchases.Purchase).count() == 1
    assert (back.stay.moved_in_on, back.stay.ended_on, back.stay.end_reason) == (MOVED_IN, None, None)
    assert (back.link.status, taken(clock.today())) == (LinkStatus.MOVED_IN, 1)
    assert [(row.left_on, row.came_back_on) for row in returns.of(back.stay.id)] == [(LEFT, BACK)]


def test_the_place_is_free_while_the_child_is_at_home_and_taken_again_after(back):
    days = (LEFT - timedelta(days=1), LEFT, BACK - timedelta(days=1), BACK)

    assert [living(back, day) for day in days] == [1, 0, 0, 1]
    assert list(held_places.held(back.household.id).values()) == [back.link.id]


def test_both_sides_read_names_and_addresses_again_and_no_more_after_the_reversal(back):
    assert back.household_for(back.authority)["address"] == "4 Skerry Wynd"
    back.take_back()

    assert (back.stay.ended_on, back.stay.end_reason) == (LEFT, "reunified_parent")
    assert (back.link.status, back.link.end_reason) == (LinkStatus.ENDED, EndReason.PLACEMENT_ENDED)
    assert (returns.of(back.stay.id), held_places.held(back.household.id)) == ([], {})
    assert db.session.scalar(sa.select(returns.PlacementReturn.reversal_reason)) == WHY


def test_the_clock_of_the_placement_goes_on_from_the_first_day(back):
    (placed,) = [
        one for one in steps.steps_of(back.authority, referral_id=back.referral.id).happened if one.event == "placed"
    ]

    assert placed.on == MOVED_IN
    assert steps.steps_of(back.authority, referral_id=back.referral.id).ended_on is None


@pytest.mark.parametrize(("days", "goes_on"), [(0, True), (WINDOW, True), (WINDOW + 1, False)])
def test_the_last_day_of_the_window_is_within_it(stayed, days, goes_on):
    stayed.goes_home()
    with time_machine.travel(LEFT + timedelta(days=60)):
        if goes_on:
            stayed.comes_back(LEFT + timedelta(days=days))
        else:
            with pytest.raises(RuleBroken, match="for 28 days, until 2026-12-07: a later return is a new placement"):
                stayed.comes_back(LEFT + timedelta(days=days))

    assert (stayed.stay.ended_on is None) is goes_on


def test_without_an_agreement_a_return_is_a_new_placement(stayed):
    stayed.goes_home()
    db.session.execute(sa.text("UPDATE placement_agreements SET agreement_id = NULL"))
    db.session.expire_all()

    with pytest.raises(RuleBroken, match="No agreement has this placement go on"):
        stayed.comes_back(BACK)


REFUSED = {
    "before its cause": (LEFT - timedelta(days=1), Invalid, "before the child left, on 2026-11-09"),
    "to come": (BACK + timedelta(days=3), Invalid, "a day that has come"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_return_on_a_wrong_day_is_refused_and_changes_nothing(stayed, case):
    day, kind, said = REFUSED[case]
    stayed.goes_home()

    with pytest.raises(kind, match=said):
        stayed.comes_back(day)

    assert (stayed.stay.ended_on, stayed.link.status, returns.of(stayed.stay.id)) == (LEFT, LinkStatus.ENDED, [])


def test_nobody_comes_back_who_has_not_left_or_left_otherwise(stayed):
    with pytest.raises(RuleBroken, match="has not ended"):
        stayed.comes_back(BACK)
    stayed.goes_home(reason="kinship")

    with pytest.raises(RuleBroken, match="only after a return home"):
        stayed.comes_back(BACK)


def test_nobody_comes_back_where_the_place_was_taken_meanwhile(stayed):
    stayed.goes_home()
    other = {"household_ref": stayed.household.ref, "children": 2}
    factories.purchase(history=True, **other, moved_in_on=LEFT)

    with pytest.raises(RuleBroken, match="no place for this stay"):
        stayed.comes_back(BACK)

    assert stayed.link.status is LinkStatus.ENDED


def test_nobody_comes_back_who_is_matched_elsewhere_meanwhile(stayed):
    stayed.goes_home()
    referrals.resume(stayed.authority, referral_id=stayed.referral.id, version=stayed.referral.version, note=WHY)
    first, home = stayed.link, stayed.household
    stayed.household = factories.household()
    second = stayed.brought_to(LinkStatus.APPROVED)
    stayed.link, stayed.household = first, home

    with pytest.raises(Conflict, match="A match is approved for this child already"):
        stayed.comes_back(BACK)

    assert second.status is LinkStatus.APPROVED


def test_within_the_window_nobody_buys_the_same_placement_again(stayed):
    stayed.goes_home()
    referrals.resume(stayed.authority, referral_id=stayed.referral.id, version=stayed.referral.version, note=WHY)
    again = stayed.brought_to(LinkStatus.APPROVED)

    with pytest.raises(RuleBroken, match="record the return on the earlier one"):
        moves.report(stayed.agency, link_id=again.id, version=again.version, moved_in_on=clock.today())

    assert again.status is LinkStatus.APPROVED


def test_the_days_of_a_placement_keep_its_return_inside(back):
    for values in ({"ended_on": BACK - timedelta(days=1), "end_reason": "kinship"}, {"moved_in_on": BACK}):
        known = {"purchase_id": back.bought.id, "version": back.bought.version}
        with pytest.raises(RuleBroken, match=r"came back on 2026-11-19|report the day there"):
            purchases.change(back.authority, **known, values=values)
    with pytest.raises(RuleBroken, match="take the return back first"):
        moves.take_back(back.authority, **back.named, reason=WHY)


def test_the_agency_and_a_coordinator_record_neither_a_return_nor_a_disruption(stayed):
    for who in (stayed.agency, stayed.coordinator):
        with pytest.raises(NotAllowed):
            stays.come_back(who, **stayed.named, came_back_on=BACK)


def test_a_disruption_ends_the_placement_holds_the_household_and_tells_everybody(stayed):
    stayed.breaks_down()

    assert (stayed.stay.ended_on, stayed.stay.end_reason) == (clock.today(), "carer_request")
    assert (stayed.link.status, stayed.link.end_reason) == (LinkStatus.ENDED, EndReason.PLACEMENT_ENDED)
    assert stayed.household.hold_until == clock.today() + timedelta(days=28)
    told = db.session.scalars(sa.select(Notice.user_id).where(Notice.code == "placement.disrupted")).all()
    assert {stayed.agency.user_id, stayed.coordinator.user_id, stayed.manager.user_id} <= set(told)


def test_after_a_disruption_the_search_resumes_with_a_note_and_ends_in_another_match(stayed):
    stayed.breaks_down()
    with pytest.raises(Invalid, match="note"):
        referrals.resume(stayed.authority, referral_id=stayed.referral.id, version=stayed.referral.version, note="")

    referrals.resume(stayed.authority, referral_id=stayed.referral.id, version=stayed.referral.version, note=WHY)
    stayed.household = factories.household()

    assert stayed.brought_to(LinkStatus.APPROVED).status is LinkStatus.APPROVED


def test_a_disruption_taken_back_leaves_the_placement_as_it_was(stayed):
    stayed.breaks_down()
    referrals.resume(stayed.authority, referral_id=stayed.referral.id, version=stayed.referral.version, note=WHY)

    stayed.take_back()

    assert (stayed.stay.ended_on, stayed.link.status) == (None, LinkStatus.MOVED_IN)
    assert (stayed.household.hold_until, stayed.referral.status) == (None, ReferralStatus.CONCLUDED)
    assert (disruptions.of(stayed.stay.id), taken(clock.today())) == (None, 1)
    with pytest.raises(RuleBroken, match="Neither a disruption nor a return stands"):
        stayed.take_back()


WRONG = {
    "before the move-in": ({"happened_on": MOVED_IN - timedelta(days=1)}, "before the move-in"),
    "to come": ({"happened_on": BACK + timedelta(days=3)}, "a day that has come"),
    "hold that is over": ({"hold_until": BACK}, "a day after the disruption"),
    "hold for years": ({"hold_until": BACK + timedelta(days=900)}, "at most a year"),
    "without why": ({"note": "no"}, "Say why"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_disruption_that_cannot_have_been_is_refused_and_changes_nothing(stayed, case):
    changes, said = WRONG[case]
    changes = {"on": changes.get("happened_on"), **{k: v for k, v in changes.items() if k != "happened_on"}}

    with pytest.raises(Invalid, match=said):
        stayed.breaks_down(**changes)

    assert (stayed.stay.ended_on, stayed.household.hold_until) == (None, None)


def test_what_has_ended_does_not_break_down(stayed):
    stayed.goes_home()

    with pytest.raises(RuleBroken, match="The link is ended: what breaks down is a placement that has begun"):
        stayed.breaks_down()


def test_a_longer_hold_stays_and_another_end_is_not_written_over_a_disruption(stayed):
    longer = clock.today() + timedelta(days=90)
    carers.change(stayed.agency, household_id=stayed.household.id, version=2, values={"hold_until": longer})
    stayed.breaks_down()

    assert stayed.household.hold_until == longer
    with pytest.raises(RuleBroken, match="take the disruption back"):
        stayed.goes_home(reason="kinship")


def test_an_unplanned_end_is_recorded_as_the_disruption_that_it_is(stayed):
    with pytest.raises(RuleBroken, match="record it on its link, as a disruption"):
        stayed.goes_home(reason="allegation")


def test_who_reads_the_note_on_a_disruption(stayed):
    stayed.breaks_down()

    own, others = stays.told(stayed.authority, link=stayed.link), stays.told(stayed.agency, link=stayed.link)

    assert own["disrupted"]["note"] == WHY
    assert "note" not in others["disrupted"]
    assert others["disrupted"]["reason"] == "carer_request"


@pytest.mark.parametrize("table", ["placement_returns", "disruptions"])
def test_what_became_of_a_placement_is_never_rewritten(back, table):
    back.breaks_down(on=clock.today())
    column = "came_back_on" if table == "placement_returns" else "happened_on"

    for statement in (f"UPDATE {table} SET {column} = '2026-01-01'", f"DELETE FROM {table}"):
        with pytest.raises((RuleBroken, DBAPIError)), db.session.begin_nested():
            db.session.execute(sa.text(statement))


def test_an_aim_of_ones_own_makes_the_disruption_meeting_due(stayed):
    manager = factories.viewer(Role.AUTHORITY_MANAGER, at=factories.EDINBURGH)
    targets.set_(manager, code="disruption_meeting", weeks=4, effective_from=date(2026, 1, 1), source="The committee")
    stayed.breaks_down()

    due = [one.step for one in steps.undone(stayed.authority) if one.step.step == "disruption_meeting"]

    assert [(one.due_on, one.state) for one in due] == [(clock.today() + timedelta(weeks=4), "open")]


def test_nothing_is_half_done_where_a_rule_refuses(stayed):
    before = stayed.link.version
    for act in (lambda: stayed.comes_back(BACK), stayed.take_back):
        with pytest.raises(ConsortiumError):
            act()

    assert (stayed.link.version, links.open_counts(household_ids=[stayed.household.id])) == (before, {})
