"""Recoveries: two people let a third in again, and neither of the two could do it alone."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from consortium.access import Role
from consortium.accounts import people, recoveries, second_factors, sign_ins, tokens
from consortium.floor.db import db
from consortium.floor.errors import Conflict, Invalid, NotAllowed, NotFound, NotSignedIn, RuleBroken, TooManyTries
from tests import factories
from tests.accounts.conftest import PASSWORD

pytestmark = pytest.mark.usefixtures("pool")
WHY = "Her telephone was stolen on Tuesday."
NEW = "otter lantern 93 peat"


@pytest.fixture
def asked(administrator, worker):
    """A recovery that the administrator asked for, and the first code."""
    recovery, code = recoveries.ask(administrator, user_id=worker.id, reason=WHY)
    db.session.commit()
    return recovery, code


@pytest.fixture
def codes(asked, manager):
    """Both codes of a recovery that the manager confirmed."""
    _, second = recoveries.confirm(people.viewer_of(manager), recovery_id=asked[0].id)
    db.session.commit()
    return asked[1], second


def accepted(user, first, second, password=NEW):
    user = recoveries.accept(email=user.email, first_code=first, second_code=second, password=password)
    db.session.commit()
    return user


@pytest.mark.asvs("6.4.3")
def test_a_person_with_both_codes_has_a_new_password_and_no_second_factor(worker, codes):
    second_factors.begin(user_id=worker.id)
    db.session.commit()

    accepted(worker, *codes)

    assert sign_ins.open_(email=worker.email, password=NEW).needs == "nothing"
    with pytest.raises(NotAllowed):
        sign_ins.open_(email=worker.email, password=PASSWORD)


@pytest.mark.asvs("7.4.3")
def test_whatever_was_open_in_the_account_ends(worker, codes):
    secret = sign_ins.open_(email=worker.email, password=PASSWORD).secret
    _, text = tokens.issue(people.viewer_of(worker), user_id=worker.id, name="test")
    db.session.commit()

    accepted(worker, *codes)

    for known, by in ((sign_ins.authenticate, secret), (tokens.authenticate, text)):
        with pytest.raises(NotSignedIn):
            known(by)


@pytest.mark.asvs("6.4.3", "6.4.4")
@pytest.mark.parametrize("given", [("first", "first"), ("second", "second"), ("second", "first"), ("first", "")])
def test_neither_code_alone_opens_anything(worker, codes, given):
    known = dict(zip(("first", "second", ""), (*codes, ""), strict=True))

    with pytest.raises(NotAllowed, match="do not belong together"):
        accepted(worker, known[given[0]], known[given[1]])


def test_the_first_code_opens_nothing_before_somebody_confirmed(worker, asked):
    for second in ("", asked[1]):
        with pytest.raises(NotAllowed):
            accepted(worker, asked[1], second)


def test_codes_are_good_once_and_for_a_day(worker, codes):
    with time_machine.travel(datetime.now(UTC) + timedelta(hours=25)), pytest.raises(NotAllowed):
        accepted(worker, *codes)
    accepted(worker, *codes)

    with pytest.raises(NotAllowed):
        accepted(worker, *codes)


@pytest.mark.asvs("6.3.1")
@pytest.mark.api_top_ten("API2")
def test_codes_are_tried_five_times_a_minute_at_most(worker, codes):
    for _ in range(5):
        with pytest.raises(NotAllowed):
            accepted(worker, "a", "b")

    with pytest.raises(TooManyTries):
        accepted(worker, *codes)


@pytest.mark.asvs("6.4.4")
@pytest.mark.api_top_ten("API6")
def test_who_asked_does_not_confirm(administrator, asked):
    with pytest.raises(RuleBroken, match="second person"):
        recoveries.confirm(administrator, recovery_id=asked[0].id)


def test_whose_account_it_is_neither_asks_nor_confirms(administrator, manager):
    recovery, _ = recoveries.ask(administrator, user_id=manager.id, reason=WHY)

    with pytest.raises(RuleBroken, match="whose account"):
        recoveries.confirm(people.viewer_of(manager), recovery_id=recovery.id)
    with pytest.raises(RuleBroken, match="their own account"):
        recoveries.ask(people.viewer_of(manager), user_id=manager.id, reason=WHY)


def test_a_recovery_is_confirmed_once_and_one_is_under_way_at_a_time(administrator, worker, asked, codes):
    another = factories.viewer(Role.ADMINISTRATOR)

    with pytest.raises(RuleBroken, match="confirmed already"):
        recoveries.confirm(another, recovery_id=asked[0].id)
    with pytest.raises(Conflict, match="under way"):
        recoveries.ask(another, user_id=worker.id, reason=WHY)


def test_a_recovery_that_ran_out_does_not_stand_in_the_way(administrator, worker, asked):
    with time_machine.travel(datetime.now(UTC) + timedelta(hours=25)):
        assert recoveries.ask(administrator, user_id=worker.id, reason=WHY)


def test_a_refused_recovery_opens_nothing(worker, asked, codes, manager):
    recoveries.refuse(people.viewer_of(manager), recovery_id=asked[0].id)
    db.session.commit()

    with pytest.raises(NotAllowed):
        accepted(worker, *codes)


def test_it_takes_a_reason_and_a_role_and_sight(administrator, stranger, worker, colleague, asked):
    with pytest.raises(Invalid, match="Say why"):
        recoveries.ask(administrator, user_id=colleague.id, reason="lost")
    with pytest.raises(NotAllowed):
        recoveries.ask(people.viewer_of(colleague), user_id=worker.id, reason=WHY)
    with pytest.raises(NotFound):
        recoveries.ask(stranger, user_id=worker.id, reason=WHY)
    with pytest.raises(NotFound):
        recoveries.confirm(stranger, recovery_id=asked[0].id)
