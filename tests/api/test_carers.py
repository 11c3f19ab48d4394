"""Households through the JSON door, as an agency's own system would keep them."""

from uuid import uuid4

import pytest

from tests.api.callers import CARER


def test_a_registered_household_is_read_back_as_it_was_given(agency_worker):
    sent = CARER | {"household_ref": "H-MINE", "yes_needs": ["prematurity"], "languages": ["Gàidhlig"], "sexes": ["F"]}

    created = agency_worker.post("/carers", sent)

    read = agency_worker.get(f"/carers/{created.json['id']}")
    assert created.status_code == 201
    assert created.headers["Location"] == f"/api/v1/carers/{created.json['id']}"
    assert {name: read.json[name] for name in sent} == sent
    assert read.json == created.json


def test_a_household_without_a_reference_is_given_one(agency_worker):
    created = agency_worker.post("/carers", CARER)

    assert created.json["household_ref"].startswith("H-")


def test_a_change_names_the_version_that_was_read(agency_worker):
    created = agency_worker.post("/carers", CARER)
    path, etag = created.headers["Location"].removeprefix("/api/v1"), created.headers["ETag"]

    missing = agency_worker.patch(path, {"hold_until": "2027-01-31"})
    changed = agency_worker.patch(path, {"hold_until": "2027-01-31"}, etag=etag)
    stale = agency_worker.patch(path, {"hold_until": None}, etag=etag)

    assert [missing.status_code, changed.status_code, stale.status_code] == [428, 200, 412]
    assert agency_worker.get(path).json["hold_until"] == "2027-01-31"
    assert changed.headers["ETag"] != etag


@pytest.mark.parametrize("etag", ["*", "1", '"x"', 'W/"1"', '"1", "2"', '"-1"', '"99999999999999999999"', '"²"', ""])
def test_an_if_match_that_names_no_version_changes_nothing(agency_worker, etag):
    created = agency_worker.post("/carers", CARER)

    answer = agency_worker.patch(f"/carers/{created.json['id']}", {"max_age_months": 6}, etag=etag.encode())

    assert answer.status_code in (412, 428)
    assert agency_worker.get(f"/carers/{created.json['id']}").json["max_age_months"] == 24


@pytest.mark.asvs("2.2.1", "8.2.3")
@pytest.mark.api_top_ten("API3")
@pytest.mark.parametrize("field", ["id", "version", "status", "agency_id", "member_id", "approved_by", "open_links"])
def test_unknown_and_read_only_fields_are_refused_by_name(agency_worker, field):
    answer = agency_worker.post("/carers", CARER | {field: "1"})

    assert answer.status_code == 422
    assert [fault["pointer"] for fault in answer.json["errors"]] == [f"#/{field}"]


@pytest.mark.parametrize("field", ["household_ref", "agency"])
def test_whose_a_household_is_does_not_change(agency_worker, field):
    created = agency_worker.post("/carers", CARER)

    answer = agency_worker.patch(f"/carers/{created.json['id']}", {field: "OTHER"}, etag='"1"')

    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, f"#/{field}")


@pytest.mark.asvs("2.2.1")
def test_every_wrong_field_is_named_at_once(agency_worker):
    wrong = {
        "max_age_months": "24",
        "min_age_months": True,
        "sexes": ["X"],
        "available_from": "1.2.2027",
        "yes_needs": [3],
    }

    answer = agency_worker.post("/carers", CARER | wrong)

    pointers = {fault["pointer"] for fault in answer.json["errors"]}
    assert pointers == {"#/max_age_months", "#/min_age_months", "#/sexes/0", "#/available_from", "#/yes_needs/0"}


def test_a_need_answered_in_two_ways_is_refused(agency_worker):
    answer = agency_worker.post("/carers", CARER | {"yes_needs": ["prematurity"], "no_needs": ["prematurity"]})

    assert (answer.status_code, answer.json["code"]) == (422, "invalid")


@pytest.mark.asvs("8.2.2")
@pytest.mark.api_top_ten("API1")
def test_another_organisations_household_is_told_like_one_that_never_was(agency_worker, stranger, other_agency_worker):
    path = f"/carers/{agency_worker.post('/carers', CARER).json['id']}"

    for caller in (stranger, other_agency_worker):
        for method, sent in (("GET", {}), ("PATCH", {"json": {"max_age_months": 6}, "etag": '"1"'})):
            theirs = caller.call(method, path, **sent)
            never = caller.call(method, f"/carers/{uuid4()}", **sent)
            assert (theirs.status_code, theirs.data) == (404, never.data)


def test_a_worker_of_an_authority_sees_no_household_without_a_link(authority_worker, finance_officer):
    assert authority_worker.get("/carers").json["items"] == []
    assert finance_officer.get("/carers").status_code == 403


def test_all_pages_together_hold_every_household_once(agency_worker):
    made = {agency_worker.post("/carers", CARER).json["id"] for _ in range(7)}

    items = agency_worker.all_of("/carers", limit=3)

    refs = [item["household_ref"] for item in items]
    assert made <= {item["id"] for item in items}
    assert refs == sorted(refs)
    assert len({item["id"] for item in items}) == len(items)


def test_a_household_is_found_by_its_reference(agency_worker):
    made = agency_worker.post("/carers", CARER).json
    agency_worker.post("/carers", CARER)

    found = agency_worker.get("/carers", query_string={"search": made["household_ref"]}).json["items"]

    assert [item["id"] for item in found] == [made["id"]]


def test_a_household_that_withdrew_may_return(agency_worker):
    path = f"/carers/{agency_worker.post('/carers', CARER).json['id']}"

    gone = agency_worker.post(f"{path}/withdrawal", {"on": "2026-11-02"}, etag='"1"')
    back = agency_worker.post(f"{path}/return", etag=gone.headers["ETag"])

    assert gone.json["withdrawn_on"] == "2026-11-02"
    assert back.json["withdrawn_on"] is None


def test_a_household_is_given_whole_even_to_who_has_the_version_for_the_stage_may_have_changed(agency_worker):
    created = agency_worker.post("/carers", CARER)

    answer = agency_worker.get(f"/carers/{created.json['id']}", headers={"If-None-Match": created.headers["ETag"]})

    assert (answer.status_code, answer.json["disclosed"]) == (200, "own")
