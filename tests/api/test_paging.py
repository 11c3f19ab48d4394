"""Cursors: nothing is lost or seen twice between pages, and a forged one is refused."""

import base64
import json
from uuid import uuid4

import pytest

from tests.api.callers import CARER

FORGED = {
    "no base64": "%%%",
    "no JSON": "AAAA",
    "a number": "1",
    "no list": {"a": 1},
    "too short": ["H-1"],
    "too long": ["H-1", str(uuid4()), "x"],
    "no id": ["H-1", "x"],
    "a list inside": [["H-1"], str(uuid4())],
    "a NUL": ["\0", str(uuid4())],
    "half a character": ["\ud800", str(uuid4())],
    "nested": json.loads("[" * 90 + "]" * 90),
}
FORGED_INSTANTS = ["2026-11-22", "2026-11-22T10:00:00", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "x"]


def forged(content) -> str:
    return content if isinstance(content, str) else base64.urlsafe_b64encode(json.dumps(content).encode()).decode()


@pytest.mark.parametrize("content", FORGED.values(), ids=FORGED)
def test_a_forged_cursor_is_refused(agency_worker, content):
    answer = agency_worker.get("/carers", query_string={"cursor": forged(content)})

    assert answer.status_code in (400, 422)


@pytest.mark.parametrize("instant", FORGED_INSTANTS)
def test_a_cursor_with_a_forged_instant_is_refused(coordinator, instant):
    answer = coordinator.get("/match-runs", query_string={"cursor": forged([instant, str(uuid4())])})

    assert answer.status_code == 422


@pytest.mark.parametrize("limit", ["0", "201", "-1", "1.0", "x", "", "9" * 400, "٣"])
def test_a_page_holds_one_to_two_hundred(agency_worker, limit):
    assert agency_worker.get("/carers", query_string={"limit": limit}).status_code == 422


def test_what_is_added_meanwhile_shifts_no_page(agency_worker):
    for ref in ("H-B", "H-D", "H-F"):
        agency_worker.post("/carers", CARER | {"household_ref": ref})
    first = agency_worker.get("/carers?limit=2").json
    agency_worker.post("/carers", CARER | {"household_ref": "H-A"})

    second = agency_worker.get(f"/carers?limit=2&cursor={first['next']}").json

    assert [item["household_ref"] for item in first["items"] + second["items"]] == ["H-B", "H-D", "H-F"]
    assert second["next"] is None


def test_an_unknown_parameter_is_named(agency_worker):
    answer = agency_worker.get("/carers?colour=red")

    assert (answer.status_code, answer.json["errors"][0]["parameter"]) == (422, "colour")
