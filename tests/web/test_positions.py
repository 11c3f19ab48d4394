"""Positions: worst first, each opened to the purchases it counts, and shown to nobody else."""

import pytest
from flask import Flask

from consortium.access import Role
from consortium.floor.db import transaction
from tests import factories
from tests.web.conftest import Enter
from tests.web.visitors import Visitor

NOW = "/positions/?as_of=2026-11-23"


@pytest.fixture
def bought(pool: Flask) -> None:
    """Edinburgh committed to three and took one; Fife committed to one and took it."""
    with pool.app_context(), transaction():
        factories.agreement()
        factories.commitment()
        factories.commitment(authority_code=factories.FIFE, minimum_units=1)
        factories.purchase(placement_ref="P-11")
        factories.purchase(placement_ref="P-12", authority_code=factories.FIFE)


def test_each_authority_stands_against_its_minimum_worst_first(coordinator: Visitor, bought: None):
    page = coordinator.open(NOW)

    assert "Positions, 1 April 2026 to 31 March 2027" in page.says
    assert page.says.index("Behind pace 1 of 3") < page.says.index("Met 1 of 1")
    assert "Two more by 31 March 2027 meet it." in page.says


def test_the_words_are_defined_on_the_page_and_promise_nothing(coordinator: Visitor, bought: None):
    page = coordinator.open(NOW)

    assert "nothing in them is a forecast" in page.says
    assert "chance" not in page.says.lower()


def test_another_day_can_be_asked_for(coordinator: Visitor, bought: None):
    page = coordinator.open("/positions/?as_of=2026-05-31")

    assert "0 of 3" in page.says
    assert "60 of 365 days have passed." in page.says


def test_a_day_that_is_none_is_today(coordinator: Visitor, bought: None):
    assert coordinator.open("/positions/?as_of=tomorrow").status == 200


def test_a_position_opens_to_the_purchases_it_counts(coordinator: Visitor, bought: None):
    link = next(link for link in coordinator.open(NOW).read.links if "as_of" in link)
    page = coordinator.open(link)

    assert "P-11" in page.says
    assert "P-12" not in page.says
    assert "1 of 3 taken by 23 November 2026" in page.says


def test_a_finance_officer_sees_the_position_of_their_own_authority_alone(enter: Enter, bought: None):
    officer = enter(Role.FINANCE_OFFICER, at=factories.FIFE)

    page = officer.open("/positions/")

    assert f"{factories.FIFE} by name" in page.says
    assert f"{factories.EDINBURGH} by name" not in page.says


def test_others_have_no_positions(agency_worker: Visitor, bought: None):
    assert agency_worker.open("/positions/").status == 403


def test_another_consortiums_position_is_not_there(coordinator: Visitor, stranger: Visitor, bought: None):
    link = next(link for link in coordinator.open("/positions/").read.links if "as_of" in link)

    assert stranger.open(link).status == 404


def test_without_commitments_the_page_says_what_would_fill_it(coordinator: Visitor):
    assert "No minimum has been agreed yet." in coordinator.open("/positions/").says
