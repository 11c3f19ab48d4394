"""People: accounts, sign-ins and tokens, of whose secrets only digests are kept."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
import time_machine

from consortium.access import OPERATOR, Role
from consortium.accounts import appointments, passwords, people, sign_ins, tokens
from consortium.floor.db import db
from consortium.floor.errors import Conflict, Invalid, NotAllowed, NotFound, NotSignedIn, RuleBroken, TooManyTries
from tests import factories
from tests.accounts.conftest import COSTLY

pytestmark = pytest.mark.usefixtures("records")
PASSWORD = "tide and heather 7"


@pytest.fixture
def worker(records):
    """An agency worker whose account is kept."""
    factories.pool()
    user = factories.person(Role.AGENCY_WORKER, at="ROWAN")
    db.session.commit()
    return user


def test_a_password_is_kept_as_an_argon2id_hash_of_the_agreed_cost(monkeypatch):
    monkeypatch.setattr(passwords, "HASHER", COSTLY)

    assert passwords.hashed(PASSWORD).startswith("$argon2id$v=19$m=19456,t=2,p=1$")


@pytest.mark.asvs("6.2.1")
def test_a_password_has_fifteen_characters_or_more():
    with pytest.raises(Invalid, match="15 to 128"):
        people.create(OPERATOR, email="a@example.org", name="A", password="fourteen chars")


@pytest.mark.asvs("6.2.4", "6.2.11")
@pytest.mark.parametrize(
    "password", ["passwordpassword", "123456789012345", "qwertyuiop[]asdf", "lovelacelovelace", "consortiumconsortium"]
)
def test_a_password_that_is_easily_guessed_is_refused(password):
    with pytest.raises(Invalid, match="easily guessed"):
        people.create(OPERATOR, email="ada@example.org", name="Ada Lovelace", password=password)


def test_an_address_has_one_account_however_it_is_typed(worker):
    with pytest.raises(Conflict, match="account with this address"):
        people.create(OPERATOR, email=f" {worker.email.upper()} ", name="Another", password=PASSWORD)


def test_a_role_fits_the_employer(worker):
    with pytest.raises(RuleBroken, match="kind authority"):
        factories.person(Role.AUTHORITY_WORKER, at="ROWAN")


def test_nobody_but_the_operator_makes_accounts(records):
    coordinator = factories.viewer(Role.COORDINATOR)

    with pytest.raises(NotAllowed):
        people.create(coordinator, email="b@example.org", name="B", password=PASSWORD)


@pytest.mark.asvs("7.2.1", "7.2.2")
def test_a_sign_in_is_known_by_a_secret_that_is_not_kept(worker):
    secret = sign_ins.open_(email=worker.email, password=PASSWORD).secret

    kept = db.session.scalars(sa.select(sign_ins.SignIn.digest)).one()

    assert sign_ins.authenticate(secret).user_id == worker.id
    assert secret not in kept


def test_a_wrong_password_and_an_unknown_address_are_refused_alike(worker):
    refusals = []

    for email in (worker.email, "nobody@example.org", "no address"):
        with pytest.raises(NotAllowed) as refused:
            sign_ins.open_(email=email, password="a wrong password")
        refusals.append((refused.value.code, refused.value.sentence))

    assert len(set(refusals)) == 1


@pytest.mark.asvs("6.3.1")
@pytest.mark.api_top_ten("API2")
def test_an_account_is_tried_five_times_a_minute_at_most(worker):
    start = datetime(2026, 11, 22, 12, tzinfo=UTC)
    with time_machine.travel(start, tick=False):
        for _ in range(5):
            with pytest.raises(NotAllowed):
                sign_ins.open_(email=worker.email, password="a wrong password")
        with pytest.raises(TooManyTries):
            sign_ins.open_(email=worker.email, password=PASSWORD)
    with time_machine.travel(start + timedelta(seconds=61), tick=False):
        assert sign_ins.open_(email=worker.email, password=PASSWORD)


@pytest.mark.asvs("7.3.1")
def test_a_sign_in_ends_when_it_is_not_used_and_at_the_end_of_the_day(worker):
    start = datetime(2026, 11, 22, 8, tzinfo=UTC)
    with time_machine.travel(start, tick=False):
        secret = sign_ins.open_(email=worker.email, password=PASSWORD).secret
    with time_machine.travel(start + timedelta(minutes=14), tick=False):
        assert sign_ins.recognise(secret)[1]
        sign_ins.mark(secret)
    with time_machine.travel(start + timedelta(minutes=28), tick=False):
        assert sign_ins.authenticate(secret)
    with time_machine.travel(start + timedelta(minutes=30), tick=False), pytest.raises(NotSignedIn):
        sign_ins.authenticate(secret)


@pytest.mark.asvs("7.4.1")
def test_signing_out_ends_the_sign_in(worker):
    secret = sign_ins.open_(email=worker.email, password=PASSWORD).secret

    sign_ins.end(secret)

    with pytest.raises(NotSignedIn):
        sign_ins.authenticate(secret)


@pytest.mark.asvs("7.4.2")
def test_a_closed_account_ends_its_sign_ins_and_tokens_at_once(worker):
    secret = sign_ins.open_(email=worker.email, password=PASSWORD).secret
    _, text = tokens.issue(OPERATOR, user_id=worker.id, name="test")

    appointments.disable(OPERATOR, user_id=worker.id, version=worker.version)

    for known, by in ((sign_ins.authenticate, secret), (tokens.authenticate, text)):
        with pytest.raises(NotSignedIn):
            known(by)


def test_a_token_stands_for_its_person_and_is_kept_as_a_digest(worker):
    token, text = tokens.issue(OPERATOR, user_id=worker.id, name="test")

    assert text.startswith("ccs_")
    assert tokens.authenticate(text) == people.viewer_of(worker, acts=frozenset(token.acts))
    assert (text in token.digest, len(token.digest)) == (False, 64)


@pytest.mark.asvs("7.4.1")
def test_a_token_expires_and_can_be_revoked(worker):
    _, short = tokens.issue(OPERATOR, user_id=worker.id, name="short", days=1)
    revoked, text = tokens.issue(OPERATOR, user_id=worker.id, name="gone")
    tokens.revoke(people.viewer_of(worker), token_id=revoked.id)

    with pytest.raises(NotSignedIn):
        tokens.authenticate(text)
    with time_machine.travel(datetime.now(UTC) + timedelta(days=2)), pytest.raises(NotSignedIn):
        tokens.authenticate(short)


def test_one_persons_token_is_not_anothers_to_revoke(worker):
    token, _ = tokens.issue(OPERATOR, user_id=worker.id, name="test")

    with pytest.raises(NotFound):
        tokens.revoke(factories.viewer(Role.COORDINATOR), token_id=token.id)


@pytest.mark.parametrize(
    "email", ["ann..lee@example.org", "a,b@example.org", ".a@example.org", "a@b..org", "a b@c.org"]
)
def test_an_address_to_which_no_mail_could_go_is_refused(email):
    with pytest.raises(Invalid, match="Give an address such as"):
        people.normal_email(email)


def test_an_address_with_accents_is_taken_as_it_is():
    assert people.normal_email("Mòrag.O'Neil+x@example.scot") == "mòrag.o'neil+x@example.scot"
