"""The first page shows each person what they have to do, and nothing that is not theirs to see."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from consortium.access import Role
from consortium.accounts import recoveries
from consortium.floor import clock
from consortium.floor.db import transaction
from tests import factories
from tests.web.visitors import day


@pytest.fixture
def records(pool):
    today = clock.today()
    with pool.app_context(), transaction():
        factories.household(household_ref="H-1", review_due_on=today - timedelta(days=3))
        factories.household(household_ref="H-2", agency="ASPEN")
        unborn = {"date_of_birth": None, "expected_date_of_delivery": today - timedelta(days=2)}
        factories.referral(factories.OPERATOR, factories.child(**unborn), referral_ref="R-1")
        factories.referral(authority_code=factories.FIFE, referral_ref="R-2")
        factories.agreement()
        factories.commitment()


def test_a_coordinator_sees_the_overdue_review_before_the_birth(records, coordinator):
    says = coordinator.open("/").says

    assert "2 children wait for a household" in says
    assert 0 < says.index("Overdue") < says.index("Birth expected")


def test_an_agency_worker_sees_their_own_households_and_no_child(records, agency_worker):
    says = agency_worker.open("/").says

    assert "H-1" in says
    assert not [word for word in ("H-2", "R-1", "R-2", "minimum") if word in says]


def test_an_authority_worker_sees_their_own_children_and_no_household(records, authority_worker):
    says = authority_worker.open("/").says

    assert "R-1" in says
    assert "Record the birth" in says
    assert not [word for word in ("R-2", "H-1", "H-2") if word in says]


def test_a_finance_officer_sees_what_was_promised_and_no_record_of_people(records, finance_officer):
    says = finance_officer.open("/").says

    assert "What was promised" in says
    assert "0 of 3" in says
    assert not [word for word in ("R-1", "R-2", "H-1", "H-2") if word in says]


def test_no_money_stands_where_a_coordinator_thinks_about_households(records, coordinator):
    assert "minimum" not in coordinator.open("/").says


def test_a_task_ends_on_the_day_that_it_is_in_scotland(pool, enter):
    after_midnight = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)
    with time_machine.travel(after_midnight):
        with pool.app_context(), transaction():
            lost = factories.person(Role.AGENCY_WORKER, at="ROWAN")
            recoveries.ask(factories.viewer(Role.ADMINISTRATOR), user_id=lost.id, reason="Her telephone was stolen.")
        says = enter(Role.AGENCY_MANAGER, at="ROWAN").open("/").says

    assert "3 July" in says


def test_an_empty_consortium_says_what_would_fill_the_page(coordinator):
    says = coordinator.open("/").says

    assert "No child waits for a household." in says
    assert "No household is registered yet." in says


@pytest.mark.parametrize("path", ["/nowhere", "/households/00000000-0000-0000-0000-000000000000", "/households/x"])
def test_what_is_not_there_is_told_in_the_voice_of_the_console(coordinator, path):
    page = coordinator.open(path)

    assert page.status == 404
    assert "There is nothing here for you" in page.says


def test_a_page_outside_ones_role_says_whom_to_ask(finance_officer):
    page = finance_officer.open("/households/")

    assert page.status == 403
    assert "not part of your role" in page.says


WHY = "The ages and the needs agree."


@pytest.fixture
def link(records, coordinator):
    """The address of a link that was proposed to both sides."""
    pair = {"referral_ref": "R-1", "household_ref": "H-1"}
    return coordinator.send("/links/propose", **pair, reason=WHY).response.request.path


def test_what_a_link_asks_of_ones_own_side_stands_first_until_it_is_answered(link, agency_worker, authority_worker):
    asked = agency_worker.open("/").says
    agency_worker.press(f"{link}/agree", on=link)

    assert 0 < asked.index("R-1 with H-1 Say whether to explore") < asked.index("Overdue")
    assert "Say whether to explore" not in agency_worker.open("/").says
    assert "Say whether to explore" in authority_worker.open("/").says


def test_each_is_asked_for_the_step_that_is_theirs(link, enter, coordinator, agency_worker, authority_worker):
    manager, on = enter(Role.AUTHORITY_MANAGER, at=factories.EDINBURGH), day("on", *clock.today().timetuple()[:3])
    for side in (agency_worker, authority_worker):
        side.press(f"{link}/agree", on=link)
    assert "hold the matching meeting" in authority_worker.open("/").says

    authority_worker.send(f"{link}/meeting", **on)
    coordinator.send(f"{link}/recommendation", **on, outcome="recommended")

    assert "the decision-maker decides on the match" in manager.open("/").says
    assert "the decision-maker decides on the match" not in authority_worker.open("/").says


@pytest.mark.parametrize(("role", "place"), [(Role.AUDITOR, "Audit trail"), (Role.ADMINISTRATOR, "People")])
def test_who_has_no_case_finds_the_own_work(records, enter, role, place):
    says = enter(role).open("/").says

    assert "Nothing waits for you today." in says
    assert says.count(place) == 2


def test_who_was_shown_nothing_is_told_how_that_comes(records, enter):
    says = enter(Role.PANEL_ADVISER).open("/").says

    assert "No referral is open to you." in says
    assert "Register" not in says
