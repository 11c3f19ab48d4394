"""A period is closed at the console: seen as it stands, proposed by one, confirmed by another, and then for good."""

from datetime import date

import pytest
from flask import Flask

from consortium.access import Role
from consortium.floor.db import transaction
from tests import factories
from tests.web.conftest import Enter
from tests.web.visitors import Visitor

END = "2026-04-01"


@pytest.fixture
def ended(pool: Flask) -> str:
    """Edinburgh took one of two in the year to March 2026, at £30,000.00 each; gives the agreement's id."""
    last_year = {"period_start": date(2025, 4, 1), "period_end": date(2026, 4, 1)}
    with pool.app_context(), transaction():
        agreement = factories.agreement()
        factories.commitment(minimum_units=2, **last_year)
        factories.commitment(minimum_units=1)
        factories.purchase(placement_ref="P-1", moved_in_on=date(2025, 6, 1))
        factories.tariff(valid_from=date(2025, 4, 1))
        return str(agreement.id)


def proposed(visitor: Visitor, agreement: str) -> str:
    """Proposes to close the period and gives the address of the closing."""
    page = visitor.press(
        f"/closings/agreements/{agreement}/{END}/proposal", on=f"/closings/agreements/{agreement}/{END}"
    )
    assert "Proposed. Another person confirms it" in page.says
    return f"/closings/{page.shown_id}"


def test_what_is_over_and_open_is_listed(coordinator: Visitor, ended: str):
    says = coordinator.open("/closings/").says

    assert "A-1 Concurrency 31 March 2026 1 1 Look at it and close it…" in says
    assert "No period has been closed yet." in says


def test_the_preview_opens_with_what_it_comes_to_and_shows_every_entry(coordinator: Visitor, ended: str):
    says = coordinator.open(f"/closings/agreements/{ended}/{END}").says

    assert "1 of 2 units taken by the authorities’ own placements, and 1 unit is short: £30,000.00 is owed." in says
    assert "Taken 1 P-1" in says
    assert "Shortfall 1 minimum" in says


def test_two_people_close_it(coordinator: Visitor, enter: Enter, ended: str):
    address = proposed(coordinator, ended)
    assert "You proposed this: another person confirms it." in coordinator.open(address).says

    page = enter(Role.FINANCE_OFFICER).press(f"{address}/confirm", on=address, version="1")

    assert "The period is closed. The shortfalls are owed from its last day." in page.says
    assert "No period waits to be closed." in coordinator.open("/closings/").says
    assert "£30,000.00 is owed for shortfalls." in coordinator.open("/money/").says


def test_a_proposal_is_sent_back(coordinator: Visitor, enter: Enter, ended: str):
    address = proposed(coordinator, ended)

    page = enter(Role.COORDINATOR).press(f"{address}/withdraw", on=address, version="1")

    assert "The proposal is taken back. Nothing was closed." in page.says
    assert "Look at it and close it…" in coordinator.open("/closings/").says


def test_a_period_that_runs_says_when_it_can_be_closed(coordinator: Visitor, ended: str):
    says = coordinator.open(f"/closings/agreements/{ended}/2027-04-01").says

    assert "It cannot be closed yet. The period runs to 31 March 2027" in says
    assert "Propose to close this period" not in says


@pytest.mark.parametrize("asked", ["soon", "2026-04-02"])
def test_a_day_that_ends_no_period_is_not_found(coordinator: Visitor, ended: str, asked: str):
    assert coordinator.open(f"/closings/agreements/{ended}/{asked}").status == 404


def test_an_authority_finds_no_closing(finance_officer: Visitor, coordinator: Visitor, ended: str):
    address = proposed(coordinator, ended)

    assert finance_officer.open(address).status == 404
    assert "No period has been closed yet." in finance_officer.open("/closings/").says
