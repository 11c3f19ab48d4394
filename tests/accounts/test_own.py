"""One's own account: what a person changes about how they sign in, once they have shown that it is they."""

from datetime import UTC, datetime, timedelta

import pyotp
import pytest
import time_machine

from consortium.access import Role
from consortium.accounts import own, people, second_factors, sign_ins
from consortium.floor.db import db, transaction
from consortium.floor.errors import Invalid, NotAllowed, NotSignedIn, TooManyTries
from tests.accounts.conftest import PASSWORD

pytestmark = pytest.mark.usefixtures("pool")
NEW = "otter lantern 93 peat"


@pytest.mark.asvs("6.2.2", "7.4.3")
def test_a_new_password_ends_every_sign_in(worker):
    secrets = [sign_ins.open_(email=worker.email, password=PASSWORD).secret for _ in range(2)]

    own.change_password(people.viewer_of(worker), password=PASSWORD, new_password=NEW)
    db.session.commit()

    for secret in secrets:
        with pytest.raises(NotSignedIn):
            sign_ins.authenticate(secret)
    assert sign_ins.open_(email=worker.email, password=NEW)


@pytest.mark.asvs("7.4.1", "7.4.3", "7.5.2")
def test_signing_out_ends_every_sign_in_of_the_person(worker, colleague):
    secrets = [sign_ins.open_(email=worker.email, password=PASSWORD).secret for _ in range(2)]
    others = sign_ins.open_(email=colleague.email, password=PASSWORD).secret

    sign_ins.end(secrets[0])
    db.session.commit()

    with pytest.raises(NotSignedIn):
        sign_ins.authenticate(secrets[1])
    assert sign_ins.authenticate(others)


@pytest.mark.asvs("6.2.3", "6.3.1", "7.5.1")
@pytest.mark.api_top_ten("API2")
@pytest.mark.parametrize(
    "act",
    [own.drop_second_factor, own.renew_recovery_codes, own.confirm_second_factor, None],
    ids=["drop", "renew", "set up", "change"],
)
def test_every_change_asks_for_the_password_and_counts_guesses(worker, act):
    viewer = people.viewer_of(worker)

    def changed(password):
        if act is None:
            return own.change_password(viewer, password=password, new_password=NEW)
        return act(viewer, password=password, code="000000")

    for _ in range(5):
        with pytest.raises(NotAllowed, match="not your password"):
            changed("a wrong password")
    with pytest.raises(TooManyTries):
        changed(PASSWORD)


@pytest.mark.asvs("6.2.1")
def test_a_new_password_is_held_to_the_same_rules(worker):
    with pytest.raises(Invalid, match="new_password"):
        own.change_password(people.viewer_of(worker), password=PASSWORD, new_password="too short")


def test_new_recovery_codes_take_the_place_of_the_old(worker):
    with transaction():
        second_factors.begin(user_id=worker.id)
        secret = second_factors.begun(user_id=worker.id)
        old = second_factors.confirm(user_id=worker.id, code=pyotp.TOTP(secret).now())
    fresh = own.renew_recovery_codes(people.viewer_of(worker), password=PASSWORD, code=old[1])
    db.session.commit()

    with transaction():
        assert [second_factors.passes(user_id=worker.id, code=code) for code in (old[0], fresh[0])] == [False, True]


def test_recovery_codes_are_for_a_second_factor(worker):
    with pytest.raises(Invalid, match="no second factor"):
        own.renew_recovery_codes(people.viewer_of(worker), password=PASSWORD)


def test_a_second_factor_that_was_dropped_is_asked_for_no_more(worker):
    with transaction():
        second_factors.begin(user_id=worker.id)
        secret = second_factors.begun(user_id=worker.id)
        codes = second_factors.confirm(user_id=worker.id, code=pyotp.TOTP(secret).now())
    own.drop_second_factor(people.viewer_of(worker), password=PASSWORD, code=codes[0])
    db.session.commit()

    assert sign_ins.open_(email=worker.email, password=PASSWORD).needs == "nothing"


@pytest.mark.asvs("7.5.1")
@pytest.mark.parametrize("act", [own.drop_second_factor, own.renew_recovery_codes])
@pytest.mark.parametrize("code", ["", "000000"])
def test_a_password_alone_changes_nothing_of_a_second_factor(worker, act, code):
    with transaction():
        second_factors.begin(user_id=worker.id)
        secret = second_factors.begun(user_id=worker.id)
        codes = second_factors.confirm(user_id=worker.id, code=pyotp.TOTP(secret).now())

    with pytest.raises(NotAllowed, match="was used already"):
        act(people.viewer_of(worker), password=PASSWORD, code=code)
    assert act(people.viewer_of(worker), password=PASSWORD, code=codes[0])


@pytest.mark.asvs("7.5.2")
def test_a_person_sees_where_they_are_signed_in_until_it_ends(worker, colleague):
    secrets = [sign_ins.open_(email=worker.email, password=PASSWORD).secret for _ in range(2)]
    sign_ins.open_(email=colleague.email, password=PASSWORD)
    seen = sign_ins.held(people.viewer_of(worker))

    sign_ins.end(secrets[0])
    db.session.commit()

    assert ({one.user_id for one in seen}, len(seen)) == ({worker.id}, 2)
    assert sign_ins.held(people.viewer_of(worker)) == []


def test_a_secret_is_exchanged_for_another_after_a_quarter_of_an_hour_of_use(worker):
    start = datetime(2026, 11, 23, 8, tzinfo=UTC)
    with time_machine.travel(start, tick=False):
        first = sign_ins.open_(email=worker.email, password=PASSWORD).secret
    with time_machine.travel(start + timedelta(minutes=10), tick=False), transaction():
        assert sign_ins.mark(first) is None
    with time_machine.travel(start + timedelta(minutes=16), tick=False), transaction():
        second = sign_ins.mark(first)
        assert sign_ins.authenticate(first).user_id == sign_ins.authenticate(second).user_id == worker.id
    with time_machine.travel(start + timedelta(minutes=22), tick=False):
        assert sign_ins.authenticate(second)
        with pytest.raises(NotSignedIn):
            sign_ins.authenticate(first)


def test_a_secret_whose_successor_never_arrived_is_exchanged_again(worker):
    start = datetime(2026, 11, 23, 8, tzinfo=UTC)
    with time_machine.travel(start, tick=False):
        first = sign_ins.open_(email=worker.email, password=PASSWORD).secret
    with time_machine.travel(start + timedelta(minutes=14), tick=False), transaction():
        sign_ins.mark(first)
    with time_machine.travel(start + timedelta(minutes=16), tick=False), transaction():
        lost = sign_ins.mark(first)
    with time_machine.travel(start + timedelta(minutes=18), tick=False), transaction():
        third = sign_ins.mark(first)

        assert sign_ins.authenticate(third).holds(Role.AGENCY_WORKER)
        with pytest.raises(NotSignedIn):
            sign_ins.authenticate(lost)
