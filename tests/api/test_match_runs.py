"""Match runs through the JSON door: started, read, and their result given byte for byte."""

import json
from uuid import UUID

import pytest

from consortium.floor.db import db, transaction
from matching.running.runs import MatchRun, RunStatus
from tests.api.callers import CARER, REFERRAL, accepted

APPROVED = {"approved_fostering_on": "2026-01-01", "approved_adoption_on": "2026-01-01"}


@pytest.fixture
def run(coordinator, authority_worker):
    """A run over one household and two referrals, of which one is for a child nobody is approved for."""
    assert coordinator.post("/carers", CARER | APPROVED).status_code == 201
    for born_on in ("2026-05-04", "2016-05-04"):
        told = REFERRAL | {"children": [{"date_of_birth": born_on}]}
        assert accepted(authority_worker, coordinator, told).json["status"] == "searching"
    started = coordinator.post("/match-runs", {"as_of": "2026-11-22", "consortia": ["EAST"]})
    assert started.status_code == 201, started.json
    return started.json


def test_a_small_run_is_done_when_it_answers(coordinator, run):
    read = coordinator.get(f"/match-runs/{run['id']}").json

    assert read == run
    assert (run["status"], run["as_of"], run["consortia"]) == ("done", "2026-11-22", ["EAST"])


def test_the_result_is_the_documents_exact_bytes(coordinator, run):
    result = coordinator.get(f"/match-runs/{run['id']}/result")

    document = json.loads(result.data)
    assert result.mimetype == "application/json"
    assert result.data == (json.dumps(document, indent=2, ensure_ascii=False) + "\n").encode()
    assert document["inputs_sha256"] == run["inputs_sha256"]


def test_a_run_that_failed_has_no_result_to_give(app, coordinator, run):
    with app.app_context(), transaction():
        failed = db.session.get_one(MatchRun, UUID(run["id"]))
        failed.status, failed.document, failed.error = RunStatus.FAILED, None, "The solver gave no answer."

    refused = coordinator.get(f"/match-runs/{run['id']}/result")

    assert (refused.status_code, refused.json["code"]) == (409, "no_result")


def test_suggestions_say_their_points_and_what_earned_them(coordinator, run):
    (suggestion,) = coordinator.get(f"/match-runs/{run['id']}/suggestions").json["items"]

    assert sum(suggestion["merits"].values()) == suggestion["points"]
    assert suggestion["match_run_id"] == run["id"]
    assert coordinator.get(f"/suggestions/{suggestion['id']}").json == suggestion
    assert coordinator.get(f"/suggestions?run_id={run['id']}").json["items"] == [suggestion]


def test_who_found_nobody_is_told_with_the_reasons(coordinator, run):
    (missing,) = coordinator.get(f"/match-runs/{run['id']}/unmatched").json["items"]

    assert missing["reasons"][0] == {"bar": "age_outside_approval", "households": 1}


def test_the_latest_run_comes_first(coordinator, run):
    later = coordinator.post("/match-runs", {"as_of": "2026-11-23"}).json

    numbers = [one["number"] for one in coordinator.all_of("/match-runs", limit=1)]

    assert numbers == [later["number"], run["number"]]


@pytest.mark.parametrize("below", ["", "/result", "/suggestions", "/unmatched"])
def test_runs_are_for_coordinators_of_their_consortium_alone(run, stranger, agency_worker, authority_worker, below):
    path = f"/match-runs/{run['id']}{below}"

    assert stranger.get(path).status_code == 404
    assert agency_worker.get(path).status_code == 403
    assert authority_worker.get(path).status_code == 403


def test_nobody_starts_a_run_over_anothers_consortium(coordinator, agency_worker):
    assert coordinator.post("/match-runs", {"consortia": ["WEST"]}).status_code == 404
    assert agency_worker.post("/match-runs", {}).status_code == 403


def test_a_suggestion_becomes_a_link_whose_reasons_each_side_reads_by_its_stage(coordinator, agency_worker, run):
    (suggestion,) = coordinator.get(f"/match-runs/{run['id']}/suggestions").json["items"]
    path = f"/suggestions/{suggestion['id']}/acceptance"
    assert agency_worker.post(path, {"reason": "We would like this child."}).status_code == 403

    link = coordinator.post(path, {"reason": "The ages and the needs agree."}).json
    reasons = agency_worker.get(f"/links/{link['id']}/reasons").json["reasons"]

    assert {one["code"] for one in reasons} == {"willingness", "waiting"}
    assert coordinator.get(f"/suggestions/{suggestion['id']}").json["link_id"] == link["id"]
    assert coordinator.post(path, {"reason": "The ages and the needs agree."}).status_code == 409
