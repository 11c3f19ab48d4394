"""What a finished run answers, through the JSON door."""

import pytest

from tests.api.callers import CARER, REFERRAL, accepted
from tests.api.test_match_runs import APPROVED


@pytest.fixture
def run(coordinator, authority_worker):
    """One household, two children whom it could take, and one for whom nobody is approved."""
    assert coordinator.post("/carers", CARER | APPROVED).status_code == 201
    for born_on in ("2026-05-04", "2026-06-04", "2016-05-04"):
        told = REFERRAL | {"children": [{"date_of_birth": born_on}]}
        assert accepted(authority_worker, coordinator, told).json["status"] == "searching"
    started = coordinator.post("/match-runs", {"as_of": "2026-11-22", "consortia": ["EAST"]})
    return f"/match-runs/{started.json['id']}"


@pytest.fixture
def pairs(coordinator, run):
    (home,) = coordinator.get("/carers").json["items"]
    return coordinator.get(f"{run}/pairs?household_ref={home['household_ref']}").json["pairs"]


def test_a_household_has_a_column_of_referrals_with_bars_and_exact_losses(pairs):
    suggested, possible, barred = pairs

    assert [one["standing"] for one in pairs] == ["suggested", "possible", "barred"]
    assert possible["loss"]["points"] >= 0
    assert possible["moves"][0]["takes"] == possible["household_ref"]
    assert [bar["code"] for bar in barred["bars"]] == ["age_outside_approval"]
    assert barred["bars"][0]["sentence"].startswith("A child's age")


def test_a_pair_is_compared(coordinator, run, pairs):
    refs = f"referral_ref={pairs[2]['referral_ref']}&household_ref={pairs[2]['household_ref']}"

    found = coordinator.get(f"{run}/comparison?{refs}").json

    assert found["pair"] == pairs[2]
    assert {fact["verdict"] for fact in found["facts"] if fact["code"] == "age_outside_approval"} == {"mismatch"}


def test_bottlenecks_name_who_shares_too_little(coordinator, run, pairs):
    found = coordinator.get(f"{run}/bottlenecks").json["bottlenecks"]

    assert sorted(len(one["referrals"]) for one in found) == [1, 2]
    assert {ref for one in found for ref in one["without"]} == {pairs[1]["referral_ref"], pairs[2]["referral_ref"]}


def test_a_run_says_what_changed_since_the_one_before_and_why(coordinator, agency_worker, run):
    assert coordinator.get(f"{run}/changes").status_code == 404
    (home,) = coordinator.get("/carers").json["items"]
    held = agency_worker.patch(f"/carers/{home['id']}", {"hold_until": "2027-11-22"}, etag='"1"')
    assert held.status_code == 200, held.json
    again = coordinator.post("/match-runs", {"as_of": "2026-11-22", "consortia": ["EAST"]}).json["id"]

    found = coordinator.get(f"/match-runs/{again}/changes").json

    (one,) = found["differences"]
    assert (found["before_number"], one["now"], one["together"]) == (1, None, [])
    assert one["causes"] == [f"{home['household_ref']}: on hold until: 22 November 2027, before: not set"]


@pytest.mark.parametrize("asked", ["pairs", "pairs?referral_ref=R-1&household_ref=H-1", "comparison?referral_ref=R-1"])
def test_a_question_about_nobody_or_about_too_many_is_refused(coordinator, run, asked):
    refused = coordinator.get(f"{run}/{asked}")

    assert (refused.status_code, refused.json["code"]) == (422, "invalid")
    assert {fault["parameter"] for fault in refused.json["errors"]} >= {"household_ref"}


def test_a_stranger_to_the_run_is_not_found(coordinator, run):
    assert coordinator.get(f"{run}/pairs?referral_ref=R-999").status_code == 404
