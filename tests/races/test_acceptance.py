"""I1, the race for a household: four rivals are approved for its one place at the same instant, and one gets it.

RACES says how many rounds each database sees. A control without the unique index has to find two winners, or the test
would prove nothing.
"""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from flask import Flask

from consortium import places
from consortium.floor import clock
from consortium.floor.db import Base, db, transaction, writing
from consortium.floor.errors import Conflict, ConsortiumError, RuleBroken
from consortium.linking import endings, held_places, matches
from consortium.linking.held_places import HeldPlace
from consortium.linking.link_steps import Outcome
from consortium.linking.links import LinkStatus
from tests import databases, factories
from tests.consortium.test_links import Pair

RACES, RIVALS = int(os.environ.get("RACES", "40")), 4
COPIED = ("households", "referrals", "children", "links")  # the others stand on these


@pytest.fixture(params=["app", "postgres_app"])
def ground(request: pytest.FixtureRequest) -> Iterator["Ground"]:
    """Where the rivals meet, on each database in turn."""
    app: Flask = request.getfixturevalue(request.param)
    yield Ground(app)
    databases.empty(app)


@pytest.fixture
def rivals() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(RIVALS) as pool:
        yield pool


class Ground:
    """One household of one place, and a referral whose link waits for the decision: copied for each round."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        with app.app_context(), transaction():
            pair = Pair()
            pair.household = factories.household(approved_children=1)
            link = pair.brought_to(LinkStatus.RECOMMENDED)
            self.manager, self.version = pair.manager, link.version
            keys = {"households": pair.household.id, "referrals": pair.referral.id, "links": link.id}
            keys["children"] = pair.referral.children[0].id
        with app.app_context():
            self.rows = {name: self._row(name, keys[name]) for name in COPIED}

    def _row(self, name: str, key: UUID) -> dict[str, Any]:
        table = Base.metadata.tables[name]
        return dict(db.session.execute(sa.select(table).where(table.c.id == key)).mappings().one())

    def round(self) -> tuple[UUID, list[UUID]]:
        """A fresh household, and four referrals linked with it."""
        household, links = uuid4(), [uuid4() for _ in range(RIVALS)]
        made = [("households", {"id": household, "ref": str(household)})]
        for link in links:
            referral = uuid4()
            made.append(("referrals", {"id": referral, "ref": str(referral)}))
            made.append(("children", {"id": uuid4(), "referral_id": referral}))
            made.append(("links", {"id": link, "referral_id": referral, "household_id": household}))

        def add(connection: sa.Connection) -> None:
            for name, changed in made:
                connection.execute(Base.metadata.tables[name].insert().values(**self.rows[name] | changed))

        _change(self.app, add)
        return household, links

    def decide(self, link_id: UUID) -> ConsortiumError | None:
        """One rival's decision; the refusal, where there is one."""
        token = writing.set(True)
        try:
            with self.app.app_context(), transaction():
                said = {"on": clock.today(), "outcome": Outcome.APPROVED}
                matches.decide(self.manager, link_id=link_id, version=self.version, **said)
        except ConsortiumError as refusal:
            return refusal
        finally:
            writing.reset(token)
        return None


def winners(ground: Ground, rivals: ThreadPoolExecutor) -> int:
    """How many of four got the place; the others were refused as somebody who comes second is, and hold nothing."""
    household, links = ground.round()
    told = list(rivals.map(ground.decide, links))
    lost = [one for one in told if one is not None]
    assert all(isinstance(one, Conflict | RuleBroken) for one in lost), lost
    assert not any("S120" in one.sentence for one in lost)  # the state, not who has it
    with ground.app.app_context():
        held = sa.select(HeldPlace.id).where(HeldPlace.household_id == household, HeldPlace.released_at.is_(None))
        assert len(db.session.scalars(held).all()) == len(told) - len(lost)
    return len(told) - len(lost)


def test_of_four_rivals_for_one_place_exactly_one_is_approved(ground, rivals):
    assert [winners(ground, rivals) for _ in range(RACES)] == [1] * RACES


@pytest.fixture
def blind(monkeypatch):
    """Everybody goes by what they saw before: no place taken, no rival ended."""
    monkeypatch.setattr(places, "expect_free", lambda *_, **__: 0)
    monkeypatch.setattr(held_places, "held", lambda _: {})
    monkeypatch.setattr(endings, "of_rivals", lambda *_, **__: None)


def test_the_database_refuses_the_second_whatever_they_saw_before(ground, rivals, blind):
    assert [winners(ground, rivals) for _ in range(5)] == [1] * 5


def test_control_without_the_index_several_get_the_same_place(ground, rivals, blind):
    index = next(one for one in HeldPlace.__table__.indexes if one.name == "uq_held_places_live")
    _change(ground.app, lambda connection: index.drop(connection))
    try:
        found = [winners(ground, rivals) for _ in range(5)]
    finally:
        _change(ground.app, lambda connection: connection.execute(sa.delete(HeldPlace)))
        _change(ground.app, lambda connection: index.create(connection))

    assert max(found) > 1


def _change(app: Flask, change: Any) -> None:
    token = writing.set(True)
    with app.app_context(), db.engine.begin() as connection:
        change(connection)
    writing.reset(token)
