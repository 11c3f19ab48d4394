"""Scenarios of a run, through the JSON door: listed, made, read, deleted, and nothing else."""

import pytest

from tests.api.test_remedies import homes, run

__all__ = ["homes", "run"]


@pytest.fixture
def lost(homes):
    return {"name": "One fewer", "changes": [{"change": "household_lost", "household_ref": homes[0]}]}


def test_one_is_made_listed_and_read(coordinator, run, lost):
    made = coordinator.post(f"{run}/scenarios", lost)
    one = f"{run}/scenarios/{made.json['id']}"

    assert (made.status_code, made.json["counted"]) == (201, 1)
    assert [each["id"] for each in coordinator.get(f"{run}/scenarios").json["items"]] == [made.json["id"]]
    found = coordinator.get(one).json
    assert (found["stored"], len(found["others"])) == (lost["changes"], 1)


def test_what_is_deleted_is_not_there(coordinator, run, lost):
    one = f"{run}/scenarios/{coordinator.post(f'{run}/scenarios', lost).json['id']}"

    assert coordinator.post(f"{one}/delete").status_code == 200
    assert coordinator.get(one).status_code == 404
    assert coordinator.get(f"{run}/scenarios").json["items"] == []


def test_the_sums_are_those_of_the_run(coordinator, run, lost):
    key = coordinator.post(f"{run}/scenarios", lost).json["id"]
    found, result = coordinator.get(f"{run}/scenarios/{key}").json, coordinator.get(f"{run}/result").json

    assert found["points_before"] == result["objective"]["points"]
    assert found["placed_before"] == {name: result["objective"][name] for name in ("urgent", "soon", "routine")}


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ([], "Suppose at least one change."),
        ([{"change": "household_lost"}], "Change 1: household_ref is missing."),
        ([{"change": "child_lost"}], "Send one of"),
        ([{"change": "household_lost", "household_ref": "H", "link": True}], "This field is not known here"),
        ([{"change": "household_lost", "household_ref": "H", "until": "2027-01-01"}], "takes"),
        ([{"change": "household_held", "household_ref": "H", "until": "soon"}], "until: a day"),
        ([{"change": "fact_changed", "fact": "sexes", "ref": "H", "value": 1}], "Send one of"),
        ([{"change": "fact_changed", "fact": "answer", "ref": "H", "value": {"a": 1}}], "value: a text"),
    ],
)
def test_what_cannot_be_supposed_is_refused_with_a_sentence(coordinator, run, changes, why):
    refused = coordinator.post(f"{run}/scenarios", {"name": "x", "changes": changes})

    assert (refused.status_code, why in refused.text) == (422, True)
    assert coordinator.get(f"{run}/scenarios").json["items"] == []


def test_a_name_stands_once(coordinator, run, lost):
    coordinator.post(f"{run}/scenarios", lost)

    assert coordinator.post(f"{run}/scenarios", lost).status_code == 409


def test_who_coordinates_nothing_is_refused(authority_worker, run, lost):
    assert authority_worker.post(f"{run}/scenarios", lost).status_code == 403
    assert authority_worker.get(f"{run}/scenarios").status_code == 403


def test_a_scenario_is_not_changed_by_any_method(coordinator, run, lost):
    one = f"/api/v1{run}/scenarios/{coordinator.post(f'{run}/scenarios', lost).json['id']}"

    for method in ("PUT", "PATCH", "DELETE"):
        assert coordinator.client.open(one, method=method).status_code == 405
