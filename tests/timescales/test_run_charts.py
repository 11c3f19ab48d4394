"""Run charts: the median, shift and trend, against rows of points whose answers were worked out by hand."""

from fractions import Fraction
from itertools import pairwise, product

import pytest

from consortium.timescales.run_charts import SHIFT, TREND, median, shifts, trends


def row(*numbers: int) -> list[Fraction]:
    return [Fraction(number) for number in numbers]


@pytest.mark.parametrize(
    ("points", "middle"),
    [
        (row(), None),
        (row(40), 40),
        (row(100, 0), 50),
        (row(3, 1, 2), 2),
        (row(1, 2, 2, 5), 2),
        (row(0, 33, 34, 100), Fraction(67, 2)),
    ],
)
def test_the_median_is_the_middle_of_the_points_in_their_order_of_size(points, middle):
    assert median(points) == middle


@pytest.mark.parametrize(
    ("points", "found"),
    [
        (row(), []),
        (row(50), []),
        (row(*[50] * 12), []),  # all on the median: none is on a side
        (row(1, 1, 1, 1, 1, 1, 9, 9, 9, 9, 9, 9), [(0, 1, 2, 3, 4, 5), (6, 7, 8, 9, 10, 11)]),
        (row(1, 1, 1, 1, 1, 9, 9, 9, 9, 9), []),  # five on each side are not six
        (row(1, 9, 1, 9, 1, 9, 1, 9, 1, 9, 1, 9), []),
        # the median is 5: it is skipped, and neither breaks the row nor counts
        (row(9, 9, 5, 9, 9, 5, 9, 9, 1, 1, 1, 1, 1, 5), [(0, 1, 3, 4, 6, 7)]),
        # five above with two on the median between them are still five
        (row(9, 9, 5, 9, 5, 9, 9, 1, 1, 1, 1, 1), []),
        # a point on the other side breaks the row
        (row(9, 9, 9, 1, 9, 9, 9, 1, 1, 1, 9, 1), []),
        # a shift at the end, longer than six
        (row(1, 9, 1, 1, 1, 9, 1, 9, 9, 9, 9, 9, 9, 9, 1, 1, 1, 1), [(7, 8, 9, 10, 11, 12, 13)]),
    ],
)
def test_a_shift_is_six_or_more_points_on_one_side_of_the_median(points, found):
    assert shifts(points) == found


@pytest.mark.parametrize(
    ("points", "found"),
    [
        (row(), []),
        (row(1), []),
        (row(1, 2, 3, 4), []),
        (row(1, 2, 3, 4, 5), [(0, 1, 2, 3, 4)]),
        (row(5, 4, 3, 2, 1), [(0, 1, 2, 3, 4)]),
        (row(1, 2, 2, 3, 4, 4, 4, 5), [(0, 1, 3, 4, 7)]),  # of equal neighbours the first counts
        (row(1, 1, 1, 1, 1, 1), []),
        (row(1, 2, 3, 3, 4), []),  # four that differ
        (row(9, 1, 2, 3, 4, 5, 0), [(1, 2, 3, 4, 5)]),  # the turning points belong to it
        (row(1, 2, 3, 4, 5, 4, 3, 2, 1), [(0, 1, 2, 3, 4), (4, 5, 6, 7, 8)]),
        (row(1, 2, 3, 2, 3, 4, 5), []),
        (row(0, 10, 20, 30, 40, 50, 60), [(0, 1, 2, 3, 4, 5, 6)]),
    ],
)
def test_a_trend_is_five_or_more_points_that_go_one_way(points, found):
    assert trends(points) == found


def test_every_short_row_of_three_heights_keeps_the_rules():
    """By brute force: what is named keeps its rule, and no row that is too short has any."""
    for length in range(9):
        for numbers in product((0, 50, 100), repeat=length):
            points = row(*numbers)
            middle = median(points)
            for run in shifts(points):
                assert len(run) >= SHIFT
                assert middle is not None
                assert len({points[at] > middle for at in run}) == 1
            assert trends(points) == []  # three heights make no five that rise


def test_every_row_of_six_out_of_five_heights_has_its_trends_and_no_others():
    for numbers in product(range(5), repeat=6):
        points = row(*numbers)
        named = [[points[at] for at in run] for run in trends(points)]
        for run in named:
            assert len({after > before for before, after in pairwise(run)}) == 1
        collapsed = [one for at, one in enumerate(points) if at == 0 or one != points[at - 1]]
        ways = [[b > a for a, b in pairwise(collapsed[at : at + TREND])] for at in range(len(collapsed) - TREND + 1)]
        assert bool(named) is any(len(set(way)) == 1 for way in ways)
