"""Signing in, looked at as an assessor would: what is asked for, what is kept of it, how long it is good for."""

import math
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser

import pytest
import time_machine
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from consortium.access import OPERATOR, Role
from consortium.accounts import codes, passwords, people, sign_ins, tokens
from consortium.floor.db import db, transaction
from consortium.floor.errors import Invalid, NotSignedIn
from consortium.floor.settings import Settings
from tests import factories
from tests.web.visitors import PASSWORD, Visitor

START = datetime(2026, 11, 23, 8, tzinfo=UTC)
COMMON = list(FREQUENCY_LISTS["passwords"])
TYPED = [
    "otter lantern peat", "OTTER LANTERN PEAT", "73920 58461 09274", "(,;:'!) ^#~<>{}| %&", "còig ròn làn sìth",
    "水獺 燈籠 泥炭 海豹 石楠 x",
]  # fmt: skip
FORMS = {"/sign-in": 1, "/join": 2, "/recover": 2, "/account/password": 3, "/account/recovery-codes": 1}


class Inputs(HTMLParser):
    """The input fields of a page, by name, with their attributes."""

    def __init__(self, text):
        super().__init__()
        self.found = {}
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "input":
            self.found[given.get("name")] = given


@pytest.mark.asvs("6.2.6", "6.2.7")
@pytest.mark.parametrize("path", FORMS)
def test_a_password_is_typed_unseen_and_may_be_pasted_or_filled_in(enter, path):
    page = enter(Role.AGENCY_WORKER, at="ROWAN").client.get(path).text

    fields = [one for one in Inputs(page).found.values() if one.get("type") == "password"]

    assert len(fields) == FORMS[path]
    assert {one["autocomplete"] for one in fields} <= {"current-password", "new-password"}
    assert not [name for one in fields for name in one if name.startswith("on")]
    assert "<script" not in page


def long_enough(word):
    return word * -(-passwords.SHORTEST // len(word))


@pytest.mark.asvs("6.2.4", "6.2.12")
def test_every_common_password_that_is_long_enough_is_refused():
    known = [word for word in COMMON if len(word) >= passwords.SHORTEST]

    for word in [*known, *map(long_enough, COMMON[:3000:30])]:
        with pytest.raises(Invalid, match="easily guessed"):
            passwords.hashed(word)
    assert (len(COMMON), len(known) > 20) == (30_000, True)


@pytest.mark.asvs("6.2.5", "6.2.8")
@pytest.mark.parametrize("password", TYPED)
def test_a_password_is_made_of_whatever_one_likes_and_compared_as_it_was_typed(password):
    kept = passwords.hashed(password)

    assert passwords.fits(password, kept=kept)
    assert not [spoilt for spoilt in (password + " ", password.swapcase() + "?") if passwords.fits(spoilt, kept=kept)]


@pytest.mark.asvs("6.2.10")
def test_a_password_stays_good_for_years(pool):
    with pool.app_context(), transaction():
        email = factories.person(Role.COORDINATOR).email

    with time_machine.travel(datetime.now(UTC) + timedelta(days=5 * 365)):
        assert Visitor(pool.test_client()).sign_in(email).status == 200


@pytest.mark.asvs("6.3.2", "6.3.3")
def test_a_new_installation_knows_nobody_and_asks_everybody_for_a_second_factor(app):
    with app.app_context():
        assert db.session.query(people.User).count() == 0
    assert Settings.from_environ({"SECRET_KEY": "x" * 16}).second_factor


@pytest.mark.asvs("6.4.2")
def test_all_that_is_kept_of_how_a_person_signs_in_is_this():
    kept = {column.name for column in people.User.__table__.columns}

    assert kept == {"id", "created_at", "changed_at", "version", "email", "name", "member_id", "sign_in_by",
                    "password_hash", "disabled_at"}  # fmt: skip


@pytest.mark.asvs("6.4.1", "6.5.2", "6.5.4")
def test_a_code_on_paper_is_worth_112_bits_and_a_session_256():
    letters = codes.new().replace("-", "")

    assert len(set(codes.LETTERS)) ** len(letters) >= 2**112
    assert len({codes.new() for _ in range(1000)}) == 1000
    assert math.log2(len(tokens.ALPHABET)) * tokens.RANDOM >= 256


@pytest.mark.asvs("7.2.2", "7.2.3")
def test_the_secret_of_a_sign_in_is_never_the_same_and_of_256_bits(pool):
    with pool.app_context(), transaction():
        user_id = factories.person(Role.COORDINATOR).id
        secrets = {sign_ins.begin(user_id=user_id, second_factor=False).secret for _ in range(50)}

    assert len(secrets) == 50
    assert min(map(len, secrets)) >= 43


@pytest.mark.asvs("7.3.2")
def test_a_sign_in_that_is_used_all_day_ends_after_twelve_hours(pool):
    with pool.app_context(), transaction():
        email = factories.person(Role.COORDINATOR).email
    with pool.app_context(), time_machine.travel(START, tick=False) as clock:
        secret = sign_ins.open_(email=email, password=PASSWORD).secret
        for _ in range(71):
            clock.shift(timedelta(minutes=10))
            with transaction():
                secret = sign_ins.mark(secret) or secret
        assert sign_ins.authenticate(secret)
        clock.shift(timedelta(minutes=10))

        with pytest.raises(NotSignedIn):
            sign_ins.authenticate(secret)


@pytest.mark.asvs("7.4.4")
@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.AUDITOR, Role.ADMINISTRATOR])
def test_every_page_has_a_way_out(enter, role):
    visitor = enter(role)
    found = [link for link in visitor.open("/").read.links if link.startswith("/") and "assets" not in link]

    for path in {"/", *found}:
        assert 'action="/sign-out"' in visitor.open(path).response.text, path


@pytest.mark.asvs("8.2.1", "8.3.1")
@pytest.mark.api_top_ten("API5")
def test_who_may_no_longer_do_something_may_not_from_the_next_request_on(pool, call):
    caller = call(Role.COORDINATOR)
    assert caller.get("/members").status_code == 200
    with pool.app_context(), transaction():
        user = next(db.session.scalars(people.visible(OPERATOR)).unique())
        user.grants.clear()

    assert caller.get("/members").status_code == 403
