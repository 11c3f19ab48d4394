"""Adopted people and subject access at the JSON door: told to who may know, written down, refused to all others."""

from datetime import date
from uuid import uuid4

import pytest

from consortium import particulars
from consortium.access import OPERATOR, Role
from consortium.floor.db import transaction
from tests import factories

NAMES = {"given_names": "Isla", "family_name": "Sharrow"}
WHY = "She asked for her records herself."


@pytest.fixture
def child(app, caller) -> str:
    """The id of a child of Edinburgh's who was adopted."""
    with app.app_context(), transaction():
        factories.household(household_ref="H-7")
        referral = factories.referral(referral_ref="R-7")
        said = {"child_id": referral.children[0].id, "version": 1}
        particulars.record_child(OPERATOR, **said, values={"given_names": "Niamh", "family_name": "Corrie"})
        factories.purchase(referral_ref="R-7", household_ref="H-7", adoption_order_on=date(2026, 9, 1))
        return str(referral.children[0].id)


@pytest.fixture
def manager(caller):
    return caller(Role.AUTHORITY_MANAGER, at=factories.EDINBURGH)


def test_a_new_identity_is_kept_apart_and_never_gives_its_child(child, manager):
    made = manager.post("/adopted-people", {"child_id": child, **NAMES})
    path = made.headers["Location"].removeprefix("/api/v1")

    listed = manager.get("/adopted-people").json["items"]

    assert (made.status_code, manager.get(path).json["family_name"]) == (201, "Sharrow")
    assert set(listed[0]) == {"id", "ref"}
    assert child not in made.text + manager.get(path).text


def test_nothing_but_the_traced_way_tells_the_day_of_birth_or_when_the_identity_was_made(child, manager):
    path = "/adopted-people/" + manager.post("/adopted-people", {"child_id": child, **NAMES}).json["id"]
    before = manager.get(path)
    told = manager.post(f"{path}/tracings", {"reason": WHY}).json["birth_record"]
    (once,) = manager.get(path).json["tracings"]

    assert set(before.json) == {"id", "ref", "given_names", "family_name", "year_of_birth", "tracings"}
    assert (before.json["year_of_birth"], before.json["tracings"]) == (2026, [])
    assert (told["date_of_birth"], once["reason"], once["name"]) == ("2026-05-04", WHY, "Morag Innes")


def test_the_way_is_followed_for_a_reason_and_tells_by_age(child, manager):
    path = "/adopted-people/" + manager.post("/adopted-people", {"child_id": child, **NAMES}).json["id"]

    refused, told = (manager.post(f"{path}/tracings", {"reason": why}) for why in ("short", WHY))

    assert (refused.status_code, told.status_code) == (422, 200)
    assert (told.json["under_16"], told.json["birth_record"]["given_names"]) == (True, "Niamh")
    assert "Corrie" not in told.text


def test_a_look_at_a_new_identity_is_written_down(child, manager, caller):
    key = manager.post("/adopted-people", {"child_id": child, **NAMES}).json["id"]
    manager.get(f"/adopted-people/{key}")
    manager.post(f"/adopted-people/{key}/tracings", {"reason": WHY})

    events = caller(Role.AUDITOR).get("/audit-events").json["items"]

    of_person = [one["action"] for one in events if one["entity_id"] == key]
    assert of_person == ["traced", "read", "created"]


@pytest.mark.parametrize(
    "sent", [{}, NAMES, {"given_names": ""}, {"family_name": None}, {"ref": "N-1"}, {"date_of_birth": "2026-01-01"}]
)
def test_a_new_identity_is_made_of_the_known_fields_alone(child, manager, sent):
    body = {"child_id": child, **NAMES, **sent} if sent not in ({}, NAMES) else sent

    assert manager.post("/adopted-people", body).status_code == 422


def test_others_learn_nothing_of_adopted_people(child, manager, caller, coordinator, agency_worker):
    key = manager.post("/adopted-people", {"child_id": child, **NAMES}).json["id"]
    elsewhere = caller(Role.AUTHORITY_MANAGER, at=factories.FIFE)

    theirs, nobodys = (elsewhere.get(f"/adopted-people/{one}") for one in (key, uuid4()))
    assert (theirs.status_code, theirs.data) == (nobodys.status_code, nobodys.data)
    assert elsewhere.post(f"/adopted-people/{key}/tracings", {"reason": WHY}).status_code == 404
    assert elsewhere.post("/adopted-people", {"child_id": child, **NAMES}).status_code == 404
    assert [one.get("/adopted-people").status_code for one in (coordinator, agency_worker)] == [403, 403]


def test_a_pack_comes_in_two_forms_as_a_file(child, manager):
    told, printed = (manager.post(f"/children/{child}/subject-access.{form}") for form in ("json", "pdf"))

    assert (told.mimetype, printed.mimetype) == ("application/json", "application/pdf")
    assert (told.json["recorded"]["given_names"], printed.data[:5]) == ("Niamh", b"%PDF-")
    assert told.headers["Content-Disposition"].startswith("attachment; filename=subject-access-C-")
    assert told.headers["Cache-Control"] == "no-store"


def test_a_household_has_its_pack_and_its_agency_sees_that_it_was_made(app, child, caller):
    agency = caller(Role.AGENCY_MANAGER, at="ROWAN")
    key = agency.get("/carers").json["items"][0]["id"]

    made = agency.post(f"/carers/{key}/subject-access.pdf")

    assert made.data.startswith(b"%PDF-")
    assert [one["action"] for one in agency.get(f"/carers/{key}/looks").json["items"]] == ["packed"]


def test_nobody_else_is_given_a_pack(child, caller, coordinator, authority_worker):
    elsewhere = caller(Role.AUTHORITY_MANAGER, at=factories.FIFE)
    path = f"/children/{child}/subject-access.json"

    theirs, nobodys = elsewhere.post(path), elsewhere.post(f"/children/{uuid4()}/subject-access.json")
    assert (theirs.status_code, theirs.data) == (nobodys.status_code, nobodys.data)
    assert [one.post(path).status_code for one in (coordinator, authority_worker)] == [403, 403]


def test_reading_a_pack_by_get_is_no_way_in(child, manager):
    assert manager.get(f"/children/{child}/subject-access.json").status_code == 405
