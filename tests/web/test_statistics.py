"""Statistics at the console: the answer first, small numbers not shown and why, the same page for everybody."""

from datetime import date, timedelta

import pytest

from consortium.access import MemberKind, Role
from consortium.accounts import people
from consortium.floor import clock
from consortium.floor.db import transaction
from tests import factories
from tests.web import chromium
from tests.web.visitors import PASSWORD, Visitor

AUTHORITIES, AGENCIES = ("S12000036", "S12000047", "S12000014"), ("ROWAN", "ASPEN", "BIRCH")


@pytest.fixture
def counted(pool):
    """Three unborn, six newborn and three older children of each of three authorities; three households each of three
    agencies.
    """
    unborn = {"date_of_birth": None, "expected_date_of_delivery": clock.today() + timedelta(days=60)}
    newborn = {"date_of_birth": clock.today()}
    with pool.app_context(), transaction():
        for code in ("S12000014", "BIRCH"):
            factories.member(code)
        for code in AUTHORITIES * 3:
            children = (factories.child(**facts) for facts in (unborn, newborn, newborn))
            factories.referral(factories.OPERATOR, *children, authority_code=code)
            older = factories.child(date_of_birth=clock.today() - timedelta(days=300))
            factories.referral(factories.OPERATOR, older, authority_code=code)
        for number, code in enumerate(AGENCIES * 3):
            factories.household(agency=code)
            sides = {"agency": code, "authority_code": AUTHORITIES[number // 3]}
            factories.purchase(history=True, moved_in_on=date(2025, 5, 1), **sides)


def test_the_page_opens_with_the_answer_and_goes_on_with_the_figures(coordinator, counted):
    page = coordinator.open("/statistics/")

    assert (
        f"{clock.today().year}, 36 children were waiting for a household and 9 households were available." in page.says
    )
    assert "Unborn 9 Under 6 months 18 6 to 11 months not shown 1 year or older not shown" in page.says
    assert "Children waiting, by urgency Not shown: some of these numbers are small" in page.says


def test_a_number_that_is_not_shown_says_why(coordinator, counted):
    says = coordinator.open("/statistics/").says

    assert "Open links not shown It is small, or mostly one member’s" in says
    assert "Whatever is not shown may be 0, 1, 2, 3 or 4 to you" in says


def test_a_year_that_is_over_can_be_chosen(coordinator, counted):
    page = coordinator.open("/statistics/?period=2025-26")

    assert "1 April 2025 to 31 March 2026" in page.says
    assert "Children who moved in 9" in page.says
    assert "Children who moved in not shown" in coordinator.open("/statistics/?period=2023-24").says


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ("period=2199-00", 422),
        ("period=yesterday", 422),
        ("consortium=WEST", 404),
        ("consortium=NOWHERE", 404),
        ("consortium=EAST&period=2025-26-Q1", 422),
    ],
)
def test_what_cannot_be_asked_is_refused(coordinator, counted, asked, status):
    assert coordinator.open(f"/statistics/?{asked}").status == status


def test_a_foreign_consortium_is_refused_in_the_words_of_an_unknown_one(coordinator, counted):
    foreign, unknown = (coordinator.open(f"/statistics/?consortium={code}").says for code in ("WEST", "NOWHERE"))

    assert foreign == unknown


@pytest.mark.parametrize(
    ("role", "at"),
    [
        (Role.FINANCE_OFFICER, "S12000036"),
        (Role.AUDITOR, None),
        (Role.ADMINISTRATOR, "ROWAN"),
        (Role.AGENCY_WORKER, "ROWAN"),
        (Role.PANEL_ADVISER, None),
    ],
)
def test_everybody_finds_the_page_and_reads_the_same_on_it(coordinator, counted, enter, role, at):
    visitor = enter(role, at=at)
    page = visitor.open(visitor.open("/members/").link("/statistics/"))

    expected = coordinator.open("/statistics/").says

    assert page.says.partition("Statistics, EAST")[2] == expected.partition("Statistics, EAST")[2]


def test_a_consortium_without_numbers_says_what_would_stand_there(stranger):
    page = stranger.open("/statistics/")

    assert "and how many households were free, is not shown." in page.says
    assert "None of these numbers can be shown yet." in page.says


def test_of_several_consortia_each_can_be_chosen(pool, counted):
    roles = [("EAST", Role.COORDINATOR), ("WEST", Role.AUDITOR)]
    with pool.app_context(), transaction():
        factories.member(factories.hub(), of="WEST", kind=MemberKind.PARTNER)
        known = {"email": "two@example.org", "name": "Eilidh Moir", "password": PASSWORD, "roles": roles}
        people.create(factories.OPERATOR, member_code=factories.hub(), **known)
    visitor = Visitor(pool.test_client())
    visitor.sign_in("two@example.org")

    assert "Statistics, EAST On " in visitor.open("/statistics/?period=2024-25").says
    assert "Statistics, WEST How many" in visitor.open("/statistics/?period=2024-25&consortium=WEST").says


def test_the_page_asks_the_database_as_often_however_much_there_is(pool, coordinator, stranger, statements, counted):
    def asked(visitor):
        return statements(lambda: visitor.open("/statistics/"))

    assert asked(coordinator) == asked(stranger) <= 20


def test_the_page_has_no_fault_full_or_empty(coordinator, stranger, counted, browse):
    assert chromium.faults(browse(coordinator), "/statistics/") == []
    assert chromium.faults(browse(stranger), "/statistics/?period=2024-25") == []
