"""Periods: figures are given over whole financial years and up to whole quarters that are over."""

from datetime import date

import pytest

from consortium.floor.errors import Invalid
from consortium.statistics import periods
from consortium.statistics.periods import FinancialYear, Quarter

BEFORE, AFTER = date(2026, 3, 31), date(2026, 4, 1)


@pytest.mark.parametrize(("on", "name"), [(BEFORE, "2024-25"), (AFTER, "2025-26"), (date(2027, 3, 31), "2025-26")])
def test_a_year_is_over_from_the_first_of_april(on, name):
    assert periods.year_over(None, on=on).name == periods.years_over(on, most=3)[0].name == name


def test_a_year_runs_from_april_to_march():
    year = periods.year_over("2000-01", on=AFTER)

    assert (year.start, year.last_day, year.end) == (date(2000, 4, 1), date(2001, 3, 31), date(2001, 4, 1))


@pytest.mark.parametrize(
    "name",
    ["2026-27", "2025-27", "2025", "2025-26 ", "2025/26", "1999-00", "9999-00", "२०२५-२६", "2025-26-Q1", ""],
)
def test_what_is_no_whole_year_that_is_over_is_refused(name):
    with pytest.raises(Invalid, match="whole financial year that is over, such as 2025-26"):
        periods.year_over(name, on=date(2026, 11, 26))


def test_the_turn_of_a_century_has_a_name():
    assert FinancialYear(2099).name == "2099-00"


def test_no_more_years_are_offered_than_there_are():
    assert [year.name for year in periods.years_over(date(2002, 6, 1), most=9)] == ["2001-02", "2000-01"]


@pytest.mark.parametrize(
    ("day", "quarter", "before"),
    [
        (date(2026, 1, 1), Quarter.JANUARY_TO_MARCH, date(2025, 12, 31)),
        (date(2026, 3, 31), Quarter.JANUARY_TO_MARCH, date(2025, 12, 31)),
        (date(2026, 4, 1), Quarter.APRIL_TO_JUNE, date(2026, 3, 31)),
        (date(2026, 9, 30), Quarter.JULY_TO_SEPTEMBER, date(2026, 6, 30)),
        (date(2028, 12, 31), Quarter.OCTOBER_TO_DECEMBER, date(2028, 9, 30)),
    ],
)
def test_a_day_lies_in_a_quarter_and_after_one(day, quarter, before):
    assert (periods.quarter_of(day), periods.quarter_before(day)) == (quarter, before)
