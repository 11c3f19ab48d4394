"""The figures of the pictures at the JSON door."""

from datetime import timedelta

import pytest

from consortium.access import OPERATOR
from consortium.floor import clock
from consortium.floor.db import transaction
from tests import factories


@pytest.fixture
def case(app, caller) -> str:
    """A case of Edinburgh's whose child moved in 120 days ago."""
    with app.app_context(), transaction():
        factories.household(household_ref="H-7")
        key = factories.referral(OPERATOR, referral_ref="R-7").id
        moved_in = clock.today() - timedelta(days=120)
        factories.purchase(household_ref="H-7", referral_ref="R-7", moved_in_on=moved_in)
        return str(key)


def stage(answer, name: str) -> dict:
    return next(one for one in answer.json["stages"] if one["stage"] == name)


def test_the_pathway_counts_and_names_who_waits(case, coordinator, stranger):
    found = stage(coordinator.get("/pathway"), "assessment")

    assert {name: found[name] for name in ("count", "over", "median_days", "limits_days", "drifts")} == {
        "count": 1, "over": 1, "median_days": 120.0, "limits_days": [112], "drifts": True
    }  # fmt: skip
    assert [one["referral_id"] for one in found["children"]] == [case]
    assert stranger.get("/pathway").json["count"] == 0


def test_a_stage_where_nobody_stands_has_no_median(case, coordinator):
    assert stage(coordinator.get("/pathway"), "court") | {"source": ""} == {
        "stage": "court", "branch": "adoption", "basis": "target", "source": "", "limits_days": [], "count": 0,
        "over": 0, "median_days": None, "drifts": False, "children": [],
    }  # fmt: skip


def test_an_authority_that_one_does_not_see_is_not_there(case, authority_worker):
    assert authority_worker.get("/pathway?authority=S12000047").status_code == 404
    assert authority_worker.get("/pathway?authority=S12000036").json["authorities"] == ["S12000036"]
    assert authority_worker.get("/pathway?colour=red").status_code == 422


def test_the_gantt_chart_gives_both_plans_and_the_clock(case, authority_worker, agency_worker):
    answer = authority_worker.get(f"/referrals/{case}/gantt")

    assert [one["kind"] for one in answer.json["plans"]] == ["reunification", "adoption"]
    assert "lac_review" in {one["step"] for one in answer.json["clock"]}
    assert agency_worker.get(f"/referrals/{case}/gantt").status_code == 404
