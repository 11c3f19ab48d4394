"""What would help a run, through the JSON door."""

import pytest

from tests.api.callers import CARER, REFERRAL, accepted
from tests.api.test_match_runs import APPROVED


@pytest.fixture
def homes(coordinator):
    """One household that could take either child, and one that is approved for younger ones."""
    sent = [coordinator.post("/carers", CARER | APPROVED | {"max_age_months": most}).json for most in (24, 3)]
    return [one["household_ref"] for one in sent]


@pytest.fixture
def run(coordinator, authority_worker, homes):
    for born_on in ("2026-05-04", "2026-05-04"):
        told = REFERRAL | {"children": [{"date_of_birth": born_on}]}
        assert accepted(authority_worker, coordinator, told).json["status"] == "searching"
    started = coordinator.post("/match-runs", {"as_of": "2026-11-22", "consortia": ["EAST"]})
    return f"/match-runs/{started.json['id']}"


@pytest.fixture
def barred(coordinator, run, homes):
    """The referral without a suggestion, and the household that is approved for younger children."""
    (waits,) = coordinator.get(f"{run}/unmatched").json["items"]
    return waits["referral_ref"], homes[1]


def test_what_would_bring_a_child_a_suggestion_is_ranked_with_what_would_follow(coordinator, run, barred):
    found = coordinator.get(f"{run}/remedies?referral_ref={barred[0]}").json

    (first, *_) = found["remedies"]
    whose = "the household's agency, by its panel"
    change = {"code": "max_age_months", "ref": barred[1], "part": "", "before": "3", "after": "6", "whose": whose}
    assert first["changes"] == [change]
    assert (first["without"], sum(first["gained"].values())) == ([], 1)
    assert first["sentence"].startswith(
        f"If {barred[1]} (ROWAN) were approved up to 6 months instead of 3, {barred[0]}"
    )


def test_a_barred_pair_is_compared_with_the_smallest_change(coordinator, run, barred):
    found = coordinator.get(f"{run}/comparison?referral_ref={barred[0]}&household_ref={barred[1]}").json

    assert found["smallest_change"]["would_do"]
    assert [one["code"] for one in found["smallest_change"]["changes"]] == ["max_age_months"]
    assert found["smallest_change"]["sentence"].startswith("The smallest change: ")


def test_the_questions_to_ask_first_are_listed_for_all_or_for_one(coordinator, run):
    found = coordinator.get(f"{run}/unanswered").json

    codes = [one["code"] for one in found["lists"]]
    assert codes
    assert set(codes) <= set(found["parties"])
    one = coordinator.get(f"{run}/unanswered?asked={codes[0]}").json["lists"]
    assert one == found["lists"][:1]
    assert all(each["sentence"].startswith("Knowing ") for each in one[0]["questions"])


@pytest.mark.parametrize(
    ("asked", "status", "code"),
    [
        ("remedies", 422, "invalid"),
        ("remedies?referral_ref=R-999", 404, "not_found"),
        ("unanswered?asked=NOBODY", 422, "invalid"),
        ("unanswered?whom=ROWAN", 422, "invalid"),
    ],
)
def test_a_question_about_nobody_is_refused(coordinator, run, asked, status, code):
    refused = coordinator.get(f"{run}/{asked}")

    assert (refused.status_code, refused.json["code"]) == (status, code)


def test_who_has_a_suggestion_is_not_asked_about(coordinator, run):
    (suggested,) = coordinator.get(f"{run}/suggestions").json["items"]
    refused = coordinator.get(f"{run}/remedies?referral_ref={suggested['referral_ref']}")

    assert (refused.status_code, refused.json["code"]) == (409, "suggested")


def test_there_is_no_such_run(coordinator, run):
    nobodys = "/match-runs/00000000-0000-4000-8000-000000000000"

    for asked in ("remedies?referral_ref=R-1", "unanswered"):
        assert coordinator.get(f"{nobodys}/{asked}").status_code == 404
