"""The unit ledger as a model: whatever is agreed, bought, corrected and taken back, it says what a recount says.

Beside the records stands a plain list of what was told; nothing of the product's arithmetic is used to count it.
LEDGERS says how many courses each database sees.
"""

import os
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from consortium.access import OPERATOR
from consortium.floor.db import db
from consortium.floor.errors import ConsortiumError
from contracts import commitments, positions, purchases
from contracts.agreeing import amendments
from contracts.agreements import Agreement
from contracts.commitments import Commitment
from contracts.ledger.unit_entries import UnitEntry
from contracts.purchases import Purchase
from contracts.year_end.books import MINIMUM, Kind
from tests import factories

COURSES, LONGEST = int(os.environ.get("LEDGERS", "20")), 15
AUTHORITIES, AGENCIES = (factories.EDINBURGH, factories.FIFE), ("ROWAN", "ASPEN")
FIRST, LAST = date(2024, 4, 1), date(2027, 4, 1)
NUMBER, AUTHORITY, AGENCY = st.integers(0, 5), st.sampled_from(AUTHORITIES), st.sampled_from(AGENCIES)
DAY = st.dates(FIRST - timedelta(days=20), LAST)
TERMS = st.fixed_dictionaries(
    {},
    optional={
        "minimum_units": st.integers(0, 4),
        "unit_basis": st.sampled_from(["child", "sibling_group"]),
        "count_event": st.sampled_from(["moved_in", "match_approved"]),
        "period_start": st.sampled_from([date(year, month, 1) for year in (2024, 2025) for month in (4, 7)]),
    },
)
TOLD = st.fixed_dictionaries(
    {},
    optional={
        "children": st.integers(1, 3),
        "moved_in_on": DAY,
        "match_approved_on": st.none() | DAY,
        "ended_on": DAY,
        "end_reason": st.sampled_from(["reunified_parent", "kinship", "carer_request", "aborted_before_move_in"]),
    },
)
KEPT = ("reunified_parent", "kinship")
Told = dict[str, Any]


