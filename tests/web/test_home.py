"""The first page shows each person what they have to do, and nothing that is not theirs to see."""

from datetime import timedelta

import pytest

from consortium.floor import clock
from consortium.floor.db import transaction
from tests import factories


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
