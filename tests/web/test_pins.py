"""Coordinators decide on pairs with a reason, read what is in force, change it and lift it; nobody else sees it."""

import pytest
from flask import Flask

from consortium.access import Role
from consortium.floor.db import transaction
from tests import factories
from tests.web.conftest import Enter
from tests.web.visitors import Page, Visitor, day

DECIDED = {
    "referral_ref": "R-1",
    "household_ref": "H-1",
    "decision": "forbid",
    "reason": "The families know each other.",
}


@pytest.fixture(autouse=True)
def pair(pool: Flask) -> None:
    """A child who waits and a household that would suit."""
    with pool.app_context(), transaction():
        factories.household(household_ref="H-1")
        factories.referral(referral_ref="R-1")


def decide(visitor: Visitor, **changes: str) -> Page:
    return visitor.send("/pins/decide", **DECIDED | changes)


def test_a_pair_is_forbidden_and_stands_in_the_list_with_its_reason(coordinator: Visitor):
    page = decide(coordinator)

    assert "The decision is recorded." in page.says
    assert "R-1 with H-1 Forbidden The families know each other." in page.says


def test_a_run_goes_by_the_decision(coordinator: Visitor):
    decide(coordinator)

    assert "R-1 with H-1" not in coordinator.send("/runs/start", **day("as_of", 2026, 11, 23)).says


def test_a_decision_without_its_reason_is_refused_beside_each_field(coordinator: Visitor):
    page = coordinator.send("/pins/decide", referral_ref="R-1", household_ref="")

    assert page.status == 422
    for sentence in ("Enter the reference of the household.", "Choose what you decide.", "Enter the reason;"):
        assert page.says.count(sentence) == 2
    assert page.read.carried["referral_ref"] == ["R-1"]


def test_a_pair_that_is_not_known_is_said_to_be_not_known(coordinator: Visitor):
    page = decide(coordinator, household_ref="H-404")

    assert page.status == 422
    assert page.says.count("H-404 is not known here.") == 2


def test_a_suggestion_leads_to_a_decision_on_its_pair(coordinator: Visitor):
    run = coordinator.send("/runs/start", **day("as_of", 2026, 11, 23))
    suggestion = coordinator.open(run.link("/suggestions/R-1"))

    page = coordinator.open(suggestion.link("/pins/decide"))

    assert (page.read.carried["referral_ref"], page.read.carried["household_ref"]) == (["R-1"], ["H-1"])


def test_a_decision_is_changed_and_an_override_is_said(coordinator: Visitor):
    form = decide(coordinator).link("/change")

    page = coordinator.send(form, decision="pin", override="yes", reason="Her brother lives there.")

    assert "R-1 with H-1 Pinned may pass over distance, dates and open links Her brother lives there." in page.says


def test_a_decision_is_lifted_and_is_gone_from_the_list(coordinator: Visitor):
    page = coordinator.send(decide(coordinator).link("/lift"))

    assert "The decision was lifted." in page.says
    assert "No decision on a pair is in force." in page.says


@pytest.mark.parametrize("act", ["/change", "/lift"])
def test_what_somebody_else_changed_meanwhile_is_shown_first(coordinator: Visitor, act: str):
    listed = decide(coordinator)
    stale = coordinator.open(listed.link(act))
    coordinator.send(listed.link("/change"), reason="They are neighbours.")

    page = coordinator.send(stale)

    assert page.status == 409
    assert "Reason The families know each other. They are neighbours." in page.says


def test_decisions_are_for_coordinators_of_their_consortium_alone(
    coordinator: Visitor, stranger: Visitor, enter: Enter
):
    form = decide(coordinator).link("/lift")

    assert "No decision on a pair is in force." in stranger.open("/pins/").says
    assert stranger.send(form).status == 404
    assert decide(stranger).status == 422
    for role, at in ((Role.AGENCY_WORKER, "ROWAN"), (Role.AUTHORITY_WORKER, factories.EDINBURGH)):
        visitor = enter(role, at=at)
        assert [visitor.open(path).status for path in ("/pins/", "/pins/decide", form)] == [403, 403, 403]
