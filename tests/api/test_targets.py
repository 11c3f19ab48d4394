"""Targets at the JSON door."""

import pytest

from consortium.access import Role
from tests import factories

SET = {"code": "permanence_recommendation", "weeks": 20, "effective_from": "2026-01-01", "source": "The committee"}


@pytest.fixture
def manager(caller):
    return caller(Role.AUTHORITY_MANAGER, at=factories.EDINBURGH)


def test_a_target_is_set_read_and_listed(manager, coordinator, stranger):
    made = manager.post("/targets", SET)

    assert made.status_code == 201
    assert {name: made.json[name] for name in SET} == SET
    assert manager.get(made.headers["Location"].removeprefix("/api/v1")).json == made.json
    assert coordinator.all_of("/targets", limit=1) == [made.json]
    assert stranger.get("/targets").json["items"] == []


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (SET, 409),
        ({**SET, "effective_from": "2025-12-31"}, 409),
        ({**SET, "weeks": 0}, 422),
        ({**SET, "code": "x"}, 422),
    ],
)
def test_what_cannot_be_set_is_refused(manager, body, status):
    manager.post("/targets", SET)

    assert manager.post("/targets", body).status_code == status
    assert len(manager.get("/targets").json["items"]) == 1


def test_a_worker_sets_no_target(authority_worker):
    assert authority_worker.post("/targets", SET).status_code == 403
