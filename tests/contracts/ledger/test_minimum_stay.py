"""The ledger where an agreement asks a minimum stay: the unit goes on the day the placement ends, by an entry."""

from datetime import date, timedelta

import pytest
import time_machine

from consortium.access import OPERATOR
from consortium.floor.db import db
from contracts import agreements, positions, purchases, year_ends
from contracts.agreeing import amendments
from contracts.ledger import reading
from tests import factories
from tests.contracts.stayed import MOVED_IN, Stayed

MOVED, ENDED = date(2026, 6, 1), date(2026, 6, 15)


def _agreed(**said):
    factories.pool()
    factories.agreement(**said)
    return factories.commitment()


def _agreement():
    return db.session.scalars(agreements.visible(OPERATOR)).one()


def _entries(commitment):
    found = db.session.scalars(reading.visible(OPERATOR, commitment_id=commitment.id))
    return [(one.units, one.accounting_on) for one in found if one.purchase_id]


def _taken(*days):
    return [positions.of(OPERATOR, as_of=day)[0].taken_units for day in days]


def _end(bought, **said):
    known = {"purchase_id": bought.id, "version": bought.version}
    purchases.change(OPERATOR, **known, values={"ended_on": ENDED, "end_reason": "carer_request"} | said)


def test_a_placement_that_ended_too_soon_counts_until_the_day_it_ended(records):
    commitment = _agreed(minimum_stay_days=28)
    bought = factories.purchase(moved_in_on=MOVED)

    _end(bought)

    assert _entries(commitment) == [(1, MOVED), (-1, ENDED)]
    assert _taken(MOVED, ENDED - timedelta(days=1), ENDED) == [1, 1, 0]


@pytest.mark.parametrize("reason", ["reunified_parent", "kinship"])
def test_a_return_home_or_to_kin_counts_in_full_however_short_it_was(records, reason):
    commitment = _agreed(minimum_stay_days=28)
    _end(factories.purchase(moved_in_on=MOVED), end_reason=reason)

    assert _entries(commitment) == [(1, MOVED)]


def test_without_a_minimum_stay_an_end_adds_no_entry(records):
    commitment = _agreed()
    _end(factories.purchase(moved_in_on=MOVED))

    assert _entries(commitment) == [(1, MOVED)]


def test_an_end_that_is_corrected_gives_the_unit_back_by_another_entry(records):
    commitment = _agreed(minimum_stay_days=28)
    bought = factories.purchase(moved_in_on=MOVED)
    _end(bought)

    _end(bought, end_reason="reunified_parent")

    assert _entries(commitment) == [(1, MOVED), (-1, ENDED), (1, ENDED)]
    assert _taken(ENDED) == [1]


def test_new_terms_count_what_was_bought_from_their_day_on(records):
    commitment = _agreed()
    for day in (MOVED, MOVED + timedelta(days=7)):
        factories.purchase(moved_in_on=day, ended_on=ENDED, end_reason="carer_request")

    known = {"agreement_id": commitment.agreement_id, "version": 1, "effective_on": date(2026, 6, 8), "terms": ""}
    amendments.amend(OPERATOR, **known, minimum_stay_days=28)

    assert _entries(commitment)[2:] == [(-1, ENDED)]
    assert _taken(ENDED) == [1]


def test_a_year_ends_with_what_its_position_says(records):
    _agreed(minimum_stay_days=28)
    factories.purchase(moved_in_on=MOVED, ended_on=ENDED, end_reason="carer_request")
    factories.purchase(moved_in_on=MOVED, ended_on=ENDED, end_reason="kinship")

    (ended,) = year_ends.of(OPERATOR, as_of=date(2027, 4, 1))

    assert (ended.result.taken_units, ended.result.shortfall_units) == (1, 2)
    assert _taken(date(2027, 4, 1)) == [1]


@pytest.fixture
def stayed(begun):
    """A child who has lived with a household for a week, under an agreement with a minimum stay of four weeks."""
    made = begun(Stayed)
    with time_machine.travel(MOVED_IN + timedelta(days=7)):
        known = {"agreement_id": _agreement().id, "version": 1, "terms": ""}
        amendments.amend(OPERATOR, **known, effective_on=MOVED_IN, minimum_stay_days=28)
        yield made


def test_a_disruption_in_the_first_weeks_takes_the_unit_and_taking_it_back_gives_it_again(stayed):
    today = MOVED_IN + timedelta(days=7)
    stayed.breaks_down()
    after = _taken(today)

    stayed.take_back()

    assert (after, _taken(today)) == ([0], [1])


def test_edge_case_14_who_went_home_and_comes_back_is_one_unit_throughout(stayed):
    home, back = MOVED_IN + timedelta(days=7), MOVED_IN + timedelta(days=9)
    stayed.goes_home(home)
    with time_machine.travel(back):
        stayed.comes_back(back)

    assert _taken(MOVED_IN, home, back) == [1, 1, 1]
