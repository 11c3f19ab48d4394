"""Transfers at the console: from the page of the agency that gives up to the link by which the child goes on living."""

import pytest

from consortium.access import Role
from consortium.floor import clock
from consortium.floor.db import transaction
from tests import factories
from tests.web.visitors import day

WHY = "The agency closes at the end of the year."
TODAY = clock.today()


@pytest.fixture
def placed(pool) -> dict[str, str]:
    """The addresses of a child's link, of its agency and of the placement's transfer; ASPEN knows the carers too."""
    with pool.app_context(), transaction():
        made = factories.moved_in()
        factories.household(agency="ASPEN", household_ref="H-ASPEN")
        return {"link": f"/links/{made.id}", "agency": f"/members/{made.agency_id}", "ref": made.referral.ref}


@pytest.fixture
def receiver(enter):
    return enter(Role.AGENCY_WORKER, at="ASPEN")


@pytest.fixture
def manager(enter):
    return enter(Role.AUTHORITY_MANAGER, at="S12000036")


def proposed(coordinator, placed, household="H-ASPEN"):
    address = coordinator.open(placed["agency"]).link("/transfer")
    return coordinator.send(address, household_ref=household, reason=WHY)


def agreed(coordinator, placed, *sides) -> str:
    link = f"/links/{proposed(coordinator, placed).shown_id}"
    for side in sides:
        side.press(f"{link}/agree", on=link)
    return link


def carry_out(manager, link):
    return manager.send(f"{link}/transfer", **day("transferred_on", TODAY.year, TODAY.month, TODAY.day))


def test_from_the_agencys_page_a_coordinator_proposes_it_and_both_sides_are_asked(coordinator, receiver, placed):
    page = proposed(coordinator, placed)

    assert "The transfer is proposed." in page.says
    assert "the child stays with the same carers" in page.says
    assert "Say whether to explore this link." in receiver.open("/").says


def test_the_seller_reads_on_what_was_bought_its_own_name_and_not_who_has_the_child_now(
    coordinator, authority_worker, receiver, agency_worker, manager, placed
):
    carry_out(manager, agreed(coordinator, placed, authority_worker, receiver))

    bought = agency_worker.open("/purchases")
    (address,) = {link for link in bought.read.links if len(link) > len("/purchases/") and "/purchases/" in link}
    one = agency_worker.open(address)

    assert "S12000036 by name ROWAN by name" in bought.says
    assert "with a household of ROWAN by name" in one.says
    assert "ASPEN" not in one.says


def test_a_manager_carries_it_out_and_the_former_agency_sees_that_it_ended(
    coordinator, authority_worker, receiver, agency_worker, manager, placed
):
    link = agreed(coordinator, placed, authority_worker, receiver)
    assert "carry out the transfer" in manager.open("/").says.casefold()

    page = carry_out(manager, link)

    assert "The placement goes on with the other agency." in page.says
    assert "Moved in" in page.says
    assert "The placement goes on with another agency" in agency_worker.open(placed["link"]).says


def test_it_is_taken_back_with_a_reason(coordinator, authority_worker, receiver, manager, placed):
    link = agreed(coordinator, placed, authority_worker, receiver)
    carry_out(manager, link)

    page = manager.send(f"{link}/transfer/take-back", reason=WHY)

    assert "The transfer is taken back." in page.says
    assert "Moved in" in manager.open(placed["link"]).says


def test_errors_stand_beside_their_fields(coordinator, placed):
    page = proposed(coordinator, placed, household="H-NOBODY")

    assert page.status == 422
    assert page.says.count("This reference is not known here.") == 2


def test_only_a_coordinator_is_shown_the_placements_of_an_agency(authority_worker, agency_worker, placed):
    assert "Transfer" not in authority_worker.open(placed["agency"]).says
    assert "Transfer" not in agency_worker.open(placed["agency"]).says


def test_the_page_of_an_agency_opens_for_those_who_see_no_placements(enter, placed):
    page = enter(Role.AUDITOR).open(placed["agency"])

    assert page.status == 200
    assert "Open placements" not in page.says
