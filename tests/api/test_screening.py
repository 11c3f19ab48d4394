"""Drafts and screening through the JSON door."""

import pytest

from tests.api.callers import REFERRAL


@pytest.fixture
def submitted(authority_worker):
    """The path of a submitted referral, and its ETag."""
    created = authority_worker.post("/referrals", REFERRAL | {"draft": True})
    path = f"/referrals/{created.json['id']}"
    answer = authority_worker.post(f"{path}/submission", etag=created.headers["ETag"])
    assert (created.json["status"], answer.json["status"]) == ("draft", "submitted")
    return path, answer.headers["ETag"]


def answers(caller):
    (in_force,) = caller.get("/criteria").json["criteria"]
    return {one["code"]: "met" for one in in_force["criteria"] if one["under_months"] is None}


def test_a_draft_is_submitted_and_accepted(submitted, authority_worker, coordinator):
    path, etag = submitted

    accepted = coordinator.post(f"{path}/screening", {"outcome": "accept", "answers": answers(coordinator)}, etag=etag)

    moves = authority_worker.get(f"{path}/course").json["moves"]
    assert accepted.json["status"] == "searching"
    assert [move["to_status"] for move in moves] == ["searching", "submitted", "draft"]
    assert {one["answer"] for one in moves[0]["answers"]} == {"met"}


def test_an_answer_that_is_none_is_refused_and_nothing_changes(submitted, authority_worker, coordinator):
    path, etag = submitted
    body = {"outcome": "accept", "answers": answers(coordinator) | {"kin_explored": "perhaps"}}

    assert coordinator.post(f"{path}/screening", body, etag=etag).status_code == 422
    assert authority_worker.get(path).json["status"] == "submitted"


def test_the_authority_does_not_screen(submitted, authority_worker):
    path, etag = submitted
    body = {"outcome": "accept", "answers": answers(authority_worker)}

    assert authority_worker.post(f"{path}/screening", body, etag=etag).status_code == 403


def test_criteria_are_set_as_a_new_version(coordinator):
    body = {"consortium": "EAST", "criteria": [{"sentence": "Kin were asked."}]}

    made = coordinator.post("/criteria", body)

    assert (made.status_code, made.json["number"]) == (200, 1)
    assert coordinator.get("/criteria").json["criteria"][0]["criteria"][0]["code"] == "kin_were_asked"