class Ledger(RuleBasedStateMachine):
    """Somebody tells things in any order; what is refused is not told."""

    def __init__(self) -> None:
        super().__init__()
        self.course = db.session.begin_nested()
        self.agreed: dict[Any, Told] = {}
        self.bought: dict[Any, Told] = {}
        self.stays = [(date.min, 0, True)]
        self.entries: list[tuple[Any, ...]] = []
        self.moved = False

    def teardown(self) -> None:
        self.course.rollback()
        db.session.expire_all()

    def attempt(self, act: Callable[[], Any]) -> Any:
        """What the act gives; nothing, and nothing changed, where it is refused."""
        savepoint = db.session.begin_nested()
        try:
            done = act()
            savepoint.commit()
            self.moved = True
        except ConsortiumError:
            savepoint.rollback()
            db.session.expire_all()
            return None
        return done

    @rule(authority=AUTHORITY, agency=st.none() | AGENCY, year=st.integers(2024, 2026), terms=TERMS)
    def agree(self, authority: str, agency: str | None, year: int, terms: Told) -> None:
        days = {"period_start": date(year, 4, 1), "period_end": date(year + 1, 4, 1)}
        said = {"authority_code": authority, "agency": agency, **days, **terms}
        if made := self.attempt(lambda: factories.commitment(**said)):
            self.agreed[made.id] = commitments.as_row(made)

    @rule(number=NUMBER, terms=TERMS)
    def change_terms(self, number: int, terms: Told) -> None:
        if key := self.one(self.agreed, number):
            known = {"commitment_id": key, "version": db.session.get_one(Commitment, key).version}
            if made := self.attempt(lambda: commitments.change(OPERATOR, **known, values=terms)):
                self.agreed[key] = commitments.as_row(made)

    @rule(on=DAY, least=st.sampled_from([0, 28, 90]), aborted=st.booleans())
    def amend(self, on: date, least: int, aborted: bool) -> None:
        (agreement,) = db.session.scalars(sa.select(Agreement))
        known = {"agreement_id": agreement.id, "version": agreement.version, "effective_on": on, "terms": ""}
        terms = {"minimum_stay_days": least, "aborted_introduction_counts": aborted}
        if self.attempt(lambda: amendments.amend(OPERATOR, **known, **terms)):
            self.stays.append((on, least, aborted))

    @rule(authority=AUTHORITY, agency=AGENCY, told=TOLD)
    def buy(self, authority: str, agency: str, told: Told) -> None:
        said = {"authority_code": authority, "agency": agency, "ended_on": LAST + timedelta(days=9), **told}
        if made := self.attempt(lambda: factories.purchase(**said, history=True)):
            self.bought[made.id] = purchases.as_row(made)

    @rule(number=NUMBER, told=TOLD)
    def correct(self, number: int, told: Told) -> None:
        if key := self.one(self.bought, number):
            known = {"purchase_id": key, "version": db.session.get_one(Purchase, key).version}
            if made := self.attempt(lambda: purchases.change(OPERATOR, **known, values=told, history=True)):
                self.bought[key] = purchases.as_row(made)

    @rule(number=NUMBER)
    def take_back(self, number: int) -> None:
        if key := self.one(self.bought, number):
            bought = db.session.get_one(Purchase, key)
            if self.attempt(lambda: purchases.reverse(OPERATOR, purchase=bought) or bought):
                del self.bought[key]

    def one(self, known: dict[Any, Told], number: int) -> Any:
        return list(known)[number % len(known)] if known else None

    @invariant()
    def everything_holds(self) -> None:
        """Looked at after each act that was done: one that was refused left all as it was seen last."""
        if self.moved:
            self.moved = False
            self.every_position_is_what_a_recount_gives()
            self.entries_are_only_added_and_their_sums_are_what_was_agreed()

    def every_position_is_what_a_recount_gives(self) -> None:
        for as_of in (date(2024, 10, 18), date(2025, 1, 31), LAST):
            found = {
                (one.authority_code, one.agency, one.period_start): one for one in positions.of(OPERATOR, as_of=as_of)
            }
            assert len(found) == len(self.agreed)
            for row in self.agreed.values():
                one = found[row["authority_code"], row["agency"], row["period_start"]]
                assert one.taken_units == self.recount(row, as_of)
                assert as_of < LAST or one.minimum_units == row["minimum_units"]  # an amendment has a day of its own

    def recount(self, row: Told, as_of: date) -> int:
        units = 0
        for bought in self.bought.values():
            day = bought["moved_in_on"] if row["count_event"] == "moved_in" else bought["match_approved_on"]
            same = bought["authority_code"] == row["authority_code"] and row["agency"] in (None, bought["agency"])
            within = same and day and row["period_start"] <= day < row["period_end"] and day <= as_of
            if within and not (max(day, bought["ended_on"]) <= as_of and self.is_too_short(bought, day)):
                units += bought["children"] if row["unit_basis"] == "child" else 1
        return units

    def is_too_short(self, bought: Told, day: date) -> bool:
        _, least, aborted = next(one for one in reversed(self.stays) if one[0] <= day)
        if bought["end_reason"] == "aborted_before_move_in":
            return not aborted
        return bought["end_reason"] not in KEPT and (bought["ended_on"] - bought["moved_in_on"]).days < least

    def entries_are_only_added_and_their_sums_are_what_was_agreed(self) -> None:
        columns = (UnitEntry.commitment_id, UnitEntry.number, UnitEntry.kind, UnitEntry.units, UnitEntry.accounting_on)
        now = [tuple(row) for row in db.session.execute(sa.select(*columns, UnitEntry.purchase_id))]
        assert set(self.entries) <= set(now)
        self.entries = now
        for key, row in self.agreed.items():
            own = sorted((entry for entry in now if entry[0] == key), key=lambda entry: entry[1])
            assert [entry[1] for entry in own] == list(range(1, len(own) + 1))
            assert sum(entry[3] for entry in own if entry[2] in MINIMUM) == row["minimum_units"]
            assert all(entry[2] in (*MINIMUM, Kind.TAKEN) for entry in own)


@pytest.fixture
def floor(records: Flask) -> None:
    """Two authorities and two agencies of one consortium, with an agreement."""
    for code in (*AUTHORITIES, *AGENCIES):
        factories.member(code)
    factories.agreement(effective_on=FIRST - timedelta(days=21))


def test_the_ledger_says_what_a_recount_says_whatever_was_told(floor):
    told = settings(
        max_examples=COURSES,
        stateful_step_count=LONGEST,
        deadline=None,
        database=None,
        print_blob=True,
        suppress_health_check=list(HealthCheck),
    )

    run_state_machine_as_test(Ledger, settings=told)
