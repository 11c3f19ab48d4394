"""Lapses: a placement that ended before the minimum stay is no unit from that day, and a return home never is one."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from contracts import minimums
from contracts.lapses import Rule, lapsed_on
from contracts.minimums import Commitment, Purchase
from contracts.year_end import attribution
from contracts.year_end.attribution import Agreed

MOVED_IN, APRIL = date(2026, 6, 1), date(2026, 4, 1)
FOUR_WEEKS = Rule(APRIL, minimum_stay_days=28)
STAY = Purchase("P-1", "S12000036", "ROWAN", 2, MOVED_IN)
YEAR = Commitment("A-1", "S12000036", None, APRIL, date(2027, 4, 1), 3, rules=(FOUR_WEEKS,))


def _ended(days, reason="carer_request"):
    return replace(STAY, ended_on=MOVED_IN + timedelta(days=days), end_reason=reason)


@pytest.mark.parametrize(("days", "lapses"), [(0, True), (27, True), (28, False), (400, False)])
def test_the_stay_is_long_enough_on_the_day_that_completes_it(days, lapses):
    found = lapsed_on([FOUR_WEEKS], _ended(days), counted_on=MOVED_IN)

    assert found == (MOVED_IN + timedelta(days=days) if lapses else None)


@pytest.mark.parametrize("reason", ["reunified_parent", "kinship", "adopted_by_concurrent_carers"])
def test_a_child_who_went_home_to_kin_or_was_adopted_there_counts_however_short_it_was(reason):
    assert lapsed_on([FOUR_WEEKS], _ended(1, reason), counted_on=MOVED_IN) is None


def test_a_placement_that_lasts_counts():
    assert lapsed_on([FOUR_WEEKS], STAY, counted_on=MOVED_IN) is None


def test_without_a_minimum_stay_every_placement_counts():
    assert lapsed_on([Rule(APRIL)], _ended(0), counted_on=MOVED_IN) is None
    assert lapsed_on([], _ended(0), counted_on=MOVED_IN) is None


@pytest.mark.parametrize(("counts", "lapsed"), [(True, None), (False, MOVED_IN)])
def test_introductions_that_were_given_up_count_as_the_agreement_says(counts, lapsed):
    rule = Rule(APRIL, minimum_stay_days=28, aborted_introduction_counts=counts)

    assert lapsed_on([rule], _ended(0, "aborted_before_move_in"), counted_on=MOVED_IN) == lapsed


def test_the_terms_are_those_of_the_day_that_counted_it():
    later = Rule(MOVED_IN + timedelta(days=1), minimum_stay_days=0)

    assert lapsed_on([FOUR_WEEKS, later], _ended(5), counted_on=MOVED_IN) is not None
    assert lapsed_on([FOUR_WEEKS, later], _ended(5), counted_on=later.since) is None
    assert lapsed_on([FOUR_WEEKS], _ended(5), counted_on=APRIL - timedelta(days=1)) is None


def test_what_was_counted_after_its_end_lapses_as_it_is_counted():
    late = MOVED_IN + timedelta(days=9)

    assert lapsed_on([FOUR_WEEKS], _ended(5), counted_on=late) == late


def test_it_is_a_unit_on_every_day_before_it_ended_and_on_none_after():
    ended = _ended(5)
    found = {day: minimums.taken(YEAR, [ended], as_of=MOVED_IN + timedelta(days=day)) for day in (-1, 0, 4, 5, 300)}

    assert found == {-1: 0, 0: 2, 4: 2, 5: 0, 300: 0}


def test_a_year_ends_without_the_unit_of_a_placement_that_was_too_short():
    ended = attribution.of(Agreed([YEAR]), [_ended(5), replace(STAY, placement_ref="P-2")], as_of=date(2027, 4, 1))

    assert [(one.taken_units, one.shortfall_units) for one in ended.results] == [(2, 1)]


def test_a_year_that_ended_before_the_placement_did_knew_it_as_a_unit():
    short = replace(STAY, moved_in_on=date(2027, 3, 20), ended_on=date(2027, 4, 10), end_reason="carer_request")
    found = [attribution.of(Agreed([YEAR]), [short], as_of=date(2027, 4, day)).results[0] for day in (1, 9, 10)]

    assert [one.taken_units for one in found] == [2, 2, 0]
