"""I29 and I30: guessing and asking around lead nowhere: same answer, same work, and nobody in past the limit."""

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from consortium.access import OPERATOR
from consortium.accounts import appointments, passwords, sign_ins, tokens, tries
from consortium.floor.db import db
from consortium.floor.errors import NotAllowed, NotSignedIn, Unavailable
from tests.accounts.conftest import PASSWORD

pytestmark = pytest.mark.usefixtures("pool")


@pytest.fixture
def work(pool, monkeypatch):
    """What a refused sign-in makes the service do: its statements in order, and how often it hashes."""

    class Counting:
        def __init__(self, real):
            self.real = real

        def __getattr__(self, name):
            return getattr(self.real, name)

        def verify(self, kept, given):
            done.append("verify")
            return self.real.verify(kept, given)

    done = []
    monkeypatch.setattr(passwords, "HASHER", Counting(passwords.HASHER))
    listen = (db.engine, "before_cursor_execute", lambda _c, _k, statement, *_rest: done.append(statement))

    def of(email, password="a wrong password"):
        done.clear()
        event.listen(*listen)
        with pytest.raises(NotAllowed) as refused:
            sign_ins.open_(email=email, password=password)
        event.remove(*listen)
        return refused.value.code, refused.value.sentence, [one for one in done if "LIMIT" not in one]

    return of


@pytest.mark.asvs("6.3.1")
@pytest.mark.api_top_ten("API2")
def test_known_unknown_and_closed_accounts_are_refused_with_the_same_words_and_the_same_work(work, worker, colleague):
    appointments.disable(OPERATOR, user_id=colleague.id, version=colleague.version)
    db.session.commit()
    known, closed = worker.email, colleague.email
    passwords.fits("first", kept=None)
    work("warm@example.org")

    assert work(known) == work("nobody@example.org") == work(closed, PASSWORD)


@pytest.mark.asvs("6.3.1")
@pytest.mark.api_top_ten("API2")
def test_a_limiter_that_fails_lets_nobody_in(worker, monkeypatch):
    email = worker.email
    db.session.execute(sa.text("ALTER TABLE sign_in_tries RENAME TO gone"))
    db.session.commit()
    try:
        with pytest.raises(Exception, match="sign_in_tries"):
            sign_ins.open_(email=email, password=PASSWORD)
    finally:
        db.session.rollback()
        db.session.execute(sa.text("ALTER TABLE gone RENAME TO sign_in_tries"))
        db.session.commit()


def test_a_limiter_that_is_busy_lets_nobody_in(worker, monkeypatch):
    def busy(*_given, **_more):
        raise Unavailable

    monkeypatch.setattr(tries, "count", busy)

    with pytest.raises(Unavailable):
        sign_ins.open_(email=worker.email, password=PASSWORD)


@pytest.mark.parametrize(
    "spoil",
    [str.lower, lambda text: text[:-1] + ("0" if text[-1] != "0" else "1"), lambda text: text + "a", lambda _: "ccs_"],
)
def test_what_is_not_shaped_like_a_token_costs_no_query(worker, monkeypatch, spoil):
    _, text = tokens.issue(OPERATOR, user_id=worker.id, name="test")
    assert tokens.is_wellformed(text)

    def asked(*_given, **_more):
        raise AssertionError("the database was asked")

    monkeypatch.setattr(db.session, "scalar", asked)
    with pytest.raises(NotSignedIn):
        tokens.authenticate(spoil(text))


def test_a_token_is_recognised_by_its_shape_and_never_twice_the_same(worker):
    texts = {tokens.issue(OPERATOR, user_id=worker.id, name="test")[1] for _ in range(20)}

    assert len(texts) == 20
    assert all(text.startswith("ccs_") and len(text) == 53 and tokens.is_wellformed(text) for text in texts)
