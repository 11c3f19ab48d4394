"""Invitations: who may ask whom in, and a code that makes one account once."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
import time_machine

from consortium import consortia
from consortium.access import OPERATOR, Role
from consortium.accounts import invitations, people, sign_ins
from consortium.floor.db import db, writing
from consortium.floor.errors import Conflict, Invalid, NotAllowed, RuleBroken, TooManyTries
from tests import databases, factories

pytestmark = pytest.mark.usefixtures("pool")
NEW = "otter lantern 93 peat"
EMAIL = "eilidh@example.org"


def invited(viewer, *, role=Role.AGENCY_WORKER, of="EAST", **values):
    ordinary = {"email": EMAIL, "name": "Eilidh Munro", "member_code": "ROWAN"}
    roles = [(consortia.by_code(OPERATOR, code=of).id, role)]
    invitation, code = invitations.invite(viewer, roles=roles, **(ordinary | values))
    db.session.commit()
    return invitation, code


def accepted(code, *, email=EMAIL, password=NEW):
    user = invitations.accept(email=email, code=code, password=password)
    db.session.commit()
    return user


def test_somebody_who_is_asked_in_has_an_account_once_they_chose_a_password(administrator):
    _, code = invited(administrator)
    assert people.known(OPERATOR, email=EMAIL) is None

    user = accepted(code.upper().replace("-", ""), email=" Eilidh@Example.org ")

    assert people.viewer_of(user).holds(Role.AGENCY_WORKER)
    assert sign_ins.open_(email=EMAIL, password=NEW)


def test_a_code_is_kept_as_a_digest_alone(administrator):
    _, code = invited(administrator)

    assert code not in str(db.session.execute(sa.text("SELECT * FROM invitations")).all())


@pytest.mark.asvs("6.4.1")
def test_a_code_works_once(administrator):
    _, code = invited(administrator)
    accepted(code)

    with pytest.raises(NotAllowed):
        accepted(code)


def test_of_two_who_use_one_code_at_once_one_has_an_account(pool, administrator):
    _, code = invited(administrator)
    db.session.rollback()

    def join():
        writing.set(True)
        return accepted(code).id

    got = databases.at_once(pool, join, times=2)

    assert sorted(isinstance(one, NotAllowed) for one in got) == [False, True]


@pytest.mark.parametrize(("email", "code"), [("other@example.org", None), (EMAIL, "wrong"), ("no address", None)])
def test_what_does_not_belong_together_is_refused_alike(administrator, email, code):
    _, good = invited(administrator)

    with pytest.raises(NotAllowed, match="do not belong together"):
        accepted(code or good, email=email)


@pytest.mark.asvs("6.4.1")
def test_a_code_is_good_for_a_week_and_until_it_is_taken_back(administrator):
    invitation, code = invited(administrator)
    with time_machine.travel(datetime.now(UTC) + timedelta(days=8)), pytest.raises(NotAllowed):
        accepted(code)
    invitations.withdraw(administrator, invitation_id=invitation.id)
    db.session.commit()

    with pytest.raises(NotAllowed):
        accepted(code)


@pytest.mark.asvs("6.3.1")
def test_codes_are_tried_five_times_a_minute_at_most(administrator):
    _, code = invited(administrator)
    for _ in range(5):
        with pytest.raises(NotAllowed):
            accepted("wrong")

    with pytest.raises(TooManyTries):
        accepted(code)


def test_a_password_that_will_not_do_leaves_the_code_good(administrator):
    _, code = invited(administrator)
    with pytest.raises(Invalid, match="guessed"):
        accepted(code, password="eilidheilidheilidh")
    db.session.rollback()

    assert accepted(code)


def test_an_address_that_has_an_account_in_sight_is_not_asked_in_again(administrator, worker):
    with pytest.raises(Conflict, match="change its roles"):
        invited(administrator, email=worker.email)


def test_an_account_beyond_sight_is_told_to_its_owner_alone(administrator, pool):
    unseen = factories.person(Role.AGENCY_WORKER, at="ALDER", of="WEST")
    db.session.commit()

    _, code = invited(administrator, email=unseen.email)

    with pytest.raises(RuleBroken, match="Sign in with it"):
        accepted(code, email=unseen.email)


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ({"member_code": "ALDER"}, Invalid),
        ({"member_code": "NONE"}, Invalid),
        ({"email": "none"}, Invalid),
        ({"name": " "}, Invalid),
        ({"role": Role.AUTHORITY_WORKER}, RuleBroken),
        ({"of": "WEST"}, NotAllowed),
    ],
    ids=["another consortium's member", "no member", "no address", "no name", "a role that does not fit", "elsewhere"],
)
def test_a_person_is_asked_in_for_what_the_asker_administers(administrator, values, refusal):
    with pytest.raises(refusal):
        invited(administrator, **values)


def test_only_administrators_ask_people_in_and_see_who_was_asked(administrator, stranger, manager):
    invited(administrator)

    with pytest.raises(NotAllowed):
        invited(people.viewer_of(manager), email="another@example.org")
    assert not db.session.scalars(invitations.awaiting(stranger)).all()
    assert [one.email for one in db.session.scalars(invitations.awaiting(administrator))] == [EMAIL]
