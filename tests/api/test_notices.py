"""Notices at the JSON door: listed, read, marked; each person's own alone."""

import pytest

from consortium import notices
from consortium.access import OPERATOR
from consortium.floor.db import transaction
from consortium.members import by_code
from tests import factories


@pytest.fixture
def told(app, agency_worker) -> None:
    """Two notices of a household to the agency's staff."""
    with app.app_context(), transaction():
        household = factories.household(household_ref="H-7")
        staff = notices.Staff(by_code(OPERATOR, code="ROWAN").id)
        for cause in ("one", "two"):
            notices.tell(OPERATOR, code="household.handed_over", about=household, to=[staff], cause=cause)


def test_ones_notices_are_listed_in_words_with_what_they_lead_to(told, agency_worker):
    items = agency_worker.get("/notices").json["items"]

    assert [one["sentence"] for one in items] == ["H-7: you hold this household from now on."] * 2
    assert {one["entity"] for one in items} == {"households"}


def test_one_is_marked_as_read_and_then_all(told, agency_worker):
    first, second = agency_worker.get("/notices").json["items"]

    marked = agency_worker.post(f"/notices/{first['id']}/reading")

    assert marked.json["read_at"]
    assert [one["id"] for one in agency_worker.get("/notices?unread=yes").json["items"]] == [second["id"]]
    assert agency_worker.post("/notices/reading").json == {"notices": 1}
    assert agency_worker.get("/notices?unread=yes").json["items"] == []


def test_anothers_notice_is_not_there(told, agency_worker, other_agency_worker):
    key = agency_worker.get("/notices").json["items"][0]["id"]

    assert other_agency_worker.get("/notices").json["items"] == []
    assert other_agency_worker.get(f"/notices/{key}").status_code == 404
    assert other_agency_worker.post(f"/notices/{key}/reading").status_code == 404


def test_a_notice_that_is_closed_to_its_reader_names_no_record(app, other_agency_worker):
    with app.app_context(), transaction():
        household = factories.household(household_ref="H-8")
        staff = notices.Staff(by_code(OPERATOR, code="ASPEN").id)
        notices.tell(OPERATOR, code="household.handed_over", about=household, to=[staff])

    (one,) = other_agency_worker.get("/notices").json["items"]

    assert (one["entity"], one["entity_id"]) == (None, None)
    assert "H-8" not in one["sentence"]


def test_a_question_that_is_not_asked_is_refused(agency_worker):
    assert agency_worker.get("/notices?unread=perhaps").status_code == 422
