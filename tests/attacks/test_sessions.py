"""Sessions: none that somebody planted, none that outlives its end, and guesses that count however they are made."""

import re
import unicodedata
from functools import partial

import pytest
from sqlalchemy import event

from consortium.access import OPERATOR, Role
from consortium.accounts import appointments, invitations, people, recoveries, sign_ins
from consortium.floor.db import db, transaction
from consortium.floor.errors import NotAllowed, TooManyTries
from tests import databases, factories
from tests.web.visitors import PASSWORD, Visitor

NEW = "otter lantern 93 peat"
TWICE = {"new_password": NEW, "again": NEW}
WAYS = {
    "join": partial(invitations.accept, code="x"),
    "recover": partial(recoveries.accept, first_code="x", second_code="y"),
}


@pytest.fixture
def email(pool):
    with pool.app_context(), transaction():
        return factories.person(Role.AGENCY_WORKER, at="ROWAN").email


def is_in(visitor):
    return visitor.client.get("/").status_code == 200


def signed_out(visitor, pool, email):
    visitor.press("/sign-out", on="/")


def with_another_password(visitor, pool, email):
    visitor.send("/account/password", password=PASSWORD, **TWICE)


def with_another_authenticator(visitor, pool, email):
    visitor.send("/account/second-factor/drop", password=PASSWORD)


def closed(visitor, pool, email):
    with pool.app_context(), transaction():
        user = people.by_email(OPERATOR, email=email)
        appointments.disable(OPERATOR, user_id=user.id, version=user.version)


def recovered(visitor, pool, email):
    with pool.app_context(), transaction():
        both = [factories.viewer(Role.ADMINISTRATOR) for _ in range(2)]
        user = people.by_email(OPERATOR, email=email)
        recovery, first = recoveries.ask(both[0], user_id=user.id, reason="Her telephone was stolen.")
        second = recoveries.confirm(both[1], recovery_id=recovery.id)[1]
    Visitor(pool.test_client()).send("/recover", email=email, first_code=first, second_code=second, **TWICE)


ENDS = [signed_out, with_another_password, with_another_authenticator, closed, recovered]


@pytest.mark.asvs("7.4.1", "7.4.2", "7.4.3")
@pytest.mark.api_top_ten("API2")
@pytest.mark.parametrize("end", ENDS, ids=lambda end: end.__name__)
def test_every_session_ends_at_once_on_every_machine(pool, email, end):
    here, there, thief = (Visitor(pool.test_client()) for _ in range(3))
    for visitor in (here, there):
        visitor.sign_in(email)
    thief.client.set_cookie("console", there.client.get_cookie("console").value)
    assert all(map(is_in, (here, there, thief)))

    end(here, pool, email)

    assert not any(map(is_in, (here, there, thief)))


@pytest.mark.asvs("7.2.4")
@pytest.mark.api_top_ten("API2")
def test_a_session_that_somebody_planted_before_the_sign_in_is_worth_nothing_after_it(pool, email):
    thief, victim = Visitor(pool.test_client()), Visitor(pool.test_client())
    seed = thief.open("/sign-in").read.carried["csrf_token"][-1]
    planted = thief.client.get_cookie("console").value
    victim.client.set_cookie("console", planted)
    victim.sign_in(email)

    assert (is_in(victim), is_in(thief)) == (True, False)
    assert victim.client.get_cookie("console").value != planted
    assert victim.client.post("/sign-out", data={"csrf_token": seed}).status_code == 400


@pytest.mark.asvs("6.3.1")
@pytest.mark.parametrize("database", ["app", "postgres_app"])
def test_of_many_guesses_at_once_five_are_looked_at(request, database):
    app = request.getfixturevalue(database)
    with app.app_context(), transaction():
        factories.pool()
        known = factories.person(Role.AGENCY_WORKER, at="ROWAN").email

    got = databases.at_once(app, lambda: sign_ins.open_(email=known, password="a wrong password"), times=9)

    assert sorted(type(one) is TooManyTries for one in got) == [False] * 5 + [True] * 4


@pytest.mark.asvs("6.3.1")
def test_guesses_at_one_address_count_together_however_it_is_spelt(pool, email):
    wide = "".join(chr(ord(letter) + 0xFEE0) for letter in email)
    ways = [email, email.upper(), f"  {email} ", wide, unicodedata.normalize("NFD", email)]
    with pool.app_context():
        for way in ways:
            with pytest.raises(NotAllowed):
                sign_ins.open_(email=way, password="a wrong password")

        with pytest.raises(TooManyTries):
            sign_ins.open_(email=email, password=PASSWORD)


@pytest.mark.asvs("6.3.1")
@pytest.mark.api_top_ten("API2")
@pytest.mark.parametrize("way", WAYS)
def test_whoever_asks_to_join_or_to_recover_learns_nothing_of_who_is_known(pool, email, way):
    def asked(address):
        sent = []
        with pool.app_context():
            listen = (db.engine, "before_cursor_execute", lambda _c, _k, text, *_rest: sent.append(text))
            event.listen(*listen)
            with pytest.raises(NotAllowed) as refused:
                WAYS[way](email=address, password=NEW)
            event.remove(*listen)
        return refused.value.sentence, [re.sub(r"\d+", "", text) for text in sent]

    asked("warm@example.org")

    assert asked(email) == asked("nobody@example.org")
