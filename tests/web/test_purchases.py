"""A move-in is recorded once, opens the placement, and is seen by both sides and nobody else."""

from datetime import date

import pytest
from flask import Flask

from consortium.floor.db import transaction
from tests import factories
from tests.web.visitors import Page, Visitor, day


@pytest.fixture
def bought(pool: Flask) -> None:
    """One purchase of Edinburgh's and one of Fife's."""
    with pool.app_context(), transaction():
        factories.purchase(placement_ref="P-11")
        factories.purchase(placement_ref="P-12", authority_code=factories.FIFE, agency="ASPEN")


def record(visitor: Visitor, **changes: str) -> Page:
    sent = {"placement_ref": "P-77", "authority_code": factories.EDINBURGH, "agency": "ROWAN", "children": "2"}
    return visitor.send("/purchases/record", **sent | day("moved_in_on", 2026, 11, 2) | changes)


def test_the_form_says_that_it_opens_the_placement(coordinator: Visitor):
    assert "This opens the placement." in coordinator.open("/purchases/record").says


def test_a_move_in_is_recorded_and_the_placement_is_open(coordinator: Visitor):
    page = record(coordinator)

    assert "The move-in was recorded and the placement is open." in page.says
    assert "2 children moved in on 2 November 2026 with a household of ROWAN by name." in page.says


def test_every_missing_answer_is_named_beside_its_field_and_on_top(coordinator: Visitor):
    page = record(coordinator, children="", **{"moved_in_on-day": "", "moved_in_on-month": "", "moved_in_on-year": ""})

    assert page.status == 422
    assert page.says.count("Enter how many children moved in.") == 2
    assert page.says.count("Enter the day of the move-in.") == 2
    assert page.read.carried["placement_ref"] == ["P-77"]


def test_the_same_placement_is_not_bought_twice(coordinator: Visitor):
    record(coordinator)

    page = record(coordinator)

    assert page.status == 409
    assert "has a placement with this reference" in page.says


def test_purchases_are_found_by_authority_and_agency(coordinator: Visitor, bought: None):
    listed = coordinator.open("/purchases/")
    fife = listed.response.text.split(f'">{factories.FIFE} by name')[0].rsplit('value="', 1)[1]

    page = coordinator.open(f"/purchases/?authority_id={fife}")

    assert "P-12" in page.says
    assert "P-11" not in page.says


def test_an_agency_worker_sees_their_own_placements_and_records_none(agency_worker: Visitor, bought: None):
    page = agency_worker.open("/purchases/")

    assert "P-11" in page.says
    assert "P-12" not in page.says
    assert agency_worker.open("/purchases/record").status == 403


def test_an_authority_worker_records_for_their_own_authority_alone(authority_worker: Visitor):
    refused = record(authority_worker, authority_code=factories.FIFE)

    assert refused.status == 422
    assert "You may not record purchases of" in refused.says
    assert record(authority_worker).status == 200


def test_another_consortiums_purchase_is_not_there(coordinator: Visitor, stranger: Visitor, bought: None):
    path = next(link for link in coordinator.open("/purchases/").read.links if len(link) > 40)

    assert stranger.open(path).status == 404


def test_with_nothing_bought_the_page_says_what_would_fill_it(coordinator: Visitor):
    assert "No placement has been bought yet." in coordinator.open("/purchases/").says


def opened(visitor: Visitor, ref: str = "P-11") -> str:
    """The address of the purchase of this placement."""
    listed = visitor.open("/purchases/")
    return next(link for link in listed.read.links if len(link) > 40 and ref in visitor.open(link).says)


def test_a_placement_that_ended_is_recorded_with_its_reason(coordinator: Visitor, bought: None):
    ended = day("ended_on", 2026, 9, 14) | {"end_reason": "reunified_parent"}

    page = coordinator.send(f"{opened(coordinator)}/change", **ended)

    assert "The purchase was changed." in page.says
    assert "The placement ended: home to a parent." in page.says


