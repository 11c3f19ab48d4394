"""Beginnings: made once, as they were for each test, and made anew where they could not be."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from consortium.carers import Household
from consortium.floor import clock
from consortium.floor.db import db
from tests import beginnings, factories


class Home:
    """A household, and what a test may note of it."""

    made = 0

    def __init__(self) -> None:
        Home.made += 1
        factories.pool()
        self.household, self.noted = factories.household(household_ref="H-1"), list[str]()


@pytest.fixture
def again(records):
    """Goes back to the beginning, and tells whether it was made anew."""

    def begin() -> tuple[Home, bool]:
        beginnings.go_back(records)
        before = Home.made
        return beginnings.begin(records, Home), Home.made > before

    begin()
    return begin


def refs() -> list[str]:
    return list(db.session.scalars(sa.select(Household.ref).order_by(Household.ref)))


def test_nothing_that_a_test_did_is_left_and_nothing_is_made_again(again):
    home, _ = again()
    home.noted.append("seen")
    home.household.ref = "H-9"
    factories.household(household_ref="H-2")
    assert refs() == ["H-2", "H-9"]

    home, anew = again()

    assert (refs(), home.household.ref, home.noted, anew) == (["H-1"], "H-1", [], False)


@pytest.mark.parametrize("end", ["commit", "rollback"])
def test_who_keeps_or_drops_all_has_used_the_beginning_up(records, again, end):
    again()
    getattr(db.session, end)()
    beginnings.go_back(records)

    assert not beginnings.stands(records)


def test_a_test_at_an_earlier_hour_has_a_beginning_of_its_own(again):
    with time_machine.travel(clock.now() - timedelta(hours=1)):
        _, anew = again()

    assert anew


def test_a_beginning_comes_before_all_else(records):
    factories.pool()

    with pytest.raises(RuntimeError, match="comes after its beginning"):
        beginnings.begin(records, Home)
