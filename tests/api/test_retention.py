"""Retention at the JSON door: what is due, holds, disposals by two people, and what bad requests meet."""

from datetime import timedelta
from uuid import uuid4

import pytest
import sqlalchemy as sa

from consortium import carers, referrals
from consortium.access import OPERATOR, Role
from consortium.floor import clock
from consortium.floor.db import db, transaction
from consortium.trail.events import AuditEvent
from tests import factories

WHY = "The class of the record is over."
NOWHERE = str(uuid4())


@pytest.fixture
def closed(app, caller):
    """The ids of a withdrawn referral of Edinburgh's and of a household of ROWAN's that left."""
    with app.app_context(), transaction():
        household, referral = factories.household(household_ref="H-7"), factories.referral(referral_ref="R-7")
        referrals.withdraw(OPERATOR, referral_id=referral.id, version=1)
        carers.withdraw(OPERATOR, household_id=household.id, version=1)
        return {"referrals": str(referral.id), "households": str(household.id), "child": str(referral.children[0].id)}


@pytest.fixture
def manager(caller):
    return caller(Role.AUTHORITY_MANAGER, at=factories.EDINBURGH)


@pytest.fixture
def second(caller):
    return caller(Role.AUTHORITY_MANAGER, at=factories.EDINBURGH)


@pytest.fixture
def agency_manager(caller):
    return caller(Role.AGENCY_MANAGER, at="ROWAN")


def of(closed, entity="referrals", **more):
    return {"entity": entity, "record_id": closed[entity], "reason": WHY} | more


def test_a_record_says_how_long_it_is_kept_and_why(closed, manager, agency_manager):
    referral = manager.get(f"/referrals/{closed['referrals']}/retention").json
    household = agency_manager.get(f"/carers/{closed['households']}/retention").json

    assert (referral["retention_class"], household["retention_class"]) == ("never_placed", "unsuccessful_adopters")
    assert (referral["is_due"], referral["ref"], referral["holds"]) == (False, "R-7", [])
    assert "24 months" in referral["sentence"]


def test_two_people_erase_a_record(closed, manager, second):
    asked = of(closed, ground="person_asked")
    made = manager.post("/disposals", asked)
    path, etag = made.headers["Location"].removeprefix("/api/v1"), made.headers["ETag"]
    alone = manager.post(f"{path}/confirmation", etag=etag)

    done = second.post(f"{path}/confirmation", etag=etag)

    assert (made.status_code, alone.status_code, done.status_code) == (201, 409, 200)
    assert (alone.json["code"], done.json["status"], done.json["ref"][:2]) == ("alone", "carried_out", "E-")
    assert manager.get(f"/referrals/{closed['referrals']}").status_code == 404
    assert [one["record_id"] for one in second.get("/erasures").json["items"]] == [closed["referrals"]]


def test_what_is_due_is_listed_with_its_holds(closed, manager, caller, monkeypatch):
    hold = manager.post("/holds", of(closed))
    then = clock.now() + timedelta(days=3 * 366)
    monkeypatch.setattr(clock, "now", lambda: then)
    heir, other = caller(Role.AUTHORITY_MANAGER, at=factories.EDINBURGH), caller(Role.AGENCY_MANAGER, at="ROWAN")

    (one,) = heir.get("/retention/due").json["items"]

    assert (one["ref"], one["is_due"], one["holds"][0]["id"]) == ("R-7", True, hold.json["id"])
    assert other.get("/retention/due").json["items"] == []
    refused = heir.post("/disposals", of(closed, ground="class_over"))
    assert (refused.status_code, refused.json["code"]) == (409, "held")


def test_a_hold_is_placed_read_and_lifted_once(closed, manager, second):
    made = manager.post("/holds", of(closed))
    path = made.headers["Location"].removeprefix("/api/v1")
    lifted, again = (second.post(f"{path}/lifting") for _ in range(2))

    assert (lifted.status_code, again.status_code) == (200, 409)
    assert manager.get(path).json["lifted_at"] == lifted.json["lifted_at"]
    assert manager.get("/holds").json["items"] == []


