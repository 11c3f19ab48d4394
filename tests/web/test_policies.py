"""The policy in force is read with those before it, and a run over several consortia names the one it goes by."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from consortium.access import OPERATOR, MemberKind, Role
from consortium.accounts import people
from consortium.floor import clock
from consortium.floor.db import db, transaction
from matching.running import runs
from matching.terms import policies
from tests import factories
from tests.web.visitors import Visitor, day

TOML = 'version = "{}"\nsigned_off_by = "Implementation group"\n[merits]\ntravel = {}\n'


def sign(app: Flask, version: str, *, of: str = "EAST", travel: int = 30) -> None:
    with app.app_context(), transaction():
        policies.sign(OPERATOR, consortium_code=of, toml=TOML.format(version, travel))


@pytest.fixture
def both(pool: Flask) -> Visitor:
    """Somebody who coordinates both consortia, which have signed different policies."""
    with pool.app_context(), transaction():
        person = factories.person(Role.COORDINATOR)
        factories.member(person.member.code, of="WEST", kind=MemberKind.PARTNER)
        people.grant(OPERATOR, user_id=person.id, version=person.version, consortium_code="WEST", role=Role.COORDINATOR)
        email = person.email
    sign(pool, "ours")
    sign(pool, "theirs", of="WEST", travel=7)
    visitor = Visitor(pool.test_client())
    visitor.sign_in(email)
    return visitor


def latest(app: Flask) -> tuple[str, int]:
    """The policy of the last run, and over how many consortia it was."""
    with app.app_context():
        run = db.session.scalars(sa.select(runs.MatchRun).order_by(runs.MatchRun.created_at.desc())).first()
        return run.policy_version, len(run.consortia)


def test_without_a_signed_policy_the_default_is_in_force(coordinator: Visitor):
    page = coordinator.open("/policies/")

    assert "EAST has signed no policy yet, so its runs go by the default." in page.says
    assert "In force: the default" in page.says


def test_the_latest_policy_is_in_force_and_the_earlier_one_is_kept(coordinator: Visitor, pool: Flask):
    sign(pool, "2026-1")
    sign(pool, "2026-2", travel=12)

    page = coordinator.open("/policies/")

    assert "In force: version “2026-2” Signed as number 2" in page.says
    assert page.says.index("Number 1, version “2026-1”") > page.says.index("Other policies")


def test_a_policy_to_come_is_told_and_governs_nothing_yet(coordinator: Visitor, pool: Flask):
    sign(pool, "2026-1")
    with pool.app_context(), transaction():
        day = clock.today() + timedelta(days=3)
        policies.sign(OPERATOR, consortium_code="EAST", toml=TOML.format("2027-1", 7), effective_on=day)

    page = coordinator.open("/policies/")

    assert "In force: version “2026-1”" in page.says
    assert "To come Number 2, version “2027-1”" in page.says


def test_other_terms_are_tried_on_a_run_and_nothing_is_kept(coordinator: Visitor, pool: Flask):
    with pool.app_context(), transaction():
        factories.referral(referral_ref="R-1")
        factories.household(household_ref="H-1", available_from=clock.today() + timedelta(days=30))
    run = coordinator.send("/runs/start", **day("as_of", *clock.today().timetuple()[:3]))
    form = coordinator.open(run.link("/trial"))

    found, wrong = coordinator.send(form, grace_days="60"), coordinator.send(form, travel="-1")

    assert "Changed: grace days. Children with a suggestion: urgent 0 · soon 0 · routine 1 (was 0)" in found.says
    assert "R-1 none H-1" in found.says
    assert wrong.status == 422
    assert "signed no policy yet" in coordinator.open("/policies/").says


def test_policies_are_for_coordinators_of_their_consortium_alone(
    coordinator: Visitor, stranger: Visitor, agency_worker: Visitor, pool: Flask
):
    sign(pool, "2026-1")

    assert "2026-1" not in stranger.open("/policies/").says
    assert agency_worker.open("/policies/").status == 403


def test_who_coordinates_one_consortium_is_asked_for_none(coordinator: Visitor, pool: Flask):
    sign(pool, "2026-1")
    page = coordinator.open("/runs/start")

    assert "Over which consortia?" not in page.says
    assert "By which policy?" not in page.says
    assert coordinator.send(page).status == 200


def test_consortia_that_differ_are_asked_for_the_policy_to_go_by(both: Visitor, pool: Flask):
    page = both.send("/runs/start")
    named = page.response.text.split(">“theirs” of WEST<")[0].rsplit('value="', 1)[1].rstrip('"')

    assert page.status == 422
    assert "name the one to go by" in page.says
    assert both.send(page, policy_id=named).status == 200
    assert latest(pool) == ("theirs", 2)


def test_a_run_may_be_over_one_of_several_consortia(both: Visitor, pool: Flask):
    start = both.open("/runs/start")

    assert both.send(start, consortium_ids=start.read.carried["consortium_ids"][:1]).status == 200
    assert latest(pool) == ("ours", 1)
    assert "Name at least one consortium." in both.send("/runs/start", consortium_ids=[]).says


def test_anothers_consortium_cannot_be_named(coordinator: Visitor, both: Visitor):
    foreign = both.open("/runs/start").read.carried["consortium_ids"]

    assert coordinator.send("/runs/start", consortium_ids=foreign).status == 422
