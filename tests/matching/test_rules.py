"""Bars and merits against the policy written once more in plain Python, and the edges of each."""

from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from benchmarks import plain
from matching.eligibility import broken, eligible
from matching.plan import solve
from matching.policy import MERIT_WEIGHTS
from matching.pool import Pool
from matching.problem import Problem
from matching.rules import BARS, MERITS, completed_months
from tests.matching.problems import TODAY, child, household, problem, problems


def codes(children: list[dict[str, Any]], homes: list[dict[str, Any]], **changes: Any) -> set[str]:
    found = problem(children, homes, **changes)
    flags = broken(found.referrals[0], Pool(found))
    return {code for code, households in flags.items() if households[0]}


@given(problems())
@settings(max_examples=150, deadline=None)
def test_every_bar_of_every_pair_is_what_the_plain_policy_says(found: Problem) -> None:
    pool = Pool(found)
    for referral in found.referrals:
        flags = broken(referral, pool)
        for column, home in enumerate(found.households):
            assert {code for code in flags if flags[code][column]} == plain.bars(found, referral, home)


@given(problems())
@settings(max_examples=120, deadline=None)
def test_the_packed_bars_leave_open_just_the_pairs_that_break_none(found: Problem) -> None:
    rows, cols = eligible(found, Pool(found))

    expected = [
        (r, c)
        for r, referral in enumerate(found.referrals)
        for c, home in enumerate(found.households)
        if not plain.bars(found, referral, home)
    ]
    assert list(zip(rows.tolist(), cols.tolist(), strict=True)) == expected


@given(problems(easy=True))
@settings(max_examples=150, deadline=None)
def test_every_merit_of_every_possible_pair_is_what_the_plain_policy_says(found: Problem) -> None:
    pairs = solve(found).pairs
    for row, col, points in zip(pairs.rows, pairs.cols, pairs.merits, strict=True):
        expected = plain.points(found, found.referrals[row], found.households[col])
        assert dict(zip([merit.code for merit in MERITS], points.tolist(), strict=True)) == expected


def test_the_policy_has_fourteen_bars_and_eight_merits_whose_weights_sum_to_one_hundred() -> None:
    assert len({bar.code for bar in BARS}) == len(BARS) == 14
    assert [merit.code for merit in MERITS] == list(MERIT_WEIGHTS)
    assert sum(MERIT_WEIGHTS.values()) == 100


def test_no_bar_asks_for_ethnicity_religion_or_language() -> None:
    background = {"ethnicity": "Scottish", "religion": "Sikh", "language": "Gaelic"}

    assert codes([child(**background)], [household()]) == set()


@pytest.mark.parametrize(
    ("home", "code"),
    [
        ({"approved_adoption_on": None}, "not_dual_approved"),
        ({"approved_fostering_on": TODAY + timedelta(days=1)}, "not_dual_approved"),
        ({"review_due_on": TODAY - timedelta(days=1)}, "review_overdue"),
        ({"available_from": TODAY + timedelta(days=15)}, "not_available"),
        ({"hold_until": TODAY + timedelta(days=15)}, "not_available"),
        ({"min_age_months": 3}, "age_outside_approval"),
        ({"max_age_months": 1}, "age_outside_approval"),
        ({"sexes": ("M",)}, "sex_outside_approval"),
        ({"no_needs": ("prematurity",)}, "need_declined"),
        ({"open_links": 1}, "household_engaged"),
        ({"postcode": "KY1 1AA", "max_travel_minutes": 20}, "too_far"),
    ],
)
def test_one_fact_alone_bars_a_pair(home: dict[str, Any], code: str) -> None:
    assert codes([child(needs=("prematurity",))], [household(**home)]) == {code}


@pytest.mark.parametrize(
    "home",
    [
        {"approved_adoption_on": TODAY},
        {"review_due_on": TODAY},
        {"review_due_on": None},
        {"available_from": TODAY + timedelta(days=14)},
        {"hold_until": TODAY + timedelta(days=14)},
        {"min_age_months": 2, "max_age_months": 2},
        {"sexes": ()},
        {"discuss_needs": ("prematurity",)},
        {"postcode": "BT1 1AA", "max_travel_minutes": 1},
        {"postcode": "ZZ1 1ZZ", "max_travel_minutes": 1},
    ],
)
def test_the_last_day_the_edge_and_the_unknown_bar_nothing(home: dict[str, Any]) -> None:
    assert codes([child(needs=("prematurity",))], [household(**home)]) == set()


def test_a_full_household_has_no_place_and_is_engaged() -> None:
    assert codes([child()], [household(children_in_placement=1)]) == {"no_place", "household_engaged"}


@pytest.mark.parametrize("area", ["EH12", "EH12 5", "EH12 5AA"])
def test_an_excluded_area_may_be_an_outward_code_a_sector_or_a_postcode(area: str) -> None:
    assert codes([child(excluded_areas=(area,))], [household()]) == {"excluded_area"}


@pytest.mark.parametrize("area", ["EH1", "EH1 2", "EH12 6", "EH12 5AB"])
def test_an_excluded_area_bars_no_neighbour(area: str) -> None:
    assert codes([child(excluded_areas=(area,))], [household()]) == set()


def test_the_placement_day_is_the_earliest_need_of_a_group_and_never_before_the_run() -> None:
    twins = [
        child(child_ref="a", needed_by=TODAY + timedelta(days=60)),
        child(child_ref="b", needed_by=TODAY - timedelta(9)),
    ]

    assert problem(twins, []).referrals[0].placement_day == TODAY


@pytest.mark.parametrize(
    ("born", "on", "months"),
    [
        (date(2026, 1, 31), date(2026, 2, 28), 0),
        (date(2026, 1, 31), date(2026, 3, 1), 1),
        (date(2024, 2, 29), date(2025, 2, 28), 11),
        (date(2024, 2, 29), date(2025, 3, 1), 12),
        (date(2026, 5, 5), date(2026, 5, 5), 0),
        (date(2026, 5, 6), date(2026, 5, 5), 0),
        (None, date(2026, 5, 5), 0),
    ],
)
def test_age_is_in_completed_months(born: date | None, on: date, months: int) -> None:
    assert completed_months(born, on) == months


def test_a_weight_of_nothing_earns_nothing() -> None:
    found = problem([child()], [household()])
    pool = Pool(found)
    points = [merit.points(found.referrals[0], found.referrals[0].children[0], pool, 0) for merit in MERITS]

    assert not np.any(points)
