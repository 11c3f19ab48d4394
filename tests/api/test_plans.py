"""Plans and agreements at the JSON door: recorded, read, and refused with a place where they cannot be."""

import pytest

from consortium.access import Role
from tests.api.callers import REFERRAL
from tests.planning.planned import WHY, on

STEP = {"plan": "reunification", "tranche": "Return", "title": "Return home", "due_on": str(on(30))}
CONTACT = {"purpose": WHY, "sessions_per_week": 3, "from_on": str(on(0)), "review_on": str(on(28)), "follows": 0}


@pytest.fixture
def case(authority_worker) -> str:
    """The address of a referral of the worker's own authority."""
    return f"/referrals/{authority_worker.post('/referrals', REFERRAL).json['id']}"


def test_a_step_is_set_and_reached(authority_worker, case):
    (step,) = authority_worker.post(f"{case}/milestones", STEP).json["plans"][0]["milestones"]

    reached = authority_worker.patch(f"/milestones/{step['id']}", {"done_on": str(on(0))}, etag='"1"')

    assert reached.json["plans"][0]["milestones"][0]["done_on"] == str(on(0))


def test_a_change_of_an_older_state_is_refused(authority_worker, case):
    (step,) = authority_worker.post(f"{case}/milestones", STEP).json["plans"][0]["milestones"]

    assert authority_worker.patch(f"/milestones/{step['id']}", {"note": "x"}, etag='"7"').status_code == 412


@pytest.mark.parametrize(
    ("path", "body", "place"),
    [
        ("milestones", STEP | {"plan": "both"}, "#/plan"),
        ("milestones", STEP | {"decided_by": "me"}, "#/decided_by"),
        ("plan-decisions", {"plan": "adoption", "on": "yesterday", "reason": WHY}, "#/on"),
        ("assessments", {"team": "A", "started_on": str(on(0)), "weeks": 53}, "#/weeks"),
        ("contact-plans", CONTACT | {"sessions_per_week": 8}, "#/sessions_per_week"),
        ("contact-plans", CONTACT | {"purpose": "short"}, "#/purpose"),
        ("family-agreements", {"purpose": WHY, "started_on": str(on(0))}, "#/decide_by_on"),
    ],
)
def test_what_cannot_be_recorded_is_refused_at_its_place(caller, case, path, body, place):
    manager = caller_of(caller)

    refused = manager.post(f"{case}/{path}", body)

    assert (refused.status_code, [one["pointer"] for one in refused.json["errors"]]) == (422, [place])


def caller_of(caller):
    """A manager, who may send all of these."""
    return caller(Role.AUTHORITY_MANAGER, at="S12000036")


def test_a_contact_plan_that_follows_an_older_version_is_refused(authority_worker, case):
    assert authority_worker.post(f"{case}/contact-plans", CONTACT).json["contact"][0]["number"] == 1

    refused = authority_worker.post(f"{case}/contact-plans", CONTACT)

    assert (refused.status_code, refused.json["code"]) == (409, "conflict")


def test_a_manager_rules_a_plan_out_and_takes_it_back(caller, case):
    manager, said = caller_of(caller), {"plan": "adoption", "on": str(on(0)), "reason": WHY}

    ruled_out = manager.post(f"{case}/plan-decisions", said).json
    taken_back = manager.post(f"{case}/plan-reversals", said).json

    assert [one["status"] for one in ruled_out["plans"]] == ["live", "ruled_out"]
    assert [one["act"] for one in taken_back["decisions"]] == ["ruled_out", "reversed"]


def test_a_document_is_a_file_to_print(authority_worker, case):
    file = authority_worker.get(f"{case}/documents/chronology.pdf")

    assert (file.status_code, file.mimetype, file.data[:5]) == (200, "application/pdf", b"%PDF-")
