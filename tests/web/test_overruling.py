"""At the console a suggestion is set aside for a reason, taken up again, and what was decided is counted by month."""

import pytest

from consortium.floor.db import transaction
from tests import factories
from tests.web.test_runs import start, waiting
from tests.web.visitors import Page, Visitor

__all__ = ["waiting"]
WHY = "The ages and the needs agree."


@pytest.fixture
def found(coordinator: Visitor, waiting: None) -> Page:
    return start(coordinator)


@pytest.fixture
def suggestion(coordinator: Visitor, found: Page) -> Page:
    """The page of the one suggestion: H-1 for R-1."""
    return coordinator.open(found.link("/suggestions/R-1"))


def set_aside(coordinator: Visitor, suggestion: Page, **said: str) -> Page:
    return coordinator.send(suggestion.link("/set-aside/R-1"), **said)


def test_a_suggestion_is_set_aside_counted_and_taken_up_again(coordinator: Visitor, suggestion: Page):
    page = set_aside(coordinator, suggestion, reason="timing")

    assert "The suggestion is set aside." in page.says
    assert "Not followed Not at this time" in page.says
    assert "Propose this link" not in page.says
    assert "default 1 0 1 Not at this time: 1 0 0" in coordinator.open("/policies/decisions").says
    again = coordinator.send(page.link("/take-up/R-1"))
    assert "The suggestion stands again." in again.says
    assert "Not at this time" not in coordinator.open("/policies/decisions").says


def test_why_it_is_not_followed_is_asked_beside_its_fields(coordinator: Visitor, suggestion: Page):
    assert "Choose why." in set_aside(coordinator, suggestion).says

    page = set_aside(coordinator, suggestion, reason="other", note="short")

    assert (page.status, page.says.count("Say why, in 10 to 500 characters.")) == (422, 2)


def test_another_household_than_suggested_is_proposed_with_a_reason(coordinator: Visitor, suggestion: Page, pool):
    with pool.app_context(), transaction():
        factories.household(household_ref="H-2")
    pair = {"referral_ref": "R-1", "household_ref": "H-2", "reason": WHY}

    refused = coordinator.send("/links/propose", **pair)
    made = coordinator.send("/links/propose", **pair, overrules="other", overrules_note="A cousin is there already.")

    assert (refused.status, refused.says.count("The last run suggests H-1 for this referral.")) == (422, 2)
    assert "The link is proposed." in made.says
    assert "Another reason: 1" in coordinator.open("/policies/decisions").says
    assert "What was proposed instead" in coordinator.open(suggestion.response.request.path).says


def test_where_no_run_was_there_is_nothing_to_count(coordinator: Visitor, pool):
    assert "No run of EAST has suggested a pair yet." in coordinator.open("/policies/decisions").says
