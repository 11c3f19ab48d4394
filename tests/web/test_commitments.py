"""Commitments are added under an agreement, read with their terms, and changed by whoever saw their newest state."""

from datetime import date

import pytest
from flask import Flask

from consortium import members
from consortium.access import OPERATOR
from consortium.floor.db import transaction
from tests import factories
from tests.web.visitors import Page, Visitor, day

YEAR = day("period_start", 2026, 4, 1) | day("period_end", 2027, 3, 31)


@pytest.fixture
def agreed(pool: Flask) -> None:
    """An agreement of EAST."""
    with pool.app_context(), transaction():
        factories.agreement()


def add(visitor: Visitor, **changes: str) -> Page:
    agreement = next(link for link in visitor.open("/agreements/").read.links if len(link) > 40)
    form = next(link for link in visitor.open(agreement).read.links if "/commitments/add/" in link)
    return visitor.send(form, **{"authority_code": factories.EDINBURGH, "minimum_units": "3"} | YEAR | changes)


def test_a_commitment_is_added_and_shows_its_terms(coordinator: Visitor, agreed: None):
    page = add(coordinator)

    assert "The commitment was added." in page.says
    assert "Last day 31 March 2027" in page.says
    assert "Agreed minimum 3" in page.says


def test_an_overlap_is_refused_in_a_sentence_and_what_was_typed_is_kept(coordinator: Visitor, agreed: None):
    add(coordinator)

    page = add(coordinator, minimum_units="5")

    assert page.status == 422
    assert "has a commitment for some of these days already" in page.says
    assert page.read.carried["minimum_units"] == ["5"]


def test_a_minimum_that_is_no_number_is_refused_beside_its_field(coordinator: Visitor, agreed: None):
    page = add(coordinator, minimum_units="three")

    assert page.status == 422
    assert page.says.count("Write a whole number") == 2
    assert page.read.carried["minimum_units"] == ["three"]


def test_terms_are_changed(coordinator: Visitor, agreed: None):
    path = add(coordinator).response.request.path

    page = coordinator.send(f"{path}/change", tolerance_units="1")

    assert "The terms were changed" in page.says
    assert "Tolerance 1" in page.says
    assert "Last day 31 March 2027" in page.says


def test_a_change_of_what_somebody_else_changed_meanwhile_shows_what(coordinator: Visitor, agreed: None):
    path = add(coordinator).response.request.path
    stale = coordinator.open(f"{path}/change")
    coordinator.send(f"{path}/change", minimum_units="4")

    page = coordinator.send(stale, minimum_units="5")

    assert page.status == 409
    assert "Agreed minimum" in page.says
    assert page.read.carried["minimum_units"] == ["5"]


def test_the_list_stands_latest_period_first(coordinator: Visitor, agreed: None):
    add(coordinator)
    add(coordinator, **day("period_start", 2025, 4, 1), **day("period_end", 2026, 3, 31))

    page = coordinator.open("/commitments/")

    assert page.says.index("1 April 2026 to") < page.says.index("1 April 2025 to")


def test_a_finance_officer_reads_their_own_and_cannot_change_it(
    coordinator: Visitor, finance_officer: Visitor, agreed: None
):
    path = add(coordinator).response.request.path

    assert "Change the terms" not in finance_officer.open(path).says
    assert finance_officer.open(f"{path}/change").status == 403


def test_an_authority_that_leaves_in_the_period_is_shown_what_the_terms_would_leave_of_its_minimum(
    coordinator: Visitor, pool: Flask
):
    with pool.app_context(), transaction():
        factories.agreement(pro_rata="months")
        commitment = factories.commitment()
        stay = commitment.authority.memberships[0]
        members.change_membership(OPERATOR, membership_id=stay.id, version=stay.version, left_on=date(2026, 12, 1))
        path = f"/commitments/{commitment.id}"

    page = coordinator.open(path)

    assert "It leaves on 1 December 2026. By the terms of A-1 the minimum would be 2 of 3." in page.says
    assert "Agreed minimum 3" in page.says
