"""Referrals through the JSON door: siblings, children not yet born, and what becomes of them."""

import pytest

from tests.api.callers import REFERRAL, accepted

EXPECTED = {"authority_code": "S12000036", "children": [{"expected_date_of_delivery": "2026-12-24", "urgency": "soon"}]}


def refer(caller, body):
    """A new referral: its path, its first child's path, and its ETag."""
    created = caller.post("/referrals", body)
    assert created.status_code == 201, created.json
    return f"/referrals/{created.json['id']}", f"/children/{created.json['children'][0]['id']}", created.headers["ETag"]


def test_siblings_are_referred_together_and_read_back(authority_worker):
    children = [
        {"child_ref": "A", "date_of_birth": "2025-02-28", "needs": ["prematurity"]},
        {"child_ref": "B", "date_of_birth": "2026-02-01", "sex": "F"},
    ]

    path, _, _ = refer(authority_worker, {"authority_code": "S12000036", "children": children})

    read = authority_worker.get(path).json["children"]
    assert [{name: child[name] for name in sent} for child, sent in zip(read, children, strict=True)] == children


@pytest.mark.parametrize(
    ("draft", "status"), [({}, "submitted"), ({"draft": False}, "submitted"), ({"draft": True}, "draft")]
)
def test_no_person_refers_a_child_past_the_screening(authority_worker, coordinator, draft, status):
    made = [caller.post("/referrals", REFERRAL | draft) for caller in (authority_worker, coordinator)]

    assert [one.json["status"] for one in made] == [status, status]
    assert coordinator.get("/referrals?status=searching").json["items"] == []


def test_birth_keeps_the_child_and_the_referral(authority_worker):
    path, child, etag = refer(authority_worker, EXPECTED)

    born = authority_worker.post(f"{child}/birth", {"born_on": "2026-11-20", "sex": "F"}, etag=etag)

    (kept,) = authority_worker.get(path).json["children"]
    assert born.status_code == 200
    assert (kept["date_of_birth"], kept["expected_date_of_delivery"], kept["sex"]) == ("2026-11-20", None, "F")
    assert child.endswith(kept["id"])


def test_one_expected_child_may_turn_out_to_be_two(authority_worker):
    _, child, etag = refer(authority_worker, EXPECTED)

    twins = authority_worker.post(f"{child}/twins", {"sexes": ["F", "M"]}, etag=etag)

    assert [one["urgency"] for one in twins.json["children"]] == ["soon", "soon"]
    assert sorted(one["sex"] for one in twins.json["children"]) == ["F", "M"]


def test_a_loss_keeps_the_referral_and_concludes_the_search(authority_worker):
    path, child, etag = refer(authority_worker, EXPECTED)

    authority_worker.post(f"{child}/loss", {"on": "2026-11-20"}, etag=etag)

    kept = authority_worker.get(path).json
    assert (kept["status"], kept["children"]) == ("concluded", [])
    assert [lost["lost_on"] for lost in kept["lost_children"]] == ["2026-11-20"]


def test_what_happens_to_a_child_names_the_version_that_was_read(authority_worker):
    _, child, etag = refer(authority_worker, EXPECTED)
    authority_worker.patch(child, {"urgency": "urgent"}, etag=etag)

    missing = authority_worker.post(f"{child}/birth", {"born_on": "2026-11-20"})
    stale = authority_worker.post(f"{child}/birth", {"born_on": "2026-11-20"}, etag=etag)

    assert [missing.status_code, stale.status_code] == [428, 412]


def test_a_referral_is_withdrawn_once_and_may_be_resumed(authority_worker, coordinator):
    searching = accepted(authority_worker, coordinator, REFERRAL)
    path, etag = f"/referrals/{searching.json['id']}", searching.headers["ETag"]

    gone = authority_worker.post(f"{path}/withdrawal", etag=etag)
    again = authority_worker.post(f"{path}/withdrawal", etag=gone.headers["ETag"])
    back = authority_worker.post(f"{path}/resumption", {"note": "It ended early."}, etag=gone.headers["ETag"])

    assert (gone.json["status"], back.json["status"]) == ("withdrawn", "searching")
    assert again.status_code == 409
    assert "resume" in again.json["detail"]


def test_a_change_reaches_the_child_it_names_and_adds_the_new_one(authority_worker):
    path, _, etag = refer(
        authority_worker,
        {"authority_code": "S12000036", "children": [{"child_ref": "A", "date_of_birth": "2026-02-01"}]},
    )
    children = [{"child_ref": "A", "urgency": "urgent"}, {"child_ref": "B", "date_of_birth": "2025-01-01"}]

    changed = authority_worker.patch(path, {"children": children}, etag=etag)

    assert changed.status_code == 200, changed.json
    assert [(child["child_ref"], child["urgency"]) for child in changed.json["children"]] == [
        ("A", "urgent"),
        ("B", "routine"),
    ]


def test_a_wrong_field_of_a_child_is_named_with_its_place(authority_worker):
    children = [{"date_of_birth": "2026-02-01"}, {"date_of_birth": "2026-02-30", "colour": "red"}]

    answer = authority_worker.post("/referrals", {"authority_code": "S12000036", "children": children})

    pointers = {fault["pointer"] for fault in answer.json["errors"]}
    assert (answer.status_code, pointers) == (422, {"#/children/1/date_of_birth", "#/children/1/colour"})


@pytest.mark.parametrize("children", [[], [{}], [{"date_of_birth": "2026-02-01"}] * 11, None, "A"])
def test_a_referral_needs_children_and_not_too_many(authority_worker, children):
    answer = authority_worker.post("/referrals", {"authority_code": "S12000036", "children": children})

    assert answer.status_code == 422


def test_agencies_and_strangers_see_no_referral(authority_worker, agency_worker, stranger):
    path, child, etag = refer(authority_worker, REFERRAL)

    assert agency_worker.get(path).status_code == 404
    assert stranger.get(path).status_code == 404
    assert stranger.post(f"{child}/loss", {}, etag=etag).status_code == 404


def test_an_authority_refers_its_own_children_alone(authority_worker):
    answer = authority_worker.post("/referrals", REFERRAL | {"authority_code": "S12000047"})

    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, "#/authority_code")
