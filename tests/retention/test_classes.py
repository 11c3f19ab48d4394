"""Retention classes: each record is kept to the day that its class says, with a sentence that says why."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consortium.retention import classes
from consortium.retention.classes import ChildDates, Kept, RetentionClass, Stay

DAYS = st.dates(date(1900, 1, 1), date(2199, 12, 31))
CLOSED = date(2026, 3, 31)
TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("day", "years", "then"),
    [
        (date(2026, 5, 4), 100, date(2126, 5, 4)),
        (date(2000, 2, 29), 100, date(2100, 3, 1)),  # 2100 is no leap year
        (date(2004, 2, 29), 100, date(2104, 2, 29)),
        (date(2024, 2, 29), 25, date(2049, 3, 1)),
        (date(2024, 2, 29), 10, date(2034, 3, 1)),
    ],
)
def test_years_are_counted_to_the_same_day_and_never_too_short(day, years, then):
    assert classes.years_after(day, years) == then


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 3, 31), 24, date(2028, 3, 31)),
        (date(2026, 1, 31), 1, date(2026, 3, 1)),
        (date(2024, 2, 29), 24, date(2026, 3, 1)),
        (date(2026, 12, 31), 2, date(2027, 3, 1)),
        (date(2026, 11, 30), 1, date(2026, 12, 30)),
        (date(2026, 10, 31), 1, date(2026, 12, 1)),
    ],
)
def test_months_are_counted_to_the_same_day_and_never_too_short(day, months, then):
    assert classes.months_after(day, months) == then


@given(DAYS, st.integers(1, 120))
def test_so_many_years_are_that_many_twelves_of_months(day, years):
    assert classes.months_after(day, 12 * years) == classes.years_after(day, years)


@pytest.mark.parametrize(
    ("child", "kind", "until"),
    [
        (ChildDates(date(2026, 5, 4)), "placed_child", date(2126, 5, 4)),
        (ChildDates(date(2024, 2, 29)), "placed_child", date(2124, 2, 29)),
        (ChildDates(date(2000, 2, 29)), "placed_child", date(2100, 3, 1)),
        (ChildDates(None, date(2026, 12, 1)), "placed_child", date(2126, 12, 1)),
        (ChildDates(None), "placed_child", None),
        (ChildDates(date(2020, 5, 4), died_on=date(2026, 1, 2)), "died_under_18", date(2051, 1, 2)),
        (ChildDates(None, date(2026, 1, 9), date(2026, 1, 2)), "died_under_18", date(2051, 1, 2)),
        (ChildDates(date(2000, 5, 4), died_on=date(2018, 5, 3)), "died_under_18", date(2043, 5, 3)),
        (ChildDates(date(2000, 5, 4), died_on=date(2018, 5, 4)), "placed_child", date(2100, 5, 4)),
        (ChildDates(date(2000, 2, 29), died_on=date(2018, 2, 28)), "died_under_18", date(2043, 2, 28)),
        (ChildDates(date(2000, 2, 29), died_on=date(2018, 3, 1)), "placed_child", date(2100, 3, 1)),
        (ChildDates(None, died_on=date(2026, 2, 2)), "died_under_18", date(2051, 2, 2)),
    ],
)
def test_a_placed_childs_record_is_kept_for_a_century_or_25_years_from_an_early_death(child, kind, until):
    kept = classes.referral([child], placed=True, closed_on=CLOSED)

    assert (kept.kind, kept.until) == (kind, until)


def test_siblings_are_kept_as_long_as_the_one_kept_longest():
    siblings = [ChildDates(date(2020, 5, 4), died_on=date(2026, 1, 2)), ChildDates(date(2025, 1, 1))]

    kept = classes.referral(siblings, placed=True, closed_on=CLOSED)

    assert (kept.kind, kept.until) == (RetentionClass.PLACED_CHILD, date(2125, 1, 1))


@pytest.mark.parametrize(("months", "until"), [(24, date(2028, 3, 31)), (1, date(2026, 5, 1)), (11, date(2027, 3, 1))])
def test_a_referral_never_placed_is_kept_as_long_as_the_consortium_says(months, until):
    child = ChildDates(date(2026, 1, 1))
    kept = classes.referral([child], placed=False, closed_on=CLOSED, months=months)

    assert (kept.kind, kept.until) == (RetentionClass.NEVER_PLACED, until)
    assert f"{months} months" in kept.sentence


def test_an_open_referral_has_no_end_in_sight():
    kept = classes.referral([ChildDates(date(1900, 1, 1))], placed=False, closed_on=None)

    assert (kept.kind, kept.until, kept.is_over(date.max)) == (RetentionClass.CURRENT, None, False)


@pytest.mark.parametrize(
    ("stays", "left_on", "kind", "until"),
    [
        ([], None, "current", None),
        ([], date(2016, 2, 29), "unsuccessful_adopters", date(2026, 3, 1)),
        ([Stay(ended_on=date(2020, 1, 5))], date(2021, 6, 1), "carers", date(2046, 6, 1)),
        ([Stay(ended_on=date(2022, 1, 5))], date(2021, 6, 1), "carers", date(2047, 1, 5)),
        ([Stay()], date(2021, 6, 1), "current", None),
        ([Stay(ended_on=date(2027, 1, 1))], date(2021, 6, 1), "current", None),
        ([Stay(adopted_on=date(2020, 2, 29))], date(2021, 6, 1), "adopters", date(2120, 2, 29)),
        ([Stay(adopted_on=date(2000, 2, 29)), Stay()], date(2021, 6, 1), "adopters", date(2100, 3, 1)),
        ([Stay(adopted_on=date(2020, 1, 1))], None, "current", None),
    ],
)
def test_a_household_is_kept_by_what_came_of_it(stays, left_on, kind, until):
    kept = classes.household(stays, left_on=left_on, on=TODAY)

    assert (kept.kind, kept.until) == (kind, until)


@pytest.mark.parametrize(
    ("last_on", "until"),
    [
        (date(2026, 3, 31), date(2032, 3, 31)),
        (date(2026, 4, 1), date(2033, 3, 31)),
        (date(2024, 2, 29), date(2030, 3, 31)),
        (None, None),
    ],
)
def test_money_is_kept_for_six_years_after_its_financial_year(last_on, until):
    assert classes.money(last_on).until == until


def test_what_a_law_sets_says_which_and_policy_says_none():
    by_law = {RetentionClass.PLACED_CHILD, RetentionClass.DIED_UNDER_18, RetentionClass.ADOPTERS}

    for kind in RetentionClass:
        kept = Kept(kind, None, "")
        assert ("Regulations" in kept.by_law) == (kind in by_law)


@given(DAYS)
def test_money_is_never_kept_for_less_than_six_years_nor_for_more_than_seven(day):
    until = classes.money(day).until

    assert classes.years_after(day, 6) - timedelta(days=1) <= until < classes.years_after(day, 7)


@given(DAYS, DAYS)
def test_a_record_is_due_from_the_day_after_its_last_and_never_before(born, on):
    kept = classes.referral([ChildDates(born)], placed=True, closed_on=None)

    assert kept.is_over(on) == (on > classes.years_after(born, 100))


@pytest.mark.parametrize("stays", [[], [Stay()], [Stay(ended_on=date(2020, 1, 1))], [Stay(adopted_on=TODAY)]])
def test_every_class_says_why_in_a_sentence(stays):
    kept = classes.household(stays, left_on=CLOSED, on=TODAY)

    assert kept.sentence[0].isupper()
    assert kept.sentence.endswith(".")
