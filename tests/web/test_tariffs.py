"""Prices as a finance officer reads them and a coordinator keeps them."""

from datetime import date

import pytest
from flask import Flask

from consortium.access import Role
from consortium.floor.db import transaction
from tests import factories
from tests.web.conftest import Enter
from tests.web.visitors import Visitor, day

WHY = "The figures of two lines were exchanged."


@pytest.fixture
def priced(pool: Flask) -> str:
    """A fee until further notice, the one before it, and one of ROWAN's own; gives the first one's id."""
    with pool.app_context(), transaction():
        last_year = {"valid_from": date(2025, 4, 1), "valid_to": date(2026, 4, 1)}
        factories.tariff(amount_pence=2_900_050, tariff_ref="2025/26", **last_year)
        factories.tariff(amount_pence=16_831, charge="fostering_weekly", agency="ROWAN", children=None)
        return str(factories.tariff(amount_pence=3_960_000).id)


def test_what_holds_now_comes_first_in_pounds_and_pence(coordinator: Visitor, priced: str):
    says = coordinator.open("/tariffs/").says

    assert says.index("£39,600.00") < says.index("£29,000.50")
    assert "1 April 2026 until further notice Holds now 2026/27" in says
    assert "1 April 2025 to 31 March 2026 Over 2025/26" in says
    assert "by the operator of this service" in says


def test_where_there_is_no_price_the_page_says_what_would_bring_one(coordinator: Visitor):
    assert "No price has been recorded yet." in coordinator.open("/tariffs/").says


def test_a_coordinator_adds_a_price(coordinator: Visitor, priced: str):
    known = {"charge": "placement_fee", "children": "2", "amount_pence": "£63,067.00", "tariff_ref": "2026/27"}
    page = coordinator.send("/tariffs/add", vat="exempt", **known, **day("valid_from", 2026, 4, 1))

    assert "The price was added." in page.says
    assert "£63,067.00 any agency 2 children" in page.says


@pytest.mark.parametrize("amount", ["39.6", "39,60", "-1", "€20", "much"])
def test_an_amount_that_is_none_is_refused_beside_its_field(coordinator: Visitor, priced: str, amount: str):
    known = {"charge": "placement_fee", "children": "2", "amount_pence": amount, "tariff_ref": "2026/27"}
    page = coordinator.send("/tariffs/add", vat="exempt", **known, **day("valid_from", 2026, 4, 1))

    assert page.status == 422
    assert "Write an amount in pounds and pence" in page.says


def test_two_prices_for_the_same_days_are_refused_with_what_to_do(coordinator: Visitor, priced: str):
    known = {"charge": "placement_fee", "children": "1", "amount_pence": "1.00", "tariff_ref": "Another"}
    page = coordinator.send("/tariffs/add", vat="exempt", **known, **day("valid_from", 2027, 4, 1))

    assert "end that one first, or withdraw it" in page.says


def test_a_price_that_holds_is_ended_and_its_amount_is_not_asked(coordinator: Visitor, priced: str):
    asked = coordinator.open(f"/tariffs/{priced}/change")
    page = coordinator.send(f"/tariffs/{priced}/change", **day("valid_to", 2027, 3, 31))

    assert "amount_pence" not in asked.read.carried
    assert "1 April 2026 to 31 March 2027" in page.says


def test_a_mistake_is_withdrawn_and_stays_with_its_reason(coordinator: Visitor, priced: str):
    page = coordinator.send(f"/tariffs/{priced}/withdraw", reason=WHY)

    assert "The price was withdrawn." in page.says
    assert WHY in page.says


def test_a_finance_officer_reads_prices_and_changes_none(enter: Enter, priced: str):
    officer = enter(Role.FINANCE_OFFICER, at=factories.EDINBURGH)
    page = officer.open("/tariffs/")

    assert "£168.31" in page.says
    assert not [link for link in page.read.links if "withdraw" in link or link.endswith("/add")]
