"""Joining and leaving in mid-period: the minimum by days and by months, rounded as agreed; figures worked by hand."""

from datetime import date

import pytest

from contracts.agreeing.terms import ProRata, Rounding
from contracts.year_end import memberships
from contracts.year_end.memberships import Member

YEAR = (date(2026, 4, 1), date(2027, 4, 1))
NEAREST = Rounding.NEAREST


def _minimum(units, convention, rounding=NEAREST, *, period=YEAR, **member):
    return memberships.minimum(units, period, Member(**member), convention=convention, rounding=rounding)


def test_without_a_convention_the_whole_minimum_stays():
    assert _minimum(3, ProRata.NONE, left_on=date(2026, 12, 1)) == 3


@pytest.mark.parametrize("convention", list(ProRata))
def test_a_member_for_the_whole_period_keeps_the_whole_minimum(convention):
    assert _minimum(3, convention, joined_on=date(2020, 1, 1), left_on=date(2027, 4, 1)) == 3


@pytest.mark.parametrize(("rounding", "units"), [("down", 2), ("nearest", 2), ("up", 3)])
def test_edge_case_9_an_authority_that_leaves_on_1_december_was_a_member_for_244_of_365_days(rounding, units):
    assert _minimum(3, ProRata.DAYS, Rounding(rounding), left_on=date(2026, 12, 1)) == units  # 2.0055 units


@pytest.mark.parametrize("rounding", list(Rounding))
def test_by_months_the_same_authority_was_a_member_for_8_of_12(rounding):
    assert _minimum(3, ProRata.MONTHS, rounding, left_on=date(2026, 12, 1)) == 2


@pytest.mark.parametrize(("rounding", "units"), [("down", 2), ("nearest", 3), ("up", 3)])
def test_half_a_unit_goes_up_where_the_nearest_counts(rounding, units):
    assert _minimum(5, ProRata.MONTHS, Rounding(rounding), joined_on=date(2026, 10, 1)) == units  # 2.5 units


def test_a_month_that_is_not_over_does_not_count():
    assert _minimum(12, ProRata.MONTHS, left_on=date(2026, 11, 30)) == 7
    assert _minimum(12, ProRata.MONTHS, joined_on=date(2026, 4, 2)) == 11


def test_a_member_that_joins_and_leaves_within_the_period_counts_for_the_days_between():
    assert _minimum(365, ProRata.DAYS, joined_on=date(2026, 6, 1), left_on=date(2026, 7, 1)) == 30


@pytest.mark.parametrize("convention", [ProRata.DAYS, ProRata.MONTHS])
def test_a_member_of_none_of_its_days_owes_nothing(convention):
    assert _minimum(3, convention, Rounding.UP, left_on=date(2026, 4, 1)) == 0
    assert _minimum(3, convention, Rounding.UP, joined_on=date(2027, 4, 1)) == 0
    assert _minimum(3, convention, Rounding.UP, left_on=date(2026, 1, 1)) == 0


def test_a_period_without_a_whole_month_is_cut_by_days():
    fortnight = (date(2026, 4, 1), date(2026, 4, 15))

    assert _minimum(14, ProRata.MONTHS, period=fortnight, left_on=date(2026, 4, 4)) == 3
