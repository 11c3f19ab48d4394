"""Transfers at one instant: of four who carry the same one out, or take it back, one does, and it is done once.

TRANSFERS says how many rounds each database sees. The verb holds what it changes and asks how it stands; where all that
is switched off, the database still refuses the second.
"""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from sqlalchemy.orm.attributes import set_committed_value

from consortium import places
from consortium.floor.db import db, transaction
from consortium.floor.errors import Conflict, RuleBroken
from consortium.linking import held_places, links, matches, transferring
from consortium.linking.links import Link, LinkStatus
from consortium.placements import Placement
from consortium.transfers import PlacementTransfer
from tests import databases
from tests.consortium.test_links import WHY
from tests.contracts.given_up import TODAY, GivenUp

ROUNDS = int(os.environ.get("TRANSFERS", "4"))


@pytest.fixture(params=["app", "postgres_app"])
def case(request: pytest.FixtureRequest) -> Iterator[GivenUp]:
    """A placement that is to go on with another agency, on each database in turn, kept for others to see."""
    app = request.getfixturevalue(request.param)
    with time_machine.travel(TODAY), app.app_context():
        with transaction():
            made = GivenUp()
        made.app = app
        yield made


def agreed(case) -> dict:
    """The transfer that both sides have agreed to, as the verbs name it."""
    with transaction():
        link = case.agreed()
        return {"link_id": link.id, "version": link.version}


def kept(verb, case, **said) -> Callable[[], Any]:
    def act() -> Any:
        with transaction():
            return verb(case.manager, **said)

    return act


def at_once(case, *hands: Callable[[], Any]) -> list[Any]:
    """The refusals of those who acted at the same instant, each another of these."""
    left = list(hands)
    got = databases.at_once(case.app, lambda: left.pop()(), times=len(hands))
    db.session.rollback()
    return [one for one in got if isinstance(one, Exception)]


def stands(case) -> tuple[str, int, int]:
    """With which agency the placement is, by how many transfers, and how many places the new record holds."""
    standing = sa.select(PlacementTransfer).where(PlacementTransfer.reversed_on.is_(None))
    rows = db.session.scalars(standing).all()
    return case.stay.agency.code, len(rows), len(held_places.held(case.new.id))


def test_of_four_who_carry_a_transfer_out_one_does_and_of_four_who_take_it_back_one(case):
    for _ in range(ROUNDS):
        known = agreed(case)
        lost = at_once(case, *[kept(transferring.carry_out, case, **known, transferred_on=TODAY)] * 4)
        assert [type(one) for one in lost] == [Conflict] * 3
        assert stands(case) == ("LARCH", 1, 1)

        known["version"] = case.to.version
        lost = at_once(case, *[kept(transferring.take_back, case, **known, reason=WHY)] * 4)
        assert [type(one) for one in lost] == [Conflict] * 3
        assert stands(case) == ("ROWAN", 0, 0)


def test_of_those_who_take_back_and_carry_out_again_what_stands_one_alone_has_any_effect(case):
    for _ in range(ROUNDS):
        with transaction():
            link = case.transferred()
            known = {"link_id": link.id, "version": link.version}
        back = kept(transferring.take_back, case, **known, reason=WHY)
        again = kept(transferring.carry_out, case, **known, transferred_on=TODAY)

        lost = at_once(case, back, again, back, again)

        assert len(lost) == 3
        assert all(isinstance(one, Conflict | RuleBroken) for one in lost)
        assert stands(case) == ("ROWAN", 0, 0)


@pytest.fixture
def blind(monkeypatch):
    """Nobody waits for anybody, and everybody goes by what they saw before: it is agreed, and not carried out."""
    monkeypatch.setattr(matches, "held", lambda viewer, *, act, link_id, version: _seen(viewer, act, link_id))
    monkeypatch.setattr(transferring, "_stay", lambda link: db.session.get(Placement, link.placement_id))
    monkeypatch.setattr(transferring, "_expect_open", lambda *_, **__: None)
    monkeypatch.setattr(places, "expect_free", lambda *_, **__: 1)


def _seen(viewer, act: str, link_id) -> Link:
    link = links.get(viewer, link_id=link_id, act=act)
    set_committed_value(link, "status", LinkStatus.EXPLORING)
    return link


def test_the_database_refuses_the_second_whatever_they_saw_before(case, blind):
    known = agreed(case)

    lost = at_once(case, *[kept(transferring.carry_out, case, **known, transferred_on=TODAY)] * 4)

    assert len(lost) == 3
    assert stands(case) == ("LARCH", 1, 1)
