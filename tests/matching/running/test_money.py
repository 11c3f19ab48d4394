"""Money never reaches a match: whatever becomes of minimums, purchases and shortfalls, no byte of a run differs.

MONEY says how many random changes are made; `make faults` makes a thousand on each database.
"""

import os
from collections.abc import Callable
from datetime import date, timedelta
from random import Random

import pytest

from consortium import carers
from consortium.access import OPERATOR
from consortium.floor.db import db, transaction
from contracts import commitments, positions, purchases
from matching.document import render
from matching.plan import solve
from matching.problem import canonical_json
from matching.running import starting
from tests import factories

pytestmark = pytest.mark.usefixtures("records")
CHANGES = int(os.environ.get("MONEY", "60"))
YEAR = date(2026, 4, 1)


class Ledger:
    """What was promised and bought, and somebody who changes it at random by the verbs of every day."""

    def __init__(self, seed: int) -> None:
        self.chance = Random(seed)
        self.agreement = factories.agreement()
        self.commitment = factories.commitment()
        self.bought = [factories.purchase()]
        self.years = 0

    def change(self) -> None:
        acts: list[Callable[[], None]] = [self.minimum, self.terms, self.promise, self.buy, self.bill, self.stay]
        self.chance.choice(acts)()

    def number(self, most: int) -> int:
        return self.chance.randint(0, most)

    def minimum(self) -> None:
        values = {"minimum_units": self.number(40), "tolerance_units": self.number(5)}
        self._committed(values | {"unit_basis": self.chance.choice(["child", "sibling_group"])})

    def terms(self) -> None:
        self._committed({"shortfall_price_pct": self.number(1000), "carry_forward_cap": self.number(9)})

    def _committed(self, values: dict[str, object]) -> None:
        self.commitment = commitments.get(OPERATOR, commitment_id=self.commitment.id)
        version = self.commitment.version
        commitments.change(OPERATOR, commitment_id=self.commitment.id, version=version, values=values)

    def promise(self) -> None:
        self.years += 1
        start = date(2030 + self.years, 4, 1)
        period = {"period_start": start, "period_end": start.replace(year=start.year + 1)}
        factories.commitment(minimum_units=self.number(40), **period)

    def buy(self) -> None:
        self.bought.append(factories.purchase(children=1 + self.number(2), moved_in_on=self.day()))

    def bill(self) -> None:
        self._purchased({"order_number": f"PO-{self.number(9999)}", "cost_code": f"CC-{self.number(99)}"})

    def stay(self) -> None:
        self._purchased({"moved_in_on": self.day(), "children": 1 + self.number(2)})

    def _purchased(self, values: dict[str, object]) -> None:
        chosen = purchases.get(OPERATOR, purchase_id=self.chance.choice(self.bought).id)
        purchases.change(OPERATOR, purchase_id=chosen.id, version=chosen.version, values=values)

    def day(self) -> date:
        return YEAR + timedelta(days=self.number(200))


@pytest.fixture
def waiting(records) -> carers.Household:
    """Children who wait for fewer households, in a consortium that also buys and promises."""
    factories.pool()
    for number in range(5):
        children = [factories.child(child_ref=f"C-{number}", urgency=("urgent", "routine")[number % 2])]
        factories.referral(referral_ref=f"R-{number}", children=children)
    homes = [factories.household(household_ref=f"H-{number}", max_travel_minutes=60 + number) for number in range(3)]
    return homes[0]


def looked_at() -> tuple[bytes, bytes]:
    """What a run looks at and what it finds, to the byte."""
    db.session.commit()
    problem = starting.look(OPERATOR, as_of=date(2026, 11, 22)).problem
    return canonical_json(problem.canonical()), render(problem, solve(problem))


def positions_of() -> list[object]:
    db.session.commit()
    return [repr(one) for one in positions.of(OPERATOR, as_of=date(2026, 11, 22))]


def test_no_change_to_money_changes_a_byte_of_a_run(waiting):
    ledger, before, stood = Ledger(20261127), looked_at(), set()

    for _ in range(CHANGES):
        with transaction():
            ledger.change()
        assert looked_at() == before
        stood.add(tuple(positions_of()))

    assert len(stood) > CHANGES / 4  # the money did move


def test_the_control_sees_a_change_that_is_no_money(waiting):
    before = looked_at()

    with transaction():
        carers.change(OPERATOR, household_id=waiting.id, version=1, values={"max_age_months": 0})

    assert looked_at() != before
