"""The course of a case at the JSON door: its clock, what happened in it, and what is due in all cases."""

from datetime import timedelta

import pytest

from consortium.floor import clock
from consortium.floor.db import transaction
from tests import factories

TODAY = clock.today()
WHY = {"reason": "It was another child's review."}


@pytest.fixture
def case(app, authority_worker):
    """The address of a case whose child moved in eight weeks ago."""
    with app.app_context(), transaction():
        factories.household(household_ref="H-1")
        referral = factories.referral(referral_ref="R-1")
        moved_in = TODAY - timedelta(weeks=8)
        factories.purchase(household_ref="H-1", referral_ref="R-1", moved_in_on=moved_in)
        return f"/referrals/{referral.id}"


def held(days: int, event: str = "lac_review_held") -> dict[str, str]:
    return {"event": event, "on": str(TODAY - timedelta(days=days))}


def test_a_clock_tells_each_step_with_its_basis_its_source_and_its_owner(case, authority_worker):
    told = authority_worker.get(f"{case}/clock").json

    review = next(step for step in told["steps"] if step["step"] == "lac_review")
    assert {name: review[name] for name in ("state", "basis", "owner", "owner_name", "is_yours", "days_left")} == {
        "state": "overdue",
        "basis": "law",
        "owner": "authority",
        "owner_name": "S12000036 by name",
        "is_yours": True,
        "days_left": -14,
    }
    assert review["source"] == "Looked After Children (Scotland) Regulations 2009, reg 45(2)"
    assert (told["next"]["step"], told["overdue"]) == ("child_visit", 3)


def test_what_happened_is_recorded_listed_read_and_taken_back(case, authority_worker):
    made = authority_worker.post(f"{case}/events", held(10))
    again = authority_worker.get(made.headers["Location"].removeprefix("/api/v1"))
    back = authority_worker.post(f"{case}/events/{made.json['id']}/reversal", WHY)

    assert (made.status_code, back.status_code) == (201, 200)
    assert again.json == made.json
    assert back.json["reverses_id"] == made.json["id"]
    listed = authority_worker.all_of(f"{case}/events", limit=1)
    assert [one["id"] for one in listed] == [back.json["id"], made.json["id"]]
    assert authority_worker.get(f"{case}/clock").json["overdue"] == 3


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (held(-1), 422, "invalid"),
        (held(100), 409, "before_its_cause"),
        (held(3, "cso_reviewed"), 409, "before_its_cause"),
        (held(3, "placed"), 422, "invalid"),
        (held(3, "moved"), 422, "invalid"),
        (held(3, "carers_reviewed"), 403, "not_allowed"),
        ({"event": "cpo_made"}, 422, "invalid"),
        (held(3) | {"recorded_by": "ROWAN"}, 422, "invalid"),
    ],
)
def test_what_cannot_be_so_is_refused_with_its_code_and_changes_nothing(case, authority_worker, body, status, code):
    refused = authority_worker.post(f"{case}/events", body)

    assert (refused.status_code, refused.json["code"]) == (status, code)
    assert authority_worker.get(f"{case}/events").json["items"] == []


def test_nothing_is_taken_back_twice(case, authority_worker):
    made = authority_worker.post(f"{case}/events", held(10)).json["id"]
    answers = [authority_worker.post(f"{case}/events/{made}/reversal", WHY) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 409]
    assert answers[1].json["code"] == "recorded_already"


@pytest.mark.parametrize(("query", "steps"), [("", 3), ("?within_days=365", 5), ("?within_days=0", 3)])
def test_what_is_due_in_all_cases_is_listed_the_earliest_first(case, coordinator, query, steps):
    found = coordinator.get(f"/due-steps{query}").json["steps"]

    assert len(found) == steps
    assert [one["due_on"] for one in found] == sorted(one["due_on"] for one in found)
    assert {one["referral_ref"] for one in found} == {"R-1"}


def test_strangers_are_told_of_nothing(case, authority_worker, stranger, other_agency_worker):
    made = authority_worker.post(f"{case}/events", held(10)).json["id"]

    for nobody in (stranger, other_agency_worker):
        assert nobody.get("/due-steps").json["steps"] == []
        for path in ("/clock", "/events", f"/events/{made}"):
            assert nobody.get(f"{case}{path}").status_code == 404
