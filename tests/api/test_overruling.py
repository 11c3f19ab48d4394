"""A suggestion is set aside and taken up again, another pair is proposed with its reason, and all of it is counted."""

import pytest

from tests.api.callers import CARER, REFERRAL, accepted
from tests.api.test_match_runs import APPROVED

WHY = "The ages and the needs agree."


@pytest.fixture
def suggestion(coordinator, authority_worker):
    """What a run suggests for one referral, that another household could take too."""
    for _ in range(2):
        assert coordinator.post("/carers", CARER | APPROVED).status_code == 201
    accepted(authority_worker, coordinator, REFERRAL)
    started = coordinator.post("/match-runs", {"as_of": "2026-11-22", "consortia": ["EAST"]})
    (one,) = coordinator.get(f"/match-runs/{started.json['id']}/suggestions").json["items"]
    return f"/suggestions/{one['id']}", one


def months(coordinator):
    return coordinator.get("/decision-memory?consortium=EAST").json["months"]


def test_a_suggestion_is_set_aside_read_and_taken_up_again(coordinator, suggestion):
    path, one = suggestion

    made = coordinator.post(f"{path}/overruling", {"reason": "timing"})

    assert (made.status_code, made.json["reason"], made.json["link_id"]) == (201, "timing", None)
    assert coordinator.get(f"{path}/overruling").json == made.json
    assert (months(coordinator)[0]["set_aside"], months(coordinator)[0]["policies"]) == ({"timing": 1}, ["default"])
    assert coordinator.post(f"{path}/overruling/taking-back").json == one
    assert coordinator.get(f"{path}/overruling").status_code == 404
    assert months(coordinator)[0]["set_aside"] == {}


@pytest.mark.parametrize("body", [{}, {"reason": "money"}, {"reason": "other"}, {"reason": "timing", "link_id": None}])
def test_an_unsound_reason_is_refused(coordinator, suggestion, body):
    assert coordinator.post(f"{suggestion[0]}/overruling", body).status_code == 422
    assert months(coordinator)[0]["set_aside"] == {}


def test_another_household_is_proposed_with_the_reason_why_not_the_suggested_one(coordinator, suggestion):
    (referral,) = coordinator.get("/referrals").json["items"]
    homes = {home["household_ref"]: home["id"] for home in coordinator.get("/carers").json["items"]}
    homes.pop(suggestion[1]["household_ref"])
    pair = {"referral_id": referral["id"], "household_id": homes.popitem()[1], "reason": WHY}

    refused = coordinator.post("/links", pair)
    made = coordinator.post("/links", pair | {"overrules": "earlier_tie"})

    assert (refused.status_code, refused.json["errors"][0]["pointer"]) == (422, "#/overrules")
    assert (made.status_code, "overrules" in made.json) == (201, False)
    assert months(coordinator)[0]["instead"] == {"earlier_tie": 1}


def test_the_memory_of_another_consortium_is_nobodys_here(coordinator):
    assert coordinator.get("/decision-memory?consortium=WEST").status_code in (403, 404)
    assert coordinator.get("/decision-memory").status_code == 422
