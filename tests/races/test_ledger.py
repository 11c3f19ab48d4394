"""The race for the ledger: what is agreed and what is bought at one instant see each other, and nobody waits for ever.

RACES says how many rounds each database sees, a tenth of those for a household. A control that holds no authority has
to find a position that a recount does not give, or the test would prove nothing.
"""

import os
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask

from consortium.access import OPERATOR
from consortium.floor.db import transaction
from consortium.importing import imports
from contracts import positions
from contracts.ledger import posting
from tests import databases, factories

ROUNDS = max(int(os.environ.get("RACES", "40")) // 10, 2)
TAKEN = 2


@pytest.fixture(params=["app", "postgres_app"])
def ground(request: pytest.FixtureRequest):
    app: Flask = request.getfixturevalue(request.param)
    with app.app_context(), transaction():
        factories.pool()
        factories.member(factories.FIFE)
        factories.agreement()
    yield app
    databases.empty(app)


def _at_once(app: Flask, *acts: Callable[[], Any]) -> list[Any]:
    """What each act gives, or the refusal that it meets, all begun at one instant."""
    waiting = list(acts)

    def one() -> Any:
        with transaction():
            return waiting.pop()()

    return databases.at_once(app, one, times=len(acts))


def _round(app: Flask, year: int) -> int:
    """A commitment and two purchases at one instant; gives the units that its position then counts."""
    day = {"moved_in_on": date(year, 6, 1), "ended_on": date(year, 7, 1)}
    agree = lambda: factories.commitment(period_start=date(year, 4, 1), period_end=date(year + 1, 4, 1))  # noqa: E731
    _at_once(app, agree, *[lambda: factories.purchase(**day, history=True)] * TAKEN)
    with app.app_context():
        return next(
            one.taken_units for one in positions.of(OPERATOR, as_of=date(2100, 1, 1)) if one.period_start.year == year
        )


def test_what_is_agreed_and_what_is_bought_at_one_instant_see_each_other(ground):
    assert [_round(ground, 1900 + at) for at in range(ROUNDS)] == [TAKEN] * ROUNDS


def test_without_holding_the_authority_they_miss_each_other(postgres_app, monkeypatch):
    monkeypatch.setattr(posting, "hold", lambda *_: None)
    with postgres_app.app_context(), transaction():
        factories.pool()
        factories.agreement()

    counted = [_round(postgres_app, 1900 + at) for at in range(30)]

    databases.empty(postgres_app)
    assert min(counted) < TAKEN


def _sheet(*authorities: str, name: str) -> bytes:
    rows = [f"{name}-{at},{code},ROWAN,1,2026-06-01,2026-07-01,kinship" for at, code in enumerate(authorities)]
    return "\n".join(["placement_ref,authority_code,agency,children,moved_in_on,ended_on,end_reason", *rows]).encode()


def test_two_imports_that_name_authorities_in_other_orders_both_come_through(ground):
    both = (factories.EDINBURGH, factories.FIFE)
    for at in range(ROUNDS):
        sheets = [_sheet(*codes, name=f"P-{at}-{side}") for side, codes in enumerate((both * 3, both[::-1] * 3))]
        told = [
            lambda content=content: imports.take(
                OPERATOR, kind="purchases", content=content, filename="p.csv", strict=True
            )
            for content in sheets
        ]
        assert all(isinstance(one, imports.Import) for one in _at_once(ground, *told))