def test_a_declined_disposal_leaves_the_record(closed, manager):
    made = manager.post("/disposals", of(closed, ground="person_asked"))
    path = made.headers["Location"].removeprefix("/api/v1")

    assert manager.post(f"{path}/refusal").status_code == 428
    assert manager.post(f"{path}/refusal", etag='"7"').status_code == 412
    assert manager.post(f"{path}/refusal", etag=made.headers["ETag"]).json["status"] == "declined"
    assert [one["id"] for one in manager.get("/disposals?live=no").json["items"]] == [made.json["id"]]
    assert manager.get(f"/referrals/{closed['referrals']}").status_code == 200


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"entity": "purchases"},
        {"reason": "short"},
        {"ground": "whim"},
        {"record_id": "7"},
        {"status": "carried_out"},
        {"proposed_by": NOWHERE},
        {"ended_by": NOWHERE},
    ],
)
def test_a_disposal_is_made_of_the_known_fields_alone(closed, manager, sent):
    asked = of(closed, ground="person_asked") | sent if sent else {}

    assert manager.post("/disposals", asked).status_code == 422
    assert manager.get("/disposals").json["items"] == []


@pytest.mark.parametrize("path", ["/holds", "/disposals"])
def test_somebody_elses_record_is_answered_as_one_that_is_not_there(closed, agency_manager, path):
    more = {"ground": "person_asked"} if path == "/disposals" else {}
    theirs = agency_manager.post(path, of(closed, **more))
    nobodys = agency_manager.post(path, of(closed, **more) | {"record_id": NOWHERE})

    assert (theirs.status_code, nobodys.status_code, theirs.data) == (404, 404, nobodys.data)


@pytest.mark.parametrize("role", [Role.AUTHORITY_WORKER, Role.FINANCE_OFFICER, Role.COORDINATOR])
def test_no_other_role_reads_or_writes_retention(closed, caller, role):
    other = caller(role, at=None if role is Role.COORDINATOR else factories.EDINBURGH)

    reads = [other.get(path).status_code for path in ("/retention/due", "/holds", "/disposals", "/erasures")]
    assert reads == [403] * 4
    assert other.post("/holds", of(closed)).status_code == 403


def test_a_coordinator_sets_the_months_and_others_read_them(coordinator, manager, stranger):
    key = coordinator.get("/consortia").json["items"][0]["id"]
    path = f"/consortia/{key}/retention-terms"
    etag = coordinator.get(path).headers["ETag"]

    assert coordinator.patch(path, {"never_placed_months": 12}, etag=etag).json["never_placed_months"] == 12
    assert manager.get(path).json["never_placed_months"] == 12
    assert coordinator.patch(path, {"never_placed_months": 6}, etag=etag).status_code == 412
    assert manager.patch(path, {"never_placed_months": 6}, etag='"2"').status_code == 403
    assert stranger.patch(path, {"never_placed_months": 6}, etag='"2"').status_code == 404


@pytest.mark.parametrize("months", [0, 241, "12", None, 1.5])
def test_the_months_are_a_whole_number_within_reason(coordinator, months):
    key = coordinator.get("/consortia").json["items"][0]["id"]
    path = f"/consortia/{key}/retention-terms"

    refused = coordinator.patch(path, {"never_placed_months": months}, etag=coordinator.get(path).headers["ETag"])

    assert refused.status_code == 422


def test_an_erasure_lists_to_its_own_organisation_alone(closed, manager, second, agency_manager):
    made = manager.post("/disposals", of(closed, ground="person_asked"))
    path = made.headers["Location"].removeprefix("/api/v1")
    second.post(f"{path}/confirmation", etag=made.headers["ETag"])

    assert agency_manager.get("/erasures").json["items"] == []
    assert agency_manager.get(path).status_code == 404


@pytest.mark.parametrize("asked", ["/holds", "/holds/{hold}", "/referrals/{referral}/retention"])
def test_reasons_and_the_day_that_tells_a_birthday_are_looked_at(app, closed, manager, asked):
    hold = manager.post("/holds", of(closed)).json["id"]

    manager.get(asked.format(hold=hold, referral=closed["referrals"]))

    with app.app_context():
        (look,) = db.session.scalars(sa.select(AuditEvent).where(AuditEvent.action == "read"))
    assert (look.entity, str(look.entity_id)) == ("referrals", closed["referrals"])
    assert "reason" in look.fields.split()
