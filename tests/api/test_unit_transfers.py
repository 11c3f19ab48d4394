"""Transfers of units and relief through the JSON door."""

import pytest

from consortium.access import Role

COMMITMENT = {"authority_code": "S12000036", "period_start": "2025-04-01", "period_end": "2026-04-01"}
BOUGHT = {"agency": "ROWAN", "children": 2, "moved_in_on": "2025-06-15", "ended_on": "2025-07-01"}
WHY = "Both finance officers agreed to it."


@pytest.fixture
def commitment(coordinator):
    agreement = coordinator.post("/agreements", {"agreement_ref": "A-1", "consortium": "EAST", "title": "Minimums"})
    bought = BOUGHT | {"authority_code": "S12000047", "end_reason": "kinship"}
    assert coordinator.post("/purchases", bought).status_code == 201
    return coordinator.post(
        "/commitments", COMMITMENT | {"agreement_id": agreement.json["id"], "minimum_units": 3}
    ).json


@pytest.fixture
def transfer(coordinator, commitment):
    said = {"commitment_id": commitment["id"], "to_authority": "S12000047", "units": 2, "on": "2026-04-02"}
    created = coordinator.post("/unit-transfers", said | {"reason": WHY})
    assert created.status_code == 201, created.json
    return created.json


def test_a_transfer_is_read_back_and_stands_in_the_ledger(coordinator, commitment, transfer):
    entries = coordinator.get(f"/commitments/{commitment['id']}/entries").json["items"]

    assert (transfer["from_authority"], transfer["to_authority"], transfer["units"]) == ("S12000036", "S12000047", 2)
    assert [(one["kind"], one["units"], one["other_authority"]) for one in entries][1:] == [
        ("transferred_in", 2, "S12000047")
    ]


def test_more_than_there_is_is_refused(coordinator, commitment, transfer):
    said = {"commitment_id": commitment["id"], "to_authority": "S12000047", "units": 1, "on": "2026-04-02"}
    refused = coordinator.post("/unit-transfers", said | {"reason": WHY})

    assert (refused.status_code, refused.json["code"]) == (409, "too_many_units")


def test_a_transfer_is_taken_back_and_never_edited(coordinator, transfer):
    path = f"/unit-transfers/{transfer['id']}"

    assert coordinator.patch(path, {"units": 1}, etag='"1"').status_code == 405
    taken_back = coordinator.post(f"{path}/reversal", {"reason": "It was of another year."})

    assert (taken_back.status_code, taken_back.json["reversal_reason"]) == (200, "It was of another year.")


def test_the_receiver_is_told_the_transfer_without_the_givers_minimum(caller, transfer):
    receiver = caller(Role.FINANCE_OFFICER, at="S12000047")
    (read,) = receiver.get("/unit-transfers").json["items"]

    assert (read["id"], read["units"], "commitment_id" in read) == (transfer["id"], 2, False)


def test_relief_is_recorded_counts_and_is_taken_back(coordinator, commitment):
    made = coordinator.post("/reliefs", {"commitment_id": commitment["id"], "units": 1, "reason": WHY})
    counted = coordinator.get("/year-ends").json["results"][0]["relieved_units"]
    taken_back = coordinator.post(f"/reliefs/{made.json['id']}/reversal", {"reason": WHY})

    assert (made.status_code, made.json["offer"], counted) == (201, "none", 1)
    assert taken_back.json["reversed_on"]
    assert coordinator.get("/year-ends").json["results"][0]["relieved_units"] == 0
