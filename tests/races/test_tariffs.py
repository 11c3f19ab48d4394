"""The race for a price: two for the same days at one instant, of which one is kept.

RACES says how many rounds each database sees. A control that holds no consortium has to find both kept.
"""

import os
from datetime import date

import pytest
from flask import Flask

from consortium import consortia
from consortium.access import OPERATOR
from consortium.floor.db import db, transaction
from contracts.pricing import tariffs
from tests import databases, factories

ROUNDS = max(int(os.environ.get("RACES", "40")) // 10, 2)


@pytest.fixture(params=["app", "postgres_app"])
def ground(request: pytest.FixtureRequest):
    app: Flask = request.getfixturevalue(request.param)
    with app.app_context(), transaction():
        factories.pool()
    yield app
    databases.empty(app)


def _round(app: Flask, year: int) -> int:
    """Two prices that share days but not the first; gives how many were kept."""
    days = [date(year, 4, 1), date(year, 5, 1)]

    def one() -> None:
        with transaction():
            factories.tariff(valid_from=days.pop(), valid_to=date(year, 9, 1))

    databases.at_once(app, one, times=len(days))
    with app.app_context():
        return len(list(db.session.scalars(tariffs.visible(OPERATOR, on=date(year, 6, 1)))))


def test_of_two_prices_for_the_same_days_at_one_instant_one_is_kept(ground):
    assert [_round(ground, 1900 + at) for at in range(ROUNDS)] == [1] * ROUNDS


def test_without_holding_the_consortium_both_are_kept(postgres_app, monkeypatch):
    monkeypatch.setattr(consortia, "hold", lambda **_: None)
    with postgres_app.app_context(), transaction():
        factories.pool()

    kept = [_round(postgres_app, 1900 + at) for at in range(30)]

    databases.empty(postgres_app)
    assert max(kept) == 2
