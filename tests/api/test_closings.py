"""Closings through the JSON door: proposed, confirmed by another person, and read with every entry."""

from datetime import date

import pytest
from flask import Flask

from consortium.access import Role
from consortium.floor.db import transaction
from tests import factories


@pytest.fixture
def period(app: Flask, caller) -> dict[str, str]:
    """A year that is over: Edinburgh took one of two."""
    last_year = {"period_start": date(2025, 4, 1), "period_end": date(2026, 4, 1)}
    with app.app_context(), transaction():
        agreement = factories.agreement()
        factories.commitment(minimum_units=2, **last_year)
        factories.purchase(moved_in_on=date(2025, 6, 1))
        factories.tariff(valid_from=date(2025, 4, 1))
        return {"agreement_id": str(agreement.id), "period_end": "2026-04-01"}


def test_a_period_is_proposed_and_confirmed(caller, coordinator, period):
    proposed = coordinator.post("/closings", period)
    path = f"/closings/{proposed.json['id']}"

    closed = caller(Role.COORDINATOR).post(f"{path}/confirmation", etag=proposed.headers["ETag"])

    assert (proposed.status_code, proposed.json["status"], closed.json["status"]) == (201, "proposed", "closed")
    (part,) = coordinator.get(path).json["commitments"]
    assert (part["shortfall_units"], part["shortfall_pence"]) == (1, 3_000_000)
    assert [(one["kind"], one["units"]) for one in part["entries"]] == [
        ("committed", 2),
        ("taken", 1),
        ("shortfall", 1),
    ]


def test_one_person_alone_closes_nothing(coordinator, period):
    proposed = coordinator.post("/closings", period)

    refused = coordinator.post(f"/closings/{proposed.json['id']}/confirmation", etag='"1"')

    assert (refused.status_code, refused.json["code"]) == (409, "alone")


def test_a_stale_confirmation_is_refused(caller, coordinator, period):
    path = f"/closings/{coordinator.post('/closings', period).json['id']}"
    other = caller(Role.COORDINATOR)

    assert other.post(f"{path}/confirmation").status_code == 428
    assert other.post(f"{path}/confirmation", etag='"7"').status_code == 412


def test_a_proposal_is_withdrawn(coordinator, period):
    proposed = coordinator.post("/closings", period)

    ended = coordinator.post(f"/closings/{proposed.json['id']}/withdrawal", etag='"1"')

    assert ended.json["status"] == "withdrawn"
    assert [one["status"] for one in coordinator.get("/closings").json["items"]] == ["withdrawn"]


def test_another_consortium_sees_and_closes_nothing(stranger, coordinator, period):
    path = f"/closings/{coordinator.post('/closings', period).json['id']}"

    assert stranger.get(path).status_code == 404
    assert stranger.get("/closings").json["items"] == []
    assert stranger.post("/closings", period).status_code == 404
