"""Policies through the JSON door: signed term by term, read, and named by a run where consortia differ."""

from datetime import timedelta

import pytest

from consortium.access import OPERATOR, MemberKind, Role
from consortium.accounts import people
from consortium.accounts.people import User
from consortium.floor import clock
from consortium.floor.db import db, transaction
from matching.policy import MERIT_WEIGHTS
from matching.terms import policies
from tests import factories

TERMS = {"version": "2026-1", "signed_off_by": "Implementation group", "merits": {"willingness": 90}}


@pytest.fixture
def signed(coordinator):
    answer = coordinator.post("/policies", {"consortium": "EAST", "terms": TERMS})
    assert answer.status_code == 201, answer.json
    return answer.json


def test_a_policy_is_signed_and_what_it_leaves_out_has_its_default(coordinator, signed):
    assert (signed["consortium"], signed["number"], signed["terms"]["grace_days"]) == ("EAST", 1, 14)
    assert signed["terms"]["merits"] == MERIT_WEIGHTS | {"willingness": 90}
    assert coordinator.get(f"/policies/{signed['id']}").json == signed


def test_the_latest_comes_first_and_governs_the_next_run(coordinator, signed):
    later = coordinator.post("/policies", {"consortium": "EAST", "terms": TERMS | {"version": "2026-2"}}).json

    assert [one["number"] for one in coordinator.all_of("/policies", limit=1)] == [2, 1]
    assert coordinator.post("/match-runs", {}).json["policy_version"] == later["terms"]["version"]


def test_a_policy_governs_from_its_day_on_and_never_from_a_day_that_is_past(coordinator, signed):
    later = str(clock.today() + timedelta(days=10))
    sent = {"consortium": "EAST", "terms": TERMS | {"version": "2027-1"}}
    assert coordinator.post("/policies", sent | {"effective_on": later}).json["effective_on"] == later

    runs = [coordinator.post("/match-runs", asked).json for asked in ({}, {"as_of": later})]
    refused = coordinator.post("/policies", sent | {"effective_on": str(clock.today() - timedelta(days=1))})

    assert [run["policy_version"] for run in runs] == ["2026-1", "2027-1"]
    assert (refused.status_code, refused.json["errors"][0]["pointer"]) == (422, "#/effective_on")


@pytest.mark.parametrize(
    ("terms", "pointer"),
    [
        ({"merits": {"price": 5}}, "#/terms/merits/price"),
        ({"merits": {"travel": 10_001}}, "#/terms/merits/travel"),
        ({"grace_days": -1}, "#/terms/grace_days"),
        ({"max_open_links_referral": 0}, "#/terms/max_open_links_referral"),
        ({"budget": 1}, "#/terms/budget"),
    ],
)
def test_a_term_that_cannot_stand_in_a_policy_is_refused_by_name(coordinator, terms, pointer):
    refused = coordinator.post("/policies", {"consortium": "EAST", "terms": terms})

    assert (refused.status_code, refused.json["errors"][0]["pointer"]) == (422, pointer)


def test_policies_are_for_coordinators_of_their_consortium_alone(coordinator, signed, stranger, agency_worker):
    assert stranger.get("/policies").json["items"] == []
    assert stranger.get(f"/policies/{signed['id']}").status_code == 404
    assert stranger.post("/policies", {"consortium": "EAST", "terms": {}}).status_code == 404
    assert agency_worker.get("/policies").status_code == 403
    assert agency_worker.post("/policies", {"consortium": "EAST", "terms": {}}).status_code == 403


def test_terms_are_tried_on_a_run_and_nothing_is_kept(app, coordinator):
    with app.app_context(), transaction():
        factories.referral(referral_ref="R-1")
        for ref, needs in (("H-1", ()), ("H-2", ("prematurity",))):
            factories.household(household_ref=ref, yes_needs=needs, max_travel_minutes=60 if needs else 90)
        factories.household(household_ref="H-3", available_from=clock.today() + timedelta(days=30))
    run = coordinator.post("/match-runs", {"consortia": ["EAST"]}).json["id"]

    same = coordinator.post(f"/match-runs/{run}/trial", {"terms": {}}).json
    found = coordinator.post(f"/match-runs/{run}/trial", {"terms": {"grace_days": 60, "merits": {"travel": 0}}}).json
    refused = coordinator.post(f"/match-runs/{run}/trial", {"terms": {"merits": {"price": 1}}})

    assert (same["terms"], same["others"], same["placed_before"]) == ([], [], same["placed_now"])
    assert found["terms"] == ["grace_days", "travel"]
    assert refused.status_code == 422
    assert coordinator.get("/policies").json["items"] == []


def test_a_run_over_consortia_that_differ_goes_by_the_policy_it_names(app, coordinator, signed):
    with app.app_context(), transaction():
        policies.sign(OPERATOR, consortium_code="WEST", toml='version = "theirs"')
        factories.member("HUB-EAST", of="WEST", kind=MemberKind.PARTNER)
        (person,) = db.session.scalars(people.visible(OPERATOR).where(User.member.has(code="HUB-EAST")))
        people.grant(OPERATOR, user_id=person.id, version=1, consortium_code="WEST", role=Role.COORDINATOR)

    refused = coordinator.post("/match-runs", {})
    named = coordinator.post("/match-runs", {"policy_id": signed["id"]})

    assert (refused.status_code, refused.json["code"]) == (409, "which_policy")
    assert (named.status_code, named.json["policy_version"]) == (201, "2026-1")
