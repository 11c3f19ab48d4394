"""Edge cases of a child's path that money and places meet; each bears its number in the list of the domain."""

import re
from datetime import date, timedelta

import pytest
import time_machine

from consortium import carers, placements
from consortium.floor import clock
from consortium.floor.errors import NotFound, RuleBroken
from consortium.linking import links
from consortium.linking.links import EndReason, LinkStatus
from consortium.withdrawals import WithdrawalReason
from tests import factories
from tests.contracts.stayed import MOVED_IN, Stayed
from tests.house.sources import ROOT

OF_THE_PATH = {1, 2, 3, 4, 5, 6, 7, 8, 14, 15}


@pytest.fixture
def stayed(begun):
    """A child who has lived with a household for a month."""
    made = begun(Stayed)
    with time_machine.travel(MOVED_IN + timedelta(days=30)):
        yield made


def test_edge_case_3_a_placement_that_ends_on_the_day_it_starts_takes_no_place(records):
    factories.pool()
    home, day = factories.household(household_ref="H-1", approved_children=1), date(2026, 6, 1)
    factories.purchase(household_ref="H-1", moved_in_on=day, ended_on=day)

    factories.purchase(household_ref="H-1", moved_in_on=day)

    assert placements.children_on(day, household_ids=[home.id]) == {home.id: 1}


def test_edge_case_3_the_next_child_moves_in_on_the_day_that_the_one_before_left(records):
    factories.pool()
    home, day = factories.household(household_ref="H-1", approved_children=1), date(2026, 6, 1)
    factories.purchase(household_ref="H-1", moved_in_on=date(2026, 5, 1), ended_on=day)
    factories.purchase(household_ref="H-1", moved_in_on=day)

    with pytest.raises(RuleBroken, match="approved for 1"):
        factories.purchase(household_ref="H-1", moved_in_on=day - timedelta(days=1))

    assert placements.children_on(day, household_ids=[home.id]) == {home.id: 1}


def terminate(stayed):
    known = {"household_id": stayed.household.id, "version": stayed.household.version}
    carers.withdraw(stayed.agency, **known, reason=WithdrawalReason.APPROVAL_TERMINATED)


def test_edge_case_4_an_approval_that_ends_in_mid_placement_leaves_the_child_there(stayed):
    first, stayed.referral = stayed.referral, factories.referral()
    second = stayed.propose()

    terminate(stayed)

    assert (stayed.link.status, stayed.stay.ended_on) == (LinkStatus.MOVED_IN, None)
    assert (second.status, second.end_reason) == (LinkStatus.ENDED, EndReason.APPROVAL_REMOVED)
    assert stayed.household_for(stayed.authority)["withdrawn_because"] is WithdrawalReason.APPROVAL_TERMINATED
    assert placements.children_of(first.id) == 1


def test_edge_case_4_nobody_else_is_linked_or_placed_where_the_approval_has_ended(stayed):
    terminate(stayed)
    stayed.referral = factories.referral()

    with pytest.raises((RuleBroken, NotFound), match="withdrawn"):
        stayed.propose()
    named = {"household_ref": stayed.household.ref, "referral_ref": stayed.referral.ref}
    with pytest.raises(RuleBroken, match="no approved match"):
        factories.purchase(stayed.coordinator, history=False, **named, moved_in_on=clock.today())

    assert links.open_counts(household_ids=[stayed.household.id]) == {}


def test_edge_case_4_who_went_home_does_not_come_back_where_the_approval_has_ended(stayed):
    stayed.goes_home(on=clock.today() - timedelta(days=2))
    terminate(stayed)

    with pytest.raises(RuleBroken, match="The household is withdrawn"):
        stayed.comes_back(clock.today())


def test_each_edge_case_of_the_path_has_a_test_of_its_number():
    named = re.compile(r"^def test_(?:edge_)?case_(\d+)_", re.MULTILINE)

    found = {int(key) for path in (ROOT / "tests").rglob("*.py") for key in named.findall(path.read_text("utf-8"))}

    assert found >= OF_THE_PATH
