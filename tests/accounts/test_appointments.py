"""Appointments: who gives and takes roles, and what nobody may do to themselves or to the last administrator."""

import pytest

from consortium import consortia
from consortium.access import OPERATOR, MemberKind, Role
from consortium.accounts import appointments, people, sign_ins, tokens
from consortium.floor.db import db, transaction
from consortium.floor.errors import Conflict, Invalid, NotAllowed, NotFound, NotSignedIn, RuleBroken
from tests import databases, factories
from tests.accounts.conftest import PASSWORD

pytestmark = pytest.mark.usefixtures("pool")


def home(code="EAST"):
    return consortia.by_code(OPERATOR, code=code).id


def given(user):
    return {(one.consortium_id, one.role) for one in user.grants}


def test_an_administrator_changes_the_roles_of_their_consortium(administrator, worker):
    roles = [(home(), Role.AGENCY_MANAGER), (home(), Role.FINANCE_OFFICER)]

    changed = appointments.change(administrator, user_id=worker.id, version=worker.version, roles=roles)

    assert given(changed) == set(roles)


def test_a_role_held_in_another_consortium_stays_as_it_is(administrator):
    factories.member("BOTH")
    factories.member("BOTH", of="WEST")
    user = factories.person(Role.AGENCY_WORKER, at="BOTH")
    elsewhere = people.grant(
        OPERATOR, user_id=user.id, version=user.version, consortium_code="WEST", role=Role.AGENCY_WORKER
    )

    roles = [(home(), Role.AGENCY_MANAGER)]
    appointments.change(administrator, user_id=user.id, version=elsewhere.version, roles=roles)

    assert given(user) == {(home(), Role.AGENCY_MANAGER), (home("WEST"), Role.AGENCY_WORKER)}
    with pytest.raises(RuleBroken, match="other consortia too"):
        appointments.disable(administrator, user_id=user.id, version=user.version)


def test_nobody_gives_a_role_in_a_consortium_they_do_not_administer(administrator, worker):
    with pytest.raises(NotAllowed, match="other consortia"):
        appointments.change(
            administrator, user_id=worker.id, version=worker.version, roles=[(home("WEST"), Role.AGENCY_WORKER)]
        )


@pytest.mark.parametrize(
    ("roles", "refusal"), [([], Invalid), ([Role.AUTHORITY_WORKER], RuleBroken)], ids=["none", "of another employer"]
)
def test_a_person_keeps_a_role_that_fits_their_employer(administrator, worker, roles, refusal):
    chosen = [(home(), role) for role in roles]

    with pytest.raises(refusal):
        appointments.change(administrator, user_id=worker.id, version=worker.version, roles=chosen)


@pytest.mark.parametrize("act", [appointments.disable, appointments.restore])
def test_people_of_another_consortium_are_not_there(stranger, worker, act):
    with pytest.raises(NotFound):
        act(stranger, user_id=worker.id, version=worker.version)


def test_a_change_that_was_made_against_an_older_state_is_refused(administrator, worker):
    with pytest.raises(Conflict):
        appointments.disable(administrator, user_id=worker.id, version=worker.version + 1)


def test_nobody_changes_their_own_roles_or_closes_their_own_account(administrator):
    factories.person(Role.ADMINISTRATOR)
    own = db.session.get(people.User, administrator.user_id)

    with pytest.raises(RuleBroken, match="their own"):
        appointments.change(administrator, user_id=own.id, version=own.version, roles=[(home(), Role.COORDINATOR)])
    with pytest.raises(RuleBroken, match="their own"):
        appointments.disable(administrator, user_id=own.id, version=own.version)


def test_the_last_administrator_cannot_be_removed(administrator):
    own = db.session.get(people.User, administrator.user_id)
    roles = [(home(), Role.COORDINATOR)]

    for act in (
        lambda: appointments.disable(OPERATOR, user_id=own.id, version=own.version),
        lambda: appointments.change(OPERATOR, user_id=own.id, version=own.version, roles=roles),
    ):
        with pytest.raises(RuleBroken) as refused:
            act()
        assert refused.value.code == "last_administrator"


def test_a_closed_administrator_is_none_that_could_remain(administrator):
    other = factories.person(Role.ADMINISTRATOR)
    appointments.disable(administrator, user_id=other.id, version=other.version)
    own = db.session.get(people.User, administrator.user_id)

    with pytest.raises(RuleBroken, match="last administrator"):
        appointments.disable(OPERATOR, user_id=own.id, version=own.version)


def test_two_administrators_who_remove_each_other_at_once_leave_one(pool):
    both = [factories.person(Role.ADMINISTRATOR) for _ in range(2)]
    facts = [(one.id, one.version, people.viewer_of(one)) for one in both]
    db.session.commit()
    turns = iter([(facts[0][2], facts[1]), (facts[1][2], facts[0])])

    def remove():
        viewer, (user_id, version, _) = next(turns)
        with transaction():
            return appointments.disable(viewer, user_id=user_id, version=version).id

    got = databases.at_once(pool, remove, times=2)

    assert sorted(isinstance(one, RuleBroken) for one in got) == [False, True]


@pytest.mark.asvs("7.4.2", "7.4.5")
def test_a_closed_account_ends_all_that_was_open_at_once_and_for_good(administrator, worker, fresh):
    secret = sign_ins.open_(email=worker.email, password=PASSWORD).secret
    _, text = tokens.issue(OPERATOR, user_id=worker.id, name="test")
    db.session.commit()
    appointments.disable(administrator, user_id=worker.id, version=fresh(worker).version)
    appointments.restore(administrator, user_id=worker.id, version=worker.version)

    for known, by in ((sign_ins.authenticate, secret), (tokens.authenticate, text)):
        with pytest.raises(NotSignedIn):
            known(by)


def test_a_person_may_be_an_observers_and_still_no_case_worker(administrator):
    factories.member("WATCH", kind=MemberKind.OBSERVER)
    auditor = factories.person(Role.AUDITOR, at="WATCH")

    with pytest.raises(RuleBroken, match="works for a member of the kind"):
        appointments.change(
            administrator, user_id=auditor.id, version=auditor.version, roles=[(home(), Role.AUTHORITY_MANAGER)]
        )
