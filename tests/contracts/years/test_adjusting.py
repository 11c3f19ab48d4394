"""What is found of a closed period counts in the open one that follows, once; nothing is rewritten."""

from datetime import date

import pytest
import time_machine

from consortium.access import OPERATOR
from contracts import purchases, year_ends
from tests import factories
from tests.contracts.years.closing import LATER, Years, entries, taken

pytestmark = pytest.mark.usefixtures("records")
FOUND = date(2027, 5, 3)


@pytest.fixture
def years(begun):
    """The first year is closed."""
    made = begun(Years)
    with time_machine.travel(FOUND):
        made.close()
        yield made


def test_a_move_in_of_march_that_is_confirmed_in_may_counts_in_the_open_year(years):
    before = entries(years.first)
    factories.purchase(moved_in_on=date(2027, 3, 31))

    assert entries(years.first) == before
    assert entries(years.second)[1:] == [("adjusted", 1, FOUND)]
    assert taken() == [1, 1]


def test_a_placement_that_never_was_is_taken_off_the_open_year(years):
    purchases.change(OPERATOR, purchase_id=years.bought.id, version=1, values={"moved_in_on": date(2026, 3, 1)})

    assert entries(years.second)[1:] == [("adjusted", -1, FOUND)]
    assert taken() == [1, -1]


def test_a_move_in_that_was_in_the_next_year_after_all_counts_once(years):
    purchases.change(OPERATOR, purchase_id=years.bought.id, version=1, values={"moved_in_on": date(2027, 4, 2)})

    assert entries(years.second)[1:] == [("taken", 1, date(2027, 4, 2)), ("adjusted", -1, FOUND)]
    assert taken() == [1, 0]


def test_another_day_of_the_same_closed_year_changes_nothing(years):
    purchases.change(OPERATOR, purchase_id=years.bought.id, version=1, values={"moved_in_on": date(2026, 7, 1)})

    assert entries(years.second)[1:] == []


def test_what_is_adjusted_is_adjusted_again_when_it_changes_again(years):
    late = factories.purchase(moved_in_on=date(2027, 3, 31), children=2)
    purchases.change(OPERATOR, purchase_id=late.id, version=1, values={"children": 1})
    purchases.change(OPERATOR, purchase_id=late.id, version=2, values={"order_number": "PO-7"})

    assert entries(years.second)[1:] == [("adjusted", 2, FOUND), ("adjusted", -1, FOUND)]


def test_it_is_found_in_the_year_end_of_the_open_period_and_closed_with_it(years):
    factories.purchase(moved_in_on=date(2027, 3, 31), children=2)
    with time_machine.travel(date(2028, 5, 1)):
        years.close(period_end=LATER)
        first, second = year_ends.of(OPERATOR, as_of=date(2028, 5, 1))

    assert (first.result.taken_units, first.result.shortfall_units) == (1, 2)
    assert (second.result.taken_units, second.adjusted_units, second.result.shortfall_units) == (0, 2, 1)


def test_without_a_period_to_count_in_it_waits_for_one(begun):
    years = begun(Years)
    with time_machine.travel(date(2028, 5, 1)):
        years.close()
        years.close(period_end=LATER)
        factories.purchase(moved_in_on=date(2028, 3, 31))
        waited = [entries(years.first), entries(years.second)]
        third = factories.commitment(period_start=LATER, period_end=date(2029, 4, 1))

    assert entries(third)[1:] == [("adjusted", 1, date(2028, 5, 1))]
    assert [entries(years.first), entries(years.second)] == waited
