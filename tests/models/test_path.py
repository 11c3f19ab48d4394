"""The path of a child as a model: any course of acts, allowed or not, leaves all that must hold.

MODELS says how many courses each database sees; without it none, for they take minutes.
"""

import os
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, ClassVar

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from consortium import carers, referrals
from consortium.access import OPERATOR, Role, Viewer
from consortium.carers import Household
from consortium.disruptions import DisruptionReason
from consortium.floor import clock
from consortium.floor.db import db
from consortium.floor.errors import ConsortiumError
from consortium.linking import links, matches
from consortium.linking.link_steps import Outcome
from consortium.linking.links import EndReason, Link
from consortium.referrals import Referral
from contracts import agreements, moves, purchases, stays
from contracts.purchases import Purchase
from tests import factories
from tests.models.holding import CLAIMS, Seen

COURSES, LONGEST = int(os.environ.get("MODELS", "0")), 40
WHY = "There is a good reason for it."
NUMBER = st.integers(0, 7)
# The steps of a link that are taken on a day: the verb, whose it is, what else is said.
STEPS: tuple[tuple[Callable[..., Any], str, dict[str, Any]], ...] = (
    (matches.hold_meeting, "authority", {}),
    (matches.recommend, "coordinator", {"outcome": Outcome.RECOMMENDED}),
    (matches.recommend, "coordinator", {"outcome": Outcome.NOT_RECOMMENDED, "reason": WHY}),
    (matches.decide, "manager", {"outcome": Outcome.APPROVED, "reason": WHY}),
    (matches.decide, "manager", {"outcome": Outcome.NOT_APPROVED, "reason": WHY}),
    (matches.introduce, "agency", {}),
)
SIDE = st.sampled_from(["authority", "agency"])


