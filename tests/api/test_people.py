"""People at the JSON door: who is listed for whom, deputies, cases that change hands, and one's own tokens."""

from datetime import timedelta
from uuid import UUID

import pytest

from consortium.access import OPERATOR, Role
from consortium.accounts import people, tokens
from consortium.floor import clock
from consortium.floor.db import db, transaction
from consortium.floor.errors import Invalid
from tests import factories
from tests.api.callers import CARER, Caller


@pytest.fixture
def manager(caller):
    return caller(Role.AGENCY_MANAGER, at="ROWAN")


@pytest.fixture
def administrator(caller):
    return caller(Role.ADMINISTRATOR)


def ids(caller):
    return {one["name"]: one["id"] for one in caller.get("/people").json["items"]}


@pytest.fixture
def staff(app, manager):
    """Two agency workers of ROWAN's, by name, as ids."""
    with app.app_context(), transaction():
        found = {}
        for name in ("first", "second"):
            found[name] = str(factories.person(Role.AGENCY_WORKER, at="ROWAN").id)
        return found


def test_a_manager_lists_their_own_people_and_an_administrator_those_of_the_consortium(staff, manager, administrator):
    mine, all_ = manager.get("/people").json["items"], administrator.get("/people").json["items"]

    assert {one["member_code"] for one in mine} == {"ROWAN"}
    assert {one["id"] for one in mine} < {one["id"] for one in all_}


@pytest.mark.asvs("15.3.1")
@pytest.mark.api_top_ten("API3")
def test_a_person_carries_their_roles_and_nothing_secret(staff, manager):
    one = manager.get(f"/people/{staff['first']}").json

    assert [held["role"] for held in one["roles"]] == ["agency_worker"]
    assert not [name for name in one if "password" in name or "secret" in name or "hash" in name]


@pytest.mark.asvs("8.2.2", "8.4.1")
@pytest.mark.api_top_ten("API1")
def test_people_of_another_consortium_are_not_there(staff, stranger, caller):
    other = caller(Role.ADMINISTRATOR, of="WEST")

    for one in (stranger, other):
        assert one.get(f"/people/{staff['first']}").status_code == 404
        assert not set(staff.values()) & set(ids(one).values())


def test_everybody_reads_their_own_account_alone(agency_worker, staff):
    assert agency_worker.get("/account").json["name"] == "Morag Innes"
    assert agency_worker.get(f"/people/{staff['first']}").status_code == 403


def test_a_deputy_is_named_listed_and_ended(staff, manager):
    days = {"from_on": str(clock.today()), "until_on": str(clock.today() + timedelta(days=3))}
    named = manager.post("/deputyships", {"user_id": staff["first"], "deputy_id": staff["second"]} | days)
    assert named.status_code == 201
    assert len(manager.get("/deputyships").json["items"]) == 1

    ended = manager.post(f"/deputyships/{named.json['id']}/end")

    assert ended.json["ended_at"]
    assert manager.get("/deputyships").json["items"] == []


def test_cases_change_hands(app, staff, manager):
    with app.app_context(), transaction():
        giver = next(one for one in db.session.scalars(people.visible(OPERATOR)) if str(one.id) == staff["first"])
        factories.household(people.viewer_of(giver))

    path = f"/people/{staff['first']}/cases/handover"

    assert manager.post(path, {"to_user_id": staff["second"]}).json == {"cases": 1}
    assert manager.post(path, {"to_user_id": staff["second"]}).status_code == 409


def test_one_lists_and_revokes_ones_own_tokens_and_never_reads_their_text(agency_worker, staff):
    (token,) = agency_worker.get("/tokens").json["items"]
    assert not [value for value in token.values() if "ccs_" in str(value)]

    assert agency_worker.post(f"/tokens/{token['id']}/revocation").status_code == 200
    assert agency_worker.get("/tokens").status_code == 401


@pytest.mark.asvs("8.2.1")
@pytest.mark.api_top_ten("API5")
def test_a_token_does_only_what_it_carries(app, staff):
    with app.app_context(), transaction():
        text = tokens.issue(OPERATOR, user_id=UUID(staff["first"]), name="reads", acts=["households.read"])[1]
    narrow = Caller(app.test_client(), text)

    assert narrow.get("/carers").status_code == 200
    assert narrow.post("/carers", CARER).status_code == 403
    assert narrow.get("/account").status_code == 403


@pytest.mark.asvs("8.2.1")
@pytest.mark.api_top_ten("API6")
@pytest.mark.parametrize("act", ["people.change", "people.invite", "people.recover", "account.change", "tokens.issue"])
def test_what_only_people_do_no_token_carries(app, staff, act):
    with app.app_context(), transaction():
        user = factories.person(Role.ADMINISTRATOR)

        with pytest.raises(Invalid, match="through a token"):
            tokens.issue(OPERATOR, user_id=user.id, name="too much", acts=[act])
