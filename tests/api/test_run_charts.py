"""Run charts and PDSA cycles at the JSON door."""

import pytest

from consortium.access import OPERATOR, Role
from consortium.course import recording
from consortium.floor.db import transaction
from tests import factories

AIM = "permanence_recommendation"
TRIED = {"aim": AIM, "title": "Book the panel early", "plan": "Ask.", "started_on": "2026-03-02"}
ASKED = f"/run-charts?aim={AIM}"


@pytest.fixture
def manager(caller):
    return caller(Role.AUTHORITY_MANAGER, at=factories.EDINBURGH)


def test_a_cycle_is_recorded_changed_and_listed(manager, coordinator, stranger):
    made = manager.post("/pdsa-cycles", TRIED)
    assert (made.status_code, made.json["authority_code"], made.json["consortium_code"]) == (201, "S12000036", None)
    path = made.headers["Location"].removeprefix("/api/v1")

    changed = manager.patch(path, {"study": "It helped."}, etag='"1"')

    assert (changed.status_code, changed.json["version"], changed.json["study"]) == (200, 2, "It helped.")
    assert coordinator.all_of("/pdsa-cycles", limit=1) == [changed.json]
    assert stranger.get("/pdsa-cycles").json["items"] == []
    assert stranger.get(path).status_code == 404


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({**TRIED, "aim": "speed"}, 422),
        ({**TRIED, "ended_on": "2026-03-01"}, 409),
        ({**TRIED, "authority_code": "S12000047"}, 422),
        ({**TRIED, "consortium_code": "EAST"}, 403),
        ({**TRIED, "consortium_code": "WEST"}, 404),
    ],
)
def test_what_cannot_be_recorded_is_refused(manager, body, status):
    assert manager.post("/pdsa-cycles", body).status_code == status
    assert manager.get("/pdsa-cycles").json["items"] == []


def test_a_change_names_the_version_that_was_read(manager):
    path = manager.post("/pdsa-cycles", TRIED).headers["Location"].removeprefix("/api/v1")

    assert manager.patch(path, {"act": "Keep it."}, etag='"7"').status_code in (409, 412)
    assert manager.patch(path, {"aim": AIM}, etag='"1"').status_code == 422
    assert manager.get(path).json["version"] == 1


def test_the_chart_gives_its_months_its_median_and_the_denominators_rule(app, manager, stranger):
    with app.app_context(), transaction():
        key = factories.referral(referral_ref="R-7").id
        recording.record(OPERATOR, referral_id=key, event="accommodated", on=factories.date(2026, 1, 5))
        recording.record(OPERATOR, referral_id=key, event="panel_recommended", on=factories.date(2026, 7, 6))
    manager.post("/pdsa-cycles", TRIED)

    chart = manager.get(ASKED).json

    month = {"month": "2026-01-01", "met": 1, "missed": 0, "counted": 1, "too_early": 0, "ended_before": 0}
    assert chart["months"] == [{**month, "percent": 100.0}]
    assert (chart["median_percent"], chart["shifts"], chart["trends"], chart["weeks"]) == (100.0, [], [], [26])
    assert "count as missed" in chart["denominator"]
    assert [one["title"] for one in chart["cycles"]] == [TRIED["title"]]
    assert stranger.get(ASKED).json["months"] == []


def test_without_anybody_the_median_is_null(coordinator):
    chart = coordinator.get(ASKED).json

    assert (chart["months"], chart["median_percent"]) == ([], None)
    assert coordinator.get("/run-charts").status_code == 422
