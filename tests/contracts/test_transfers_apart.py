"""Transfers of brothers and sisters in two homes, to and fro, and of a move-in that nobody had confirmed."""

from datetime import timedelta

import pytest
import time_machine

from consortium import carers, placements
from consortium.access import OPERATOR, Role
from consortium.linking import held_places, links, transferring
from consortium.linking.links import LinkStatus
from contracts import moves, purchases, stays, viewing
from tests import factories
from tests.consortium.test_links import WHY
from tests.contracts.given_up import NOON, TODAY, GivenUp
from tests.contracts.stayed import MOVED_IN

LATER = TODAY + timedelta(days=5)


class Apart:
    """Two siblings of one referral, each with another household of an agency that gives up."""

    def __init__(self) -> None:
        sides = ((Role.AUTHORITY_WORKER, factories.EDINBURGH), (Role.AGENCY_WORKER, "LARCH"))
        with time_machine.travel(TODAY):
            factories.pool()
            factories.member("LARCH")
            factories.referral(OPERATOR, factories.child(), factories.child(), referral_ref="R-1")
            self.sides = [factories.viewer(role, at=at) for role, at in sides]
            self.manager = factories.viewer(Role.AUTHORITY_MANAGER, at=factories.EDINBURGH)
            self.homes = [self.placed(number) for number in (1, 2)]

    def placed(self, number: int) -> tuple[placements.Placement, carers.Household]:
        """A child in one home, and the record that the other agency keeps of the same carers."""
        bought = factories.purchase(household_ref=f"H-OLD{number}", referral_ref="R-1", moved_in_on=MOVED_IN)
        return bought.placement, factories.household(agency="LARCH", household_ref=f"H-NEW{number}")

    def transferred(self, number: int) -> links.Link:
        stay, household = self.homes[number]
        hub = factories.viewer(Role.COORDINATOR)
        link = transferring.propose(hub, placement_id=stay.id, household_ref=household.ref, reason=WHY)
        for side in self.sides:
            links.agree(side, link_id=link.id, version=link.version)
        return transferring.carry_out(self.manager, link_id=link.id, version=link.version, transferred_on=TODAY)

    @property
    def with_whom(self) -> list[tuple[str | None, int]]:
        """The household of each placement, and how many of its places the new record holds."""
        return [(stay.household_ref, len(held_places.held(home.id))) for stay, home in self.homes]


@pytest.fixture
def apart(begun):
    made = begun(Apart)
    with time_machine.travel(NOON):
        yield made


def test_the_placements_of_siblings_apart_are_transferred_one_by_one(apart):
    first, second = apart.transferred(0), apart.transferred(1)

    assert (first.status, second.status, {first.part, second.part}) == (*[LinkStatus.MOVED_IN] * 2, {1, 2})
    assert apart.with_whom == [("H-NEW1", 1), ("H-NEW2", 1)]


def test_one_of_two_transfers_is_taken_back_and_carried_out_anew(apart):
    first, _ = apart.transferred(0), apart.transferred(1)

    transferring.take_back(apart.manager, link_id=first.id, version=first.version, reason=WHY)

    assert apart.with_whom == [("H-OLD1", 0), ("H-NEW2", 1)]
    assert apart.transferred(0).part == 1
    assert apart.with_whom == [("H-NEW1", 1), ("H-NEW2", 1)]


class Provisional(GivenUp):
    """The authority alone had said when the child moved in, when the agency gave up."""

    def __init__(self) -> None:
        super().__init__()
        with time_machine.travel(NOON):
            moves.take_back(self.authority, **self.named, reason=WHY)
            self.bought = moves.report(self.authority, **self.named, moved_in_on=MOVED_IN)
        self.stay = self.bought.placement

    def told(self) -> tuple:
        found = moves.told(self.authority, link=self.link)
        return found["agreed"], found["authority_says"], found["agency_says"], found["confirmed_on"]


@pytest.fixture
def provisional(begun):
    made = begun(Provisional)
    with time_machine.travel(NOON + timedelta(hours=1)):
        yield made


def test_a_move_in_that_was_not_confirmed_waits_for_the_agency_again(provisional):
    provisional.transferred()
    assert provisional.link.status is LinkStatus.ENDED

    provisional.take_transfer_back()

    assert provisional.told() == ("provisional", MOVED_IN, None, None)
    moves.report(provisional.agency, **provisional.named, moved_in_on=MOVED_IN)
    assert provisional.told() == ("confirmed", MOVED_IN, MOVED_IN, TODAY)


def test_a_day_corrected_meanwhile_is_the_authoritys_word_once_the_agency_can_speak_again(provisional):
    corrected = MOVED_IN + timedelta(days=1)
    provisional.transferred()
    provisional.bought_is(moved_in_on=corrected, confirmed_on=TODAY)
    assert provisional.told()[0] == "confirmed"

    provisional.take_transfer_back()

    assert provisional.told() == ("provisional", corrected, None, None)
    assert (provisional.stay.moved_in_on, provisional.bought.confirmed_on) == (corrected, None)


class ToAndFro(GivenUp):
    """The first agency has another household now, which takes the placement on from the second."""

    def __init__(self) -> None:
        super().__init__()
        with time_machine.travel(NOON):
            self.transferred()
            self.second, self.receiver = self.to, self.agency
            self.third = factories.household(agency="ROWAN", household_ref="H-BACK")
        with time_machine.travel(LATER):
            self.proposed("ROWAN/H-BACK")
            for side in (self.authority, self.agency):
                links.agree(side, link_id=self.to.id, version=self.to.version)
            self.carry_out(LATER)


@pytest.fixture
def to_and_fro(begun):
    made = begun(ToAndFro)
    with time_machine.travel(NOON + timedelta(days=5)):
        yield made


def test_what_was_bought_names_the_household_of_which_it_was_bought_though_its_agency_has_the_child_again(to_and_fro):
    bought = purchases.get(to_and_fro.agency, purchase_id=to_and_fro.bought.id)
    (shown,) = viewing.rows(to_and_fro.agency, found=[bought])

    assert (shown["agency"], shown["household_ref"]) == ("ROWAN", to_and_fro.household.ref)
    assert placements.as_row(to_and_fro.stay)["household_ref"] == "H-BACK"


def test_each_link_tells_of_its_own_stay_alone(to_and_fro):
    told = [transferring.told(to_and_fro.authority, link=link) for link in (to_and_fro.second, to_and_fro.to)]
    assert [one["from_agency"] for one in told] == ["ROWAN by name", "LARCH by name"]
    assert [one["transferred_on"] for one in told] == [TODAY, LATER]
    lived = [stays.told(to_and_fro.authority, link=one) for one in (to_and_fro.link, to_and_fro.second, to_and_fro.to)]
    assert [bool(one) for one in lived] == [False, False, True]


def test_the_last_transfer_is_taken_back_first(to_and_fro):
    to_and_fro.take_transfer_back()

    assert (to_and_fro.stay.agency.code, to_and_fro.stay.household_ref) == ("LARCH", "H-LARCH")
    assert to_and_fro.second.status is LinkStatus.MOVED_IN
