"""Deputies: for some days a colleague holds an absent person's roles, and passes none of them on."""

from datetime import date, timedelta

import pytest
import time_machine

from consortium.access import OPERATOR, Role
from consortium.accounts import appointments, deputies, people
from consortium.floor.db import db
from consortium.floor.errors import Invalid, NotAllowed, NotFound, RuleBroken
from tests import factories

pytestmark = pytest.mark.usefixtures("pool")
MONDAY = date(2026, 11, 23)
FRIDAY = MONDAY + timedelta(days=4)


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(MONDAY):
        yield


def named(viewer, absent, deputy, **days):
    ordinary = {"from_on": MONDAY, "until_on": FRIDAY}
    found = deputies.name(viewer, user_id=absent.id, deputy_id=deputy.id, **(ordinary | days))
    db.session.commit()
    db.session.expire_all()
    return found


def roles_of(user, day):
    with time_machine.travel(day):
        return {role for held in people.viewer_of(user).roles.values() for role in held}


def test_a_deputy_holds_the_absent_persons_roles_from_the_first_day_to_the_last(administrator, manager, worker):
    named(administrator, manager, worker)

    alone, both = {Role.AGENCY_WORKER}, {Role.AGENCY_WORKER, Role.AGENCY_MANAGER}
    days = [MONDAY - timedelta(days=1), MONDAY, FRIDAY, FRIDAY + timedelta(days=1)]
    assert [roles_of(worker, day) for day in days] == [alone, both, both, alone]
    assert roles_of(manager, MONDAY) == {Role.AGENCY_MANAGER}


def test_a_deputy_passes_nothing_on(administrator, manager, worker, colleague):
    named(administrator, manager, worker)
    named(administrator, worker, colleague)

    assert roles_of(colleague, MONDAY) == {Role.AGENCY_WORKER}


def test_who_keeps_the_accounts_is_not_stood_in_for(administrator):
    hub = factories.person(Role.COORDINATOR)
    other = factories.person(Role.ADMINISTRATOR)
    named(administrator, other, hub)

    assert roles_of(hub, MONDAY) == {Role.COORDINATOR}


def test_a_deputyship_ends_when_it_is_ended_and_with_the_absent_persons_account(administrator, manager, worker):
    first = named(administrator, manager, worker)
    deputies.end(administrator, deputyship_id=first.id)
    db.session.commit()
    db.session.expire_all()
    assert roles_of(worker, MONDAY) == {Role.AGENCY_WORKER}

    named(administrator, manager, worker)
    appointments.disable(OPERATOR, user_id=manager.id, version=manager.version)
    assert roles_of(worker, MONDAY) == {Role.AGENCY_WORKER}


def test_a_manager_names_a_deputy_for_themselves_and_their_people(manager, worker, colleague):
    viewer = people.viewer_of(manager)

    named(viewer, manager, worker)
    named(viewer, worker, colleague)

    assert {one.deputy.id for one in db.session.scalars(deputies.visible(viewer))} == {worker.id, colleague.id}


def test_nobody_makes_themselves_a_deputy(administrator, manager, worker):
    with pytest.raises(RuleBroken, match="themselves"):
        named(people.viewer_of(manager), worker, manager)
    with pytest.raises(NotAllowed):
        named(people.viewer_of(worker), manager, worker)


@pytest.mark.parametrize(
    "days",
    [
        {"until_on": MONDAY - timedelta(days=1), "from_on": MONDAY - timedelta(days=2)},
        {"from_on": FRIDAY, "until_on": MONDAY},
        {"until_on": MONDAY + timedelta(days=93)},
    ],
    ids=["over", "backwards", "for ever"],
)
def test_a_deputy_is_named_for_some_days_that_are_to_come(administrator, manager, worker, days):
    with pytest.raises(Invalid, match="Give"):
        named(administrator, manager, worker, **days)


def test_a_deputy_is_a_colleague_of_the_same_organisation(administrator, manager, stranger, worker):
    authority_worker = factories.person(Role.AUTHORITY_WORKER, at=factories.EDINBURGH)

    with pytest.raises(Invalid, match="same organisation"):
        named(administrator, manager, authority_worker)
    with pytest.raises(NotFound):
        named(stranger, manager, worker)
