"""Links at the JSON door: each side's answers carry the fields of the stage and no others; refusals tell nothing."""

import base64
import json

import pytest

from consortium import particulars
from consortium.access import OPERATOR, Role
from consortium.floor.db import transaction
from tests import factories

WHY = "The ages and the needs agree."


@pytest.fixture
def pair(app, coordinator):
    """The ids of a household with particulars and of a referral, whose members the coordinator knows."""
    with app.app_context(), transaction():
        household, referral = factories.household(), factories.referral()
        said = {"carer_names": "Eilidh Sharrow", "address": "4 Skerry Wynd"}
        particulars.record_household(OPERATOR, household_id=household.id, version=1, values=said)
        return {"household_id": str(household.id), "referral_id": str(referral.id)}


@pytest.mark.asvs("8.2.3", "15.3.1")
@pytest.mark.api_top_ten("API3")
def test_each_side_reads_what_the_stage_allows(pair, coordinator, authority_worker, agency_worker):
    path = f"/carers/{pair['household_id']}"
    link = coordinator.post("/links", pair | {"reason": WHY})
    first = authority_worker.get(path).json
    for side in (authority_worker, agency_worker):
        etag = side.get(f"/links/{link.json['id']}").headers["ETag"]
        assert side.post(f"/links/{link.json['id']}/agreement", etag=etag).status_code == 200
    second = authority_worker.get(path).json

    assert (first["disclosed"], second["disclosed"]) == ("L1", "L2")
    assert ("ethnicity" in first, "ethnicity" in second) == (False, True)
    assert not {"postcode", "address", "carer_names"} & (set(first) | set(second))


def test_a_coordinator_reads_no_address_before_the_file_is_opened(pair, coordinator):
    path = f"/carers/{pair['household_id']}"
    before = coordinator.get(path).json

    opened = coordinator.post(f"{path}/file-openings", {"reason": "The panel pack needs it."})

    assert opened.status_code == 200
    assert ("address" in before, coordinator.get(path).json["address"]) == (False, "4 Skerry Wynd")


def test_a_link_changes_for_who_names_its_version(pair, coordinator, agency_worker):
    link = coordinator.post("/links", pair | {"reason": WHY}).json["id"]

    assert agency_worker.post(f"/links/{link}/agreement").status_code == 428
    assert agency_worker.post(f"/links/{link}/agreement", etag='"9"').status_code == 412


@pytest.mark.parametrize("sent", [{}, {"reason": WHY, "status": "approved"}, {"reason": WHY, "approved_by": None}])
def test_a_link_is_made_of_the_known_fields_alone(pair, coordinator, sent):
    assert coordinator.post("/links", pair | sent).status_code == 422


@pytest.mark.asvs("8.2.2")
@pytest.mark.api_top_ten("API1")
def test_somebody_elses_link_is_answered_as_one_that_is_not_there(pair, coordinator, stranger):
    link = coordinator.post("/links", pair | {"reason": WHY}).json["id"]

    theirs, nobodys = stranger.get(f"/links/{link}"), stranger.get(f"/links/{pair['household_id']}")

    assert (theirs.status_code, theirs.data) == (nobodys.status_code, nobodys.data)
    assert stranger.post("/links", pair | {"reason": WHY}).status_code == 404


def test_the_looks_at_a_record_are_for_its_owner(pair, agency_worker, authority_worker):
    path = f"/carers/{pair['household_id']}"
    agency_worker.get(path)

    (look,) = agency_worker.get(f"{path}/looks").json["items"]

    assert (look["action"], look["organisation"]) == ("read", "ROWAN by name")
    assert authority_worker.get(f"{path}/looks").status_code == 404


def test_looks_are_told_and_paged_without_the_trails_own_number(pair, agency_worker):
    path = f"/carers/{pair['household_id']}"
    for _ in range(3):
        agency_worker.get(path)

    page = agency_worker.get(f"{path}/looks?limit=1").json

    assert set(page["items"][0]) == {"at", "name", "organisation", "action", "stage", "reason"}
    assert not any(part.isdigit() for part in json.loads(base64.urlsafe_b64decode(page["next"] + "==")))
    assert len(agency_worker.all_of(f"{path}/looks", limit=1)) == 3


def test_whoever_explores_a_household_is_not_told_how_many_others_do(
    pair, coordinator, authority_worker, agency_worker
):
    link = coordinator.post("/links", pair | {"reason": WHY}).json["id"]
    for side in (authority_worker, agency_worker):
        side.post(f"/links/{link}/agreement", etag=side.get(f"/links/{link}").headers["ETag"])

    seen = [who.get(f"/carers/{pair['household_id']}").json for who in (authority_worker, agency_worker, coordinator)]

    assert [row["disclosed"] for row in seen] == ["L2", "own", "L2"]
    assert [row.get("open_links") for row in seen] == [None, 1, 1]


def test_a_refusal_is_written_down_without_what_was_refused(pair, stranger, caller):
    stranger.get(f"/carers/{pair['household_id']}")

    events = caller(Role.AUDITOR, of="WEST").get("/audit-events").json["items"]

    assert [one["fields"] for one in events if one["action"] == "refused"] == [["404"]]


def test_both_sides_of_a_link_are_compared_as_far_as_its_stage_opens_both(pair, coordinator, agency_worker):
    link = coordinator.post("/links", pair | {"reason": WHY}).json["id"]

    seen = [who.get(f"/links/{link}/comparison").json["facts"] for who in (coordinator, agency_worker)]

    assert {"age", "sex"} <= {fact["name"] for fact in seen[0]}
    assert {fact["code"] for fact in seen[1]} <= {"need_declined", "experience"}
    assert {fact["verdict"] for fact in seen[0]} <= {"match", "mismatch", "unknown"}
