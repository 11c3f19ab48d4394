"""Members are found, added and changed by who coordinates them."""

import pytest
from flask import Flask

from consortium import members
from consortium.access import OPERATOR
from consortium.floor.db import transaction
from tests.web.visitors import day


@pytest.fixture
def rowan(pool: Flask) -> str:
    with pool.app_context():
        return f"/members/{members.by_code(OPERATOR, code='ROWAN').id}"


@pytest.fixture
def stay(pool: Flask, rowan: str) -> str:
    with pool.app_context():
        return f"{rowan}/stays/{members.by_code(OPERATOR, code='ROWAN').memberships[0].id}"


def test_members_are_listed_by_kind(coordinator):
    says = coordinator.open("/members/?kind=agency").says

    assert ("ROWAN" in says, "ASPEN" in says, "S12000036" in says) == (True, True, False)


def test_members_of_another_consortium_are_not_listed(coordinator):
    assert "ALDER" not in coordinator.open("/members/").says


def test_a_member_is_added(coordinator):
    page = coordinator.send("/members/add", kind="partner", name="Coram", code="CORAM", **day("joined_on", 2026, 4, 1))

    assert "The member is added." in page.says
    assert "1 April 2026" in page.says


def test_an_incomplete_member_is_refused_with_what_was_typed_kept(coordinator):
    page = coordinator.send("/members/add", name="Coram")

    assert page.status == 422
    assert "There are 2 things to put right" in page.says
    assert page.read.carried["name"] == ["Coram"]


def test_a_member_that_belongs_already_is_refused_in_words(coordinator):
    page = coordinator.send("/members/add", kind="agency", name="Rowan", code="ROWAN")

    assert page.status == 409
    assert "already" in page.says


def test_a_name_is_changed(rowan, coordinator):
    assert "Rowan Family Trust" in coordinator.send(f"{rowan}/name", name="Rowan Family Trust").says


def test_a_stale_name_shows_the_one_given_meanwhile(pool, rowan, coordinator):
    page = coordinator.open(f"{rowan}/name")
    with pool.app_context(), transaction():
        member = members.by_code(OPERATOR, code="ROWAN")
        members.change(OPERATOR, member_id=member.id, version=member.version, name="Rowan Trust")
    page = coordinator.send(page, name="The Rowan")

    assert page.status == 409
    assert "Rowan Trust" in page.says
    assert page.read.carried["name"] == ["The Rowan"]


def test_the_days_of_a_membership_are_changed(stay, coordinator):
    page = coordinator.send(stay, **day("left_on", 2027, 3, 31))

    assert "The days are changed." in page.says
    assert "31 March 2027" in page.says


@pytest.mark.parametrize("page", ["/members/add", "{rowan}/name", "{stay}"])
def test_nobody_else_changes_members(rowan, stay, agency_worker, page):
    assert agency_worker.open(page.format(rowan=rowan, stay=stay)).status == 403


def test_a_consortium_that_is_not_ones_own_is_not_found(rowan, stay, stranger):
    assert stranger.open(rowan).status == 404
    assert stranger.open(stay).status == 404


def test_members_are_read_by_everybody_of_the_consortium(rowan, finance_officer):
    says = finance_officer.open(rowan).says

    assert "ROWAN by name" in says
    assert "Change the name" not in says
