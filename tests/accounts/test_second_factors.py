"""Second factors: a code works once, guesses are counted, and nobody is in before it."""

from datetime import UTC, datetime, timedelta

import pyotp
import pytest
import sqlalchemy as sa
import time_machine

from consortium.accounts import second_factors, sign_ins
from consortium.accounts.sign_ins import Needs
from consortium.floor.db import db, transaction
from consortium.floor.errors import Invalid, NotAllowed, NotSignedIn, TooManyTries
from tests import databases
from tests.accounts.conftest import PASSWORD

pytestmark = pytest.mark.usefixtures("pool")
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def code_of(secret, at=NOON):
    return pyotp.TOTP(secret).at(at)


@pytest.fixture
def enrolled(worker):
    """Somebody with a second factor since eleven o'clock, its secret, and their recovery codes."""
    with time_machine.travel(NOON - timedelta(hours=1), tick=False), transaction():
        second_factors.begin(user_id=worker.id)
        secret = second_factors.begun(user_id=worker.id)
        codes = second_factors.confirm(user_id=worker.id, code=code_of(secret, NOON - timedelta(hours=1)))
    return worker, secret, codes


def begun(user):
    return sign_ins.open_(email=user.email, password=PASSWORD)


@pytest.mark.asvs("6.3.3")
@time_machine.travel(NOON, tick=False)
def test_a_password_alone_lets_nobody_in_who_has_a_second_factor(enrolled):
    user, secret, _ = enrolled
    opened = begun(user)

    with pytest.raises(NotSignedIn):
        sign_ins.authenticate(opened.secret)
    admitted = sign_ins.finish(opened.secret, code=code_of(secret))

    assert opened.needs is Needs.CODE
    assert sign_ins.authenticate(admitted).user_id == user.id


@pytest.mark.asvs("7.2.4")
@time_machine.travel(NOON, tick=False)
def test_the_secret_changes_with_the_code_and_the_one_before_is_worth_nothing(enrolled):
    user, secret, _ = enrolled
    opened = begun(user)
    sign_ins.finish(opened.secret, code=code_of(secret))

    for act in (sign_ins.authenticate, sign_ins.unfinished):
        with pytest.raises(NotSignedIn):
            act(opened.secret)


@pytest.mark.asvs("6.5.1")
@pytest.mark.api_top_ten("API2")
@time_machine.travel(NOON, tick=False)
def test_a_code_works_once(enrolled):
    user, secret, _ = enrolled
    sign_ins.finish(begun(user).secret, code=code_of(secret))

    with pytest.raises(NotAllowed, match="was used already"):
        sign_ins.finish(begun(user).secret, code=code_of(secret))


@pytest.mark.asvs("6.5.1")
@time_machine.travel(NOON, tick=False)
def test_of_those_who_send_one_code_at_once_one_is_let_in(pool, enrolled):
    user, secret, _ = enrolled
    secrets = iter([begun(user).secret for _ in range(3)])
    db.session.rollback()

    got = databases.at_once(pool, lambda: sign_ins.finish(next(secrets), code=code_of(secret)), times=3)

    assert sorted(isinstance(one, NotAllowed) for one in got) == [False, True, True]


@pytest.mark.parametrize(("away", "passes"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_a_code_is_good_for_clocks_that_are_half_a_minute_apart(enrolled, away, passes):
    user, secret, _ = enrolled
    code = code_of(secret, NOON + timedelta(seconds=away))

    with time_machine.travel(NOON, tick=False), transaction():
        assert second_factors.passes(user_id=user.id, code=code) is passes


@time_machine.travel(NOON, tick=False)
def test_an_older_code_is_refused_after_a_newer_one(enrolled):
    user, secret, _ = enrolled
    with transaction():
        assert second_factors.passes(user_id=user.id, code=code_of(secret, NOON + timedelta(seconds=30)))
        assert not second_factors.passes(user_id=user.id, code=code_of(secret))


@pytest.mark.asvs("6.3.1")
@pytest.mark.api_top_ten("API2")
@time_machine.travel(NOON, tick=False)
def test_codes_are_tried_five_times_a_minute_at_most(enrolled):
    user, secret, _ = enrolled
    opened = begun(user)
    for _ in range(5):
        with pytest.raises(NotAllowed):
            sign_ins.finish(opened.secret, code="000000")

    with pytest.raises(TooManyTries):
        sign_ins.finish(opened.secret, code=code_of(secret))


@pytest.mark.asvs("6.5.1")
@time_machine.travel(NOON, tick=False)
def test_a_recovery_code_works_once_however_it_is_typed(enrolled):
    user, _, codes = enrolled
    typed = f" {codes[3].upper().replace('-', ' ')} "

    assert sign_ins.finish(begun(user).secret, code=typed)
    with pytest.raises(NotAllowed):
        sign_ins.finish(begun(user).secret, code=codes[3])
    assert second_factors.left(user_id=user.id) == 9


@pytest.mark.asvs("14.2.4")
def test_neither_the_secret_nor_a_recovery_code_is_kept_as_it_is(enrolled):
    _, secret, codes = enrolled

    kept = str(db.session.execute(sa.text("SELECT * FROM second_factors")).all())
    kept += str(db.session.execute(sa.text("SELECT * FROM recovery_codes")).all())

    assert not [text for text in (secret, *codes) if text in kept]


@time_machine.travel(NOON, tick=False)
def test_where_everybody_needs_one_a_person_sets_it_up_before_anything_else(worker):
    opened = sign_ins.open_(email=worker.email, password=PASSWORD, second_factor=True)
    secret = second_factors.begun(user_id=sign_ins.unfinished(opened.secret).id)
    with pytest.raises(Invalid, match="wrong"):
        sign_ins.enrol(opened.secret, code="000000")
    admitted, codes = sign_ins.enrol(opened.secret, code=code_of(secret))

    assert opened.needs is Needs.ENROLMENT
    assert sign_ins.authenticate(admitted).user_id == worker.id
    assert len(set(codes)) == second_factors.RECOVERY_CODES


def test_a_password_that_waits_for_its_code_is_forgotten_after_ten_minutes(enrolled):
    user, secret, _ = enrolled
    with time_machine.travel(NOON, tick=False):
        opened = begun(user)
    later = NOON + timedelta(minutes=11)

    with time_machine.travel(later, tick=False), pytest.raises(NotSignedIn):
        sign_ins.finish(opened.secret, code=code_of(secret, later))