def test_an_order_number_and_an_adoption_order_are_recorded(authority_worker: Visitor, bought: None):
    sent = {"order_number": "PO-1", "cost_code": "C-9"} | day("adoption_order_on", 2026, 10, 5)

    page = authority_worker.send(f"{opened(authority_worker)}/change", **sent)

    assert "Order number PO-1 Cost code C-9" in page.says
    assert "The adoption order was made." in page.says


def test_an_end_before_the_move_in_is_refused_beside_its_field(coordinator: Visitor, bought: None):
    wrong = day("ended_on", 2026, 5, 1) | {"children": "none"}

    page = coordinator.send(f"{opened(coordinator)}/change", **wrong)
    typed = coordinator.send(page, children="1")

    assert (page.status, typed.status) == (422, 422)
    assert page.says.count("Write a whole number") == 2
    assert typed.says.count("not before") == 2
    assert typed.read.carried["ended_on-month"] == ["5"]


def test_a_purchase_that_somebody_changed_meanwhile_shows_what(coordinator: Visitor, bought: None):
    path = opened(coordinator)
    stale = coordinator.open(f"{path}/change")
    coordinator.send(f"{path}/change", order_number="PO-1")

    page = coordinator.send(stale, order_number="PO-2")

    assert page.status == 409
    assert "Order number not known PO-1" in page.says
    assert coordinator.send(page).status == 200


def test_a_reference_that_is_emptied_is_taken_away(pool: Flask, coordinator: Visitor, bought: None):
    path = opened(coordinator)
    with pool.app_context(), transaction():
        factories.household(household_ref="H-1")
    assert "Household H-1" in coordinator.send(f"{path}/change", household_ref="H-1").says

    page = coordinator.send(f"{path}/change", household_ref="")

    assert "Household not known" in page.says


def test_a_misspelt_reference_is_refused_beside_its_field(coordinator: Visitor, bought: None):
    page = coordinator.send(f"{opened(coordinator)}/change", household_ref="H-404")

    assert page.status == 422
    assert page.says.count("No household of this agency is known to you under this reference.") == 2


def test_a_purchase_is_changed_by_nobody_else(
    coordinator: Visitor, stranger: Visitor, agency_worker: Visitor, authority_worker: Visitor, bought: None
):
    path, fifes = opened(coordinator), opened(coordinator, "P-12")

    assert stranger.send(f"{path}/change", order_number="PO-1").status == 404
    assert agency_worker.open(f"{path}/change").status == 403
    assert "Change or end" not in agency_worker.open(path).says
    assert authority_worker.open(f"{fifes}/change").status == 404


@pytest.fixture
def told(pool: Flask) -> str:
    """The address of a purchase of which everything is told."""
    facts = {"household_ref": "H-9", "referral_ref": "R-9", "end_reason": "reunified_parent", "cost_code": "C-9"}
    with pool.app_context(), transaction():
        bought = factories.purchase(history=True, order_number="PO-7", ended_on=date(2026, 7, 1), **facts)
        return f"/purchases/{bought.id}"


def test_a_finance_officer_reads_that_it_ended_and_nothing_of_the_family(finance_officer: Visitor, told: str):
    page, listed = finance_officer.open(told), finance_officer.open("/purchases/")

    assert "The placement ended." in page.says
    assert "Order number PO-7 Cost code C-9" in page.says
    assert not [word for word in ("H-9", "R-9", "home to a parent", "Household", "Referral") if word in page.says]
    assert "PO-7" in listed.says


def test_an_agency_reads_the_family_and_not_the_authoritys_codes(agency_worker: Visitor, told: str):
    page, listed = agency_worker.open(told), agency_worker.open("/purchases/")

    assert "Household H-9 Referral R-9" in page.says
    assert "The placement ended: home to a parent." in page.says
    assert not [code for code in ("PO-7", "C-9", "Order number") if code in page.says + listed.says]
