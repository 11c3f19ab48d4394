"""Duplicates and siblings through the JSON door."""

from uuid import uuid4

from tests.api.callers import REFERRAL

WHY = "The same child was referred twice."


def referred(caller, ref, children=None):
    body = REFERRAL | {"referral_ref": ref} | ({"children": children} if children else {})
    made = caller.post("/referrals", body)
    return made.json, made.headers["ETag"]


def test_two_records_are_listed_merged_and_listed_no_more(authority_worker):
    (kept, _), (lost, _) = (referred(authority_worker, ref) for ref in ("R-7", "R-007"))
    (alike,) = authority_worker.get("/duplicates").json["alike"]
    body = {"entity": "referrals", "kept_id": kept["id"], "lost_id": lost["id"], "reason": WHY}

    merged = authority_worker.post("/duplicates/merge", body)

    assert (alike["first_ref"], alike["second_ref"]) == ("R-7", "R-007")
    assert merged.json == {"decision": "merged", "kept_id": kept["id"]}
    assert authority_worker.get("/duplicates").json["alike"] == []
    assert authority_worker.get(f"/referrals/{lost['id']}").json["status"] == "withdrawn"


def test_two_records_that_are_two_are_listed_no_more(authority_worker):
    first, second = (referred(authority_worker, ref)[0]["id"] for ref in ("R-7", "R-007"))
    body = {"entity": "referrals", "first_id": first, "second_id": second, "reason": "They are cousins."}

    assert authority_worker.post("/duplicates/difference", body).json["decision"] == "different"
    assert authority_worker.get("/duplicates").json["alike"] == []


def test_a_record_is_not_merged_with_one_of_another_authority(authority_worker, stranger):
    kept, other = referred(authority_worker, "R-7")[0]["id"], str(uuid4())
    body = {"entity": "referrals", "kept_id": kept, "lost_id": other, "reason": WHY}

    assert authority_worker.post("/duplicates/merge", body).status_code == 404
    assert stranger.post("/duplicates/merge", body | {"lost_id": kept}).status_code == 404


def test_a_note_on_a_referral_is_written_and_read(authority_worker, coordinator):
    made, _ = referred(authority_worker, "R-7")
    path = f"/referrals/{made['id']}/notes"
    paper = {"title": "Chronology", "held_at": "Town hall"}

    written = authority_worker.post(path, {"text": "Her aunt was asked.", "paper": paper})

    assert (written.status_code, written.json["paper"]["title"]) == (200, "Chronology")
    assert [note["text"] for note in authority_worker.get(path).json["notes"]] == ["Her aunt was asked."]
    assert coordinator.get(path).json["notes"] == []
