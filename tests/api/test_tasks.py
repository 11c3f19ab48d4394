"""Long questions through the JSON door: asked, looked after, answered by a worker, stopped, cancelled, bounded."""

from uuid import uuid4

import pytest

from matching.tasks import queue, working
from matching.tasks.asking import MOST_WAITING
from tests.api.test_match_runs import run  # noqa: F401 - a fixture


@pytest.fixture
def asks(coordinator, run):  # noqa: F811
    """Asks the run."""
    return lambda **asked: coordinator.post(f"/match-runs/{run['id']}/tasks", asked)


def worked(app):
    with app.app_context():
        return working.one(uuid4())


def test_a_question_waits_is_worked_on_and_answered(app, coordinator, asks):
    asked = asks(kind="firmness", points=3)
    waiting = coordinator.get(f"/tasks/{asked.json['id']}").json
    worked(app)
    read = coordinator.get(f"/tasks/{asked.json['id']}").json

    assert (asked.status_code, asked.json["status"], asked.json["terms"]) == (200, "queued", {"points": 3})
    assert (waiting["found"], waiting["progress"]) == (None, None)
    assert (read["status"], read["found"]["points"], read["left_out"], read["untold"]) == ("done", 3, 0, None)
    assert len(read["found"]["suggested"]) == 1


def test_what_was_asked_of_a_run_is_listed_the_latest_first(app, coordinator, run, asks):  # noqa: F811
    asks(kind="alternatives", most=2)
    worked(app)
    asks(kind="weights", merit="travel")

    found = coordinator.get(f"/match-runs/{run['id']}/tasks").json["items"]
    waiting = coordinator.get(f"/match-runs/{run['id']}/tasks?status=queued").json["items"]

    assert [one["kind"] for one in found] == ["weights", "alternatives"]
    assert [one["kind"] for one in waiting] == ["weights"]


@pytest.mark.parametrize(
    ("asked", "place"),
    [
        ({"kind": "match"}, "#/kind"),
        ({"kind": "alternatives", "most": 21}, "#/most"),
        ({"kind": "alternatives", "points": 3}, "#/points"),
        ({"kind": "firmness", "points": "3"}, "#/points"),
        ({"kind": "weights", "merit": "price"}, "#/merit"),
        ({"most": 3}, "#/kind"),
    ],
)
def test_a_question_with_terms_that_it_cannot_have_is_refused_and_not_kept(coordinator, run, asks, asked, place):  # noqa: F811
    refused = asks(**asked)

    assert (refused.status_code, [one["pointer"] for one in refused.json["errors"]]) == (422, [place])
    assert coordinator.get(f"/match-runs/{run['id']}/tasks").json["items"] == []


def test_past_the_bound_of_the_queue_the_answer_is_429(asks):
    for most in range(1, 1 + MOST_WAITING):
        assert asks(kind="alternatives", most=most).status_code == 200

    refused = asks(kind="alternatives", most=9)

    assert (refused.status_code, refused.json["code"]) == (429, "queue_full")


def test_a_task_is_stopped_or_cancelled_as_far_as_it_can_be(app, coordinator, asks):
    first = asks(kind="alternatives").json["id"]
    early = coordinator.post(f"/tasks/{first}/stop")
    with app.app_context():
        queue.claim(uuid4())
    stopped, cancelled = coordinator.post(f"/tasks/{first}/stop"), coordinator.post(f"/tasks/{first}/cancellation")
    second = asks(kind="weights").json["id"]
    gone = [coordinator.post(f"/tasks/{second}/cancellation") for _ in range(2)]

    assert (early.status_code, early.json["code"]) == (409, "not_begun")
    assert (stopped.status_code, cancelled.status_code) == (200, 200)
    assert gone[0].json["status"] == "cancelled"
    assert (gone[1].status_code, gone[1].json["code"]) == (409, "ended_already")
