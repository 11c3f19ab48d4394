"""Decisions on pairs through the JSON door: taken, read, replaced and lifted by coordinators alone."""

import pytest

from tests.api.callers import CARER, REFERRAL

DECIDED = {"referral_ref": "R-1", "household_ref": "H-1", "decision": "pin", "reason": "Her brother lives there."}


@pytest.fixture
def pin(coordinator):
    """A pinned pair."""
    assert coordinator.post("/carers", CARER | {"household_ref": "H-1"}).status_code == 201
    assert coordinator.post("/referrals", REFERRAL | {"referral_ref": "R-1"}).status_code == 201
    decided = coordinator.post("/pins", DECIDED)
    assert decided.status_code == 201, decided.json
    return decided.json


def test_a_decision_reads_back_as_it_was_told(coordinator, pin):
    assert pin.items() >= (DECIDED | {"override": False, "lifted": False, "version": 1}).items()
    assert coordinator.get(f"/pins/{pin['id']}").json == pin
    assert coordinator.get("/pins").json["items"] == [pin]


def test_deciding_again_replaces_what_was_decided_on_the_pair(coordinator, pin):
    again = coordinator.post("/pins", DECIDED | {"decision": "forbid", "override": False}).json

    assert (again["id"], again["decision"], again["version"]) == (pin["id"], "forbid", 2)


def test_an_override_is_true_or_false(coordinator, pin):
    assert coordinator.post("/pins", DECIDED | {"override": True}).json["override"] is True
    assert coordinator.post("/pins", DECIDED | {"override": "yes"}).status_code == 422


def test_a_lifted_decision_is_no_longer_in_force(coordinator, pin):
    lifted = coordinator.post(f"/pins/{pin['id']}/lift", etag='"1"')

    assert (lifted.status_code, lifted.json["lifted"]) == (200, True)
    assert coordinator.get("/pins").json["items"] == []
    assert coordinator.get(f"/pins/{pin['id']}").status_code == 404


def test_a_decision_that_was_changed_meanwhile_is_not_lifted(coordinator, pin):
    coordinator.post("/pins", DECIDED | {"reason": "Another."})

    assert coordinator.post(f"/pins/{pin['id']}/lift", etag='"1"').status_code == 412
    assert coordinator.post(f"/pins/{pin['id']}/lift").status_code == 428


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"household_ref": "H-404"}, "#/household_ref"),
        ({"decision": "perhaps"}, "#/decision"),
        ({"reason": ""}, "#/reason"),
    ],
)
def test_what_cannot_be_decided_is_refused_by_name(coordinator, pin, changes, pointer):
    refused = coordinator.post("/pins", DECIDED | changes)

    assert refused.status_code == 422
    assert [fault["pointer"] for fault in refused.json["errors"]] == [pointer]


def test_decisions_are_for_coordinators_of_their_consortium_alone(pin, stranger, agency_worker, authority_worker):
    assert stranger.get("/pins").json["items"] == []
    assert stranger.post(f"/pins/{pin['id']}/lift", etag='"1"').status_code == 404
    for worker in (agency_worker, authority_worker):
        assert worker.get("/pins").status_code == 403
        assert worker.post("/pins", DECIDED).status_code == 403