class Path(RuleBasedStateMachine):
    """Everybody acts as they like; the rules of the records say what comes of it."""

    who: ClassVar[dict[str, Viewer]]

    def __init__(self) -> None:
        super().__init__()
        self.course = db.session.begin_nested()
        self.moved = True

    def teardown(self) -> None:
        self.course.rollback()
        db.session.expire_all()

    def attempt(self, verb: Callable[..., Any], who: str | Viewer, **said: Any) -> None:
        """An act that is done whole, or refused and leaves nothing."""
        viewer = self.who[who] if isinstance(who, str) else who
        savepoint = db.session.begin_nested()
        try:
            verb(viewer, **said)
            savepoint.commit()
            self.moved = True
        except ConsortiumError:
            savepoint.rollback()
            db.session.expire_all()

    def one(self, table: Any, number: int) -> Any:
        found = db.session.scalars(sa.select(table).order_by(table.created_at, table.id)).unique().all()
        return found[number % len(found)] if found else None

    def of_link(self, number: int) -> dict[str, Any] | None:
        rows = db.session.execute(sa.select(Link.id, Link.version).order_by(Link.created_at, Link.id)).all()
        return {"link_id": rows[number % len(rows)].id, "version": rows[number % len(rows)].version} if rows else None

    @rule(children=st.integers(1, 2))
    def refer(self, children: int) -> None:
        factories.referral(OPERATOR, *[factories.child() for _ in range(children)])
        self.moved = True

    @rule(places=st.integers(1, 2))
    def register(self, places: int) -> None:
        factories.household(approved_children=places)
        self.moved = True

    @rule(first=NUMBER, second=NUMBER)
    def propose(self, first: int, second: int) -> None:
        referral, household = self.one(Referral, first), self.one(Household, second)
        self.attempt(links.propose, "coordinator", referral_id=referral.id, household_id=household.id, reason=WHY)

    @rule(number=NUMBER, side=SIDE)
    def agree(self, number: int, side: str) -> None:
        if known := self.of_link(number):
            self.attempt(links.agree, side, **known)

    @rule(number=NUMBER, step=st.sampled_from(range(6)))
    def step(self, number: int, step: int) -> None:
        verb, who, said = STEPS[step]
        if known := self.of_link(number):
            self.attempt(verb, who, **known, on=clock.today(), **said)

    @rule(first=NUMBER, second=NUMBER)
    def bring_to_the_decision(self, first: int, second: int) -> None:
        """Most acts are refused early on: this goes on from wherever the pair stands."""
        self.propose(first, second)
        for side in ("authority", "agency"):
            self.agree(second, side)
        for step in (0, 1, 3):
            self.step(second, step)

    @rule(number=NUMBER)
    def bring_home(self, number: int) -> None:
        """Both sides report the same day."""
        for side in ("authority", "agency"):
            self.report(number, side, 0)

    @rule(number=NUMBER, side=SIDE, days=st.integers(-1, 1))
    def report(self, number: int, side: str, days: int) -> None:
        if known := self.of_link(number):
            self.attempt(moves.report, side, **known, moved_in_on=clock.today() + timedelta(days=days))

    @rule(number=NUMBER, who=st.sampled_from(["authority", "agency", "coordinator", "manager"]))
    def take_back(self, number: int, who: str) -> None:
        if known := self.of_link(number):
            self.attempt(matches.take_back, who, **known, reason=WHY)

    @rule(number=NUMBER)
    def take_the_move_back(self, number: int) -> None:
        if known := self.of_link(number):
            self.attempt(moves.take_back, "authority", **known, reason=WHY)

    @rule(number=NUMBER, side=SIDE)
    def end(self, number: int, side: str) -> None:
        if known := self.of_link(number):
            self.attempt(links.end, side, **known, reason=EndReason(f"declined_by_{side}"))

    @rule(number=NUMBER)
    def withdraw(self, number: int) -> None:
        referral = self.one(Referral, number)
        self.attempt(referrals.withdraw, "authority", referral_id=referral.id, version=referral.version)

    @rule(number=NUMBER)
    def resume(self, number: int) -> None:
        referral = self.one(Referral, number)
        self.attempt(referrals.resume, "authority", referral_id=referral.id, version=referral.version, note=WHY)

    @rule(number=NUMBER)
    def withdraw_household(self, number: int) -> None:
        household = self.one(Household, number)
        self.attempt(carers.withdraw, "agency", household_id=household.id, version=household.version)

    @rule(number=NUMBER, reason=st.sampled_from(["reunified_parent", "kinship"]))
    def end_placement(self, number: int, reason: str) -> None:
        if bought := self.one(Purchase, number):
            ended = {"ended_on": clock.today(), "end_reason": reason}
            self.attempt(purchases.change, "authority", purchase_id=bought.id, version=bought.version, values=ended)

    @rule(number=NUMBER, days=st.integers(-1, 30))
    def break_down(self, number: int, days: int) -> None:
        if known := self.of_link(number):
            said = {"reason": DisruptionReason.ALLEGATION, "note": WHY}
            held = clock.today() + timedelta(days=days)
            self.attempt(stays.disrupt, "authority", **known, happened_on=clock.today(), hold_until=held, **said)

    @rule(number=NUMBER)
    def come_back(self, number: int) -> None:
        if known := self.of_link(number):
            self.attempt(stays.come_back, "authority", **known, came_back_on=clock.today())

    @rule(number=NUMBER)
    def take_the_stay_back(self, number: int) -> None:
        if known := self.of_link(number):
            self.attempt(stays.take_back, "authority", **known, reason=WHY)

    @rule(number=NUMBER)
    def lose(self, number: int) -> None:
        referral = self.one(Referral, number)
        child = referral.children[0]
        self.attempt(referrals.record_loss, "authority", child_id=child.id, version=referral.version)

    @invariant()
    def everything_holds(self) -> None:
        """Looked at after each act that was done: one that was refused left the rows as they were seen last."""
        if not self.moved:
            return
        self.moved, seen = False, Seen()
        for claim in CLAIMS:
            assert list(claim(seen)) == [], claim.__name__


@pytest.fixture
def people(records: Flask) -> None:
    """Who acts, and two matches: they are the same in every course, which is taken back whole."""
    factories.pool()
    factories.open_caps()
    known = {"consortium_code": "EAST", "ref": "A-1", "title": "Concurrency", "effective_on": date(2026, 4, 1)}
    agreements.agree(OPERATOR, **known, re_placement_window_days=28)
    factories.commitment()
    Path.who = {
        "coordinator": factories.viewer(Role.COORDINATOR),
        "manager": factories.viewer(Role.AUTHORITY_MANAGER, at=factories.EDINBURGH),
        "authority": factories.viewer(Role.AUTHORITY_WORKER, at=factories.EDINBURGH),
        "agency": factories.viewer(Role.AGENCY_WORKER, at="ROWAN"),
    }
    for _ in range(2):
        pair = {"referral_id": factories.referral().id, "household_id": factories.household(approved_children=1).id}
        link = links.propose(Path.who["coordinator"], **pair, reason=WHY)
        for side in ("authority", "agency"):
            links.agree(Path.who[side], link_id=link.id, version=link.version)
        factories.approved(link, by=Path.who["manager"])


@pytest.mark.skipif("MODELS" not in os.environ, reason="minutes for each database: part of .ci/run and make faults")
def test_whatever_people_do_what_must_hold_holds(people):
    told = settings(
        max_examples=COURSES,
        stateful_step_count=LONGEST,
        deadline=None,
        database=None,
        print_blob=True,
        suppress_health_check=list(HealthCheck),
    )

    run_state_machine_as_test(Path, settings=told)
