"""Each way of counting, at the days where people go wrong."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consortium.timescales.counting import days, days_with_the_first, months, weeks, working_days
from consortium.timescales.rules import shipped
from tests.timescales.cases import day

WORKING = shipped().working
DAYS = st.dates(date(1950, 1, 1), date(2150, 12, 31))


@pytest.mark.parametrize(
    ("on", "count", "due"),
    [
        ("2025-11-30", 3, "2026-02-28"),
        ("2023-11-30", 3, "2024-02-29"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2025-01-31", 1, "2025-02-28"),
        ("2025-08-31", 6, "2026-02-28"),
        ("2025-12-15", 1, "2026-01-15"),
        ("2025-02-28", 36, "2028-02-28"),
    ],
)
def test_months_end_on_the_same_day_or_the_last_of_a_shorter_month(on: str, count: int, due: str) -> None:
    assert months(day(on), count, WORKING) == day(due)


@pytest.mark.parametrize(
    ("on", "due", "why"),
    [
        ("2025-03-03", "2025-03-13", "a Monday, over one weekend"),
        ("2025-03-08", "2025-03-19", "made on a Saturday: Monday is the first"),
        ("2025-12-19", "2026-01-06", "25 and 26 December, 1 and 2 January do not count"),
        ("2025-04-14", "2025-04-24", "Good Friday and Easter Monday do count"),
        ("2026-12-22", "2027-01-05", "a 26 December on a Saturday has no substitute"),
    ],
)
def test_the_acts_working_days_leave_out_weekends_and_four_days_alone(on: str, due: str, why: str) -> None:
    assert working_days(day(on), 8, WORKING) == day(due), why


@given(DAYS, st.integers(1, 400))
def test_days_that_count_the_day_itself_end_one_day_sooner(on: date, count: int) -> None:
    assert days_with_the_first(on, count, WORKING) == days(on, count, WORKING) - timedelta(days=1)


@given(DAYS, st.integers(1, 120))
def test_weeks_are_seven_days_each(on: date, count: int) -> None:
    assert weeks(on, count, WORKING) == days(on, 7 * count, WORKING)


@given(DAYS, st.integers(1, 60))
def test_between_a_day_and_its_working_day_lie_as_many_working_days(on: date, count: int) -> None:
    due = working_days(on, count, WORKING)

    between = [on + timedelta(days=at) for at in range(1, (due - on).days + 1)]
    off = {(12, 25), (12, 26), (1, 1), (1, 2)}
    assert sum(one.weekday() < 5 and (one.month, one.day) not in off for one in between) == count
    assert due.weekday() < 5


@given(DAYS, st.integers(0, 60))
def test_months_never_pass_the_day_of_the_month(on: date, count: int) -> None:
    due = months(on, count, WORKING)

    assert (due.year * 12 + due.month) - (on.year * 12 + on.month) == count
    assert due.day == on.day or (due.day < on.day and (due + timedelta(days=1)).day == 1)
