"""Takeovers: what somebody tries who has half of what it takes to get, or to keep, another's account (I28 to I30)."""

import time
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from argon2 import PasswordHasher

from consortium.access import OPERATOR, Role
from consortium.accounts import deputies, passwords, people, recoveries, second_factors, sign_ins
from consortium.floor import clock
from consortium.floor.db import db, transaction
from consortium.floor.errors import NotAllowed, NotSignedIn, RuleBroken
from tests import factories
from tests.accounts.conftest import PASSWORD

pytestmark = pytest.mark.usefixtures("pool")
NEW = "otter lantern 93 peat"
DEAR = "4@8({[</369&#!1/|0$5+7%2" * 5  # every character may stand for a letter, so that zxcvbn tries them all


@pytest.mark.asvs("6.3.3")
@pytest.mark.api_top_ten("API2")
def test_whoever_knows_the_password_alone_does_not_know_the_second_factor_that_its_owner_sets_up(worker):
    thief = sign_ins.open_(email=worker.email, password=PASSWORD, second_factor=True).secret
    seen = second_factors.begun(user_id=worker.id)

    sign_ins.open_(email=worker.email, password=PASSWORD, second_factor=True)

    assert second_factors.begun(user_id=worker.id) != seen
    with pytest.raises(NotSignedIn):
        sign_ins.unfinished(thief)


@pytest.mark.asvs("7.4.3")
@pytest.mark.api_top_ten("API2")
def test_a_sign_in_that_is_under_way_while_the_password_changes_opens_nothing(worker, monkeypatch):
    class Slow(PasswordHasher):
        def verify(self, kept, given):
            found = super().verify(kept, given)
            with transaction():
                db.session.get(people.User, worker.id).password_hash = self.hash(NEW)
            return found

    monkeypatch.setattr(passwords, "HASHER", Slow(memory_cost=8, time_cost=1, parallelism=1))

    with pytest.raises(NotAllowed):
        sign_ins.open_(email=worker.email, password=PASSWORD)


@pytest.mark.asvs("7.4.1")
def test_signing_out_with_the_secret_that_was_just_replaced_ends_the_sign_in_too(worker):
    start = datetime(2026, 11, 23, 8, tzinfo=UTC)
    with time_machine.travel(start, tick=False):
        first = sign_ins.open_(email=worker.email, password=PASSWORD).secret
    with time_machine.travel(start + timedelta(minutes=14), tick=False), transaction():
        sign_ins.mark(first)
    with time_machine.travel(start + timedelta(minutes=16), tick=False), transaction():
        second = sign_ins.mark(first)
        sign_ins.end(first)

        with pytest.raises(NotSignedIn):
            sign_ins.authenticate(second)


@pytest.mark.asvs("6.2.8", "6.2.9")
def test_a_password_is_compared_whole(worker):
    longest = "otter lantern 93 peat; " * 6
    worker.password_hash = passwords.hashed(longest[:128])
    db.session.commit()

    with pytest.raises(NotAllowed):
        sign_ins.open_(email=worker.email, password=longest[:128] + "x")
    assert sign_ins.open_(email=worker.email, password=longest[:128])


@pytest.mark.api_top_ten("API4")
def test_no_password_takes_long_to_measure():
    begun = time.process_time()

    passwords.hashed(DEAR, known=["Morag", "Innes"])

    assert time.process_time() - begun < 4


@pytest.fixture
def of_two(administrator):
    """A coordinator of WEST whose employer belongs to EAST as well, and a colleague with a role in EAST alone."""
    factories.member("BOTH", kind="partner")
    factories.member("BOTH", of="WEST", kind="partner")
    coordinator = factories.person(Role.COORDINATOR, at="BOTH", of="WEST")
    return coordinator, factories.person(Role.FINANCE_OFFICER, at="BOTH")


@pytest.mark.asvs("8.4.1")
@pytest.mark.api_top_ten("API5")
def test_an_administrator_lends_nobody_roles_in_a_consortium_that_they_do_not_keep(administrator, of_two):
    days = {"from_on": clock.today(), "until_on": clock.today()}
    absent, deputy = of_two

    with pytest.raises(RuleBroken, match="other consortia"):
        deputies.name(administrator, user_id=absent.id, deputy_id=deputy.id, **days)


@pytest.mark.asvs("8.4.1")
@pytest.mark.api_top_ten("API5", "API6")
def test_administrators_recover_no_account_that_is_used_in_a_consortium_they_do_not_keep(administrator, of_two):
    with pytest.raises(RuleBroken, match="other consortia"):
        recoveries.ask(administrator, user_id=of_two[0].id, reason="His telephone was stolen.")

    user = of_two[1]
    recovery, _ = recoveries.ask(administrator, user_id=user.id, reason="Her telephone was stolen.")
    people.grant(OPERATOR, user_id=user.id, version=user.version, consortium_code="WEST", role=Role.COORDINATOR)
    second = factories.viewer(Role.ADMINISTRATOR)

    with pytest.raises(RuleBroken, match="other consortia"):
        recoveries.confirm(second, recovery_id=recovery.id)
