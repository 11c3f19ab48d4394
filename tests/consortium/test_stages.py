"""What is said of the children at a stage: the middle of their days, who is over, and when a stage drifts."""

from datetime import date
from fractions import Fraction

import pytest

from consortium.pictures.stages import KINDS, Branch, Stage, StageCode, Standing, median


def stage(*days: int, limit: int | None = 14, code: StageCode = StageCode.DECISION) -> Stage:
    return Stage(KINDS[code], [Standing(code, date(2026, 6, 1), one, limit, "Fife", None, "R-1") for one in days])


@pytest.mark.parametrize(
    ("days", "middle"),
    [
        ([], None),
        ([0], 0),
        ([7], 7),
        ([1, 2], Fraction(3, 2)),
        ([9, 1, 5], 5),
        ([4, 1, 3, 2], Fraction(5, 2)),
        ([3, 3, 3, 90], 3),
    ],
)
def test_the_median_is_the_middle_whatever_the_order(days, middle):
    assert median(days) == middle


def test_the_last_day_of_a_limit_is_not_over_and_the_next_is():
    assert [one.is_over for one in stage(13, 14, 15).children] == [False, False, True]


def test_without_a_limit_nobody_is_over():
    found = stage(900, 1000, limit=None, code=StageCode.COURT)

    assert (found.over, found.drifts, found.limits) == (0, False, [])


@pytest.mark.parametrize(
    ("days", "drifts"), [((), False), ((14,), False), ((15,), True), ((1, 15), False), ((1, 15, 16), True)]
)
def test_a_stage_drifts_once_more_than_half_of_those_who_stand_there_are_over(days, drifts):
    assert stage(*days).drifts is drifts


def test_a_stage_where_nobody_stands_has_no_median_and_keeps_its_limit():
    found = stage()

    assert (found.count, found.median, found.limits) == (0, None, [14])


def test_the_decisions_stand_under_the_days_of_the_law_and_the_branches_weigh_the_same():
    law = {code for code, kind in KINDS.items() if kind.basis == "law"}

    assert law == {StageCode.DECISION, StageCode.PERMANENCE_DECISION}
    assert {KINDS[code].days for code in law} == {14}
    assert [one for one in Branch if not any(kind.branch is one for kind in KINDS.values())] == []
