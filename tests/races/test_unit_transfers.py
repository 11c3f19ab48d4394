"""The race for a unit: two transfers of one unit at one instant, of which one is kept.

RACES says how many rounds each database sees. A control that holds nobody has to find both kept.
"""

import os
from datetime import date

import pytest
from flask import Flask

from consortium.access import OPERATOR
from consortium.floor.db import db, transaction
from contracts.ledger import posting
from contracts.years import unit_transfers
from tests import databases, factories
from tests.contracts.years import agreed

ROUNDS = max(int(os.environ.get("RACES", "40")) // 10, 2)


@pytest.fixture(params=["app", "postgres_app"])
def ground(request: pytest.FixtureRequest):
    app: Flask = request.getfixturevalue(request.param)
    with app.app_context(), transaction():
        agreed.three()
    yield app
    databases.empty(app)


def _round(app: Flask, year: int) -> int:
    """Two authorities lack a unit, a third has one to spare; gives how many transfers of it were kept."""
    days = {"period_start": date(year, 4, 1), "period_end": date(year + 1, 4, 1)}
    with app.app_context(), transaction():
        givers = [
            factories.commitment(authority_code=code, minimum_units=1, **days).id
            for code in (agreed.EDINBURGH, agreed.FIFE)
        ]
        agreed.took(agreed.GLASGOW, 1, moved_in_on=date(year, 6, 1), ended_on=date(year, 7, 1))
    said = {"to_authority": agreed.GLASGOW, "units": 1, "on": date(year + 1, 4, 2), "reason": agreed.WHY}

    def one() -> None:
        with transaction():
            unit_transfers.record(OPERATOR, commitment_id=givers.pop(), values=said)

    databases.at_once(app, one, times=2)
    with app.app_context():
        found = db.session.scalars(unit_transfers.visible(OPERATOR)).unique()
        return sum(one.transferred_on == said["on"] for one in found)


def test_of_two_transfers_of_one_unit_at_one_instant_one_is_kept(ground):
    assert [_round(ground, 1900 + at) for at in range(ROUNDS)] == [1] * ROUNDS


def test_without_holding_the_authorities_both_are_kept(postgres_app, monkeypatch):
    monkeypatch.setattr(posting, "hold", lambda *_: None)
    with postgres_app.app_context(), transaction():
        agreed.three()

    kept = [_round(postgres_app, 1900 + at) for at in range(20)]

    databases.empty(postgres_app)
    assert max(kept) == 2
