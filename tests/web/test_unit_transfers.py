"""Transfers of units and relief as a coordinator records them and a finance officer reads them."""

from datetime import date

import pytest
from flask import Flask

from consortium.access import Role
from consortium.floor.db import transaction
from tests import factories
from tests.contracts.years import agreed
from tests.contracts.years.agreed import EDINBURGH, FIFE, WHY
from tests.web.conftest import Enter
from tests.web.visitors import Visitor, day


@pytest.fixture
def promised(pool: Flask) -> dict[str, str]:
    """Edinburgh lacks two units, Fife has one to spare; gives both commitments' ids."""
    with pool.app_context(), transaction():
        factories.agreement()
        found = {code: str(agreed.minimum(code, units).id) for code, units in ((EDINBURGH, 2), (FIFE, 1))}
        agreed.took(FIFE, 2)
        factories.tariff(valid_from=date(2025, 4, 1))
    return found


@pytest.fixture
def moved(coordinator: Visitor, promised: dict[str, str]) -> dict[str, str]:
    """The same, after the one unit was transferred."""
    said = {"to_authority": FIFE, "units": "1", "reason": WHY, **day("on", 2026, 4, 2)}
    page = coordinator.send(f"/unit-transfers/add/{promised[EDINBURGH]}", **said)
    assert "The transfer was recorded." in page.says
    return promised


def test_the_form_says_first_what_each_side_lacks_and_has_to_spare(coordinator: Visitor, promised: dict[str, str]):
    says = coordinator.open(f"/unit-transfers/add/{promised[EDINBURGH]}").says

    assert "lacks 2 units of this minimum today" in says
    assert "has 1 unit to spare" in says


def test_where_nobody_has_a_unit_to_spare_nothing_is_asked(coordinator: Visitor, moved: dict[str, str]):
    page = coordinator.open(f"/unit-transfers/add/{moved[EDINBURGH]}")

    assert "No authority of the consortium has a unit to spare" in page.says
    assert "units" not in page.read.carried


def test_more_than_there_is_is_refused_on_the_page(coordinator: Visitor, promised: dict[str, str]):
    said = {"to_authority": FIFE, "units": "2", "reason": WHY, **day("on", 2026, 4, 2)}
    page = coordinator.send(f"/unit-transfers/add/{promised[EDINBURGH]}", **said)

    assert page.status == 422
    assert "took 1 unit beyond its own minimum" in page.says


def test_the_transfer_stands_in_both_ledgers(coordinator: Visitor, moved: dict[str, str]):
    giver, receiver = (coordinator.open(f"/positions/{moved[code]}").says for code in (EDINBURGH, FIFE))

    assert "Transferred in from" in giver
    assert "Transferred out to" in receiver


def test_the_year_end_counts_it_and_prices_what_lacks_still(coordinator: Visitor, moved: dict[str, str]):
    says = coordinator.open("/year-ends/").says

    assert "1 unit came from another authority." in says
    assert "1 unit went to another authority." in says
    assert "£30,000.00" in says


def test_a_transfer_that_was_a_mistake_is_taken_back(coordinator: Visitor, moved: dict[str, str]):
    link = coordinator.open("/unit-transfers/").link("/take-back")
    page = coordinator.send(link, reason="The units were of another year.")

    assert "It was taken back." in page.says
    assert "The units were of another year." in page.says


def test_a_transfer_that_no_longer_stands_is_told_at_the_year_end(
    coordinator: Visitor, moved: dict[str, str], pool: Flask
):
    with pool.app_context(), transaction():
        agreed.took(EDINBURGH, 2)

    says = coordinator.open("/year-ends/").says

    assert "Look at these transfers again" in says
    assert "It moves no unit in these figures." in says


def test_relief_is_recorded_and_counts(coordinator: Visitor, promised: dict[str, str]):
    said = {"units": "1", "offer": "none", "reason": WHY, **day("accepted_on", 2025, 5, 1)}
    page = coordinator.send(f"/unit-transfers/relief/{promised[EDINBURGH]}", **said)

    assert "Nobody in time" in page.says
    assert "For 1 unit the agency had nobody to offer." in coordinator.open("/year-ends/").says


def test_relief_that_was_a_mistake_is_taken_back(coordinator: Visitor, promised: dict[str, str]):
    said = {"units": "1", "offer": "none", "reason": WHY}
    page = coordinator.send(f"/unit-transfers/relief/{promised[EDINBURGH]}", **said)

    assert "It was taken back." in coordinator.send(page.link("/take-back"), reason=WHY).says


def test_a_third_authority_reads_no_transfer(enter: Enter, moved: dict[str, str], pool: Flask):
    with pool.app_context(), transaction():
        factories.member("S12000026")
    page = enter(Role.FINANCE_OFFICER, at="S12000026").open("/unit-transfers/")

    assert "No unit has been transferred." in page.says
    assert WHY not in page.says


def test_the_receiver_reads_the_transfer_and_opens_nothing_of_the_giver(enter: Enter, moved: dict[str, str]):
    page = enter(Role.FINANCE_OFFICER, at=FIFE).open("/unit-transfers/")

    assert WHY in page.says
    assert not [link for link in page.read.links if moved[EDINBURGH] in link or "take-back" in link]
