"""Run charts: the median of a row of points, and the two rules by which a change is told from chance.

- shift: six or more consecutive points all above the median, or all below it; points on the median are skipped: they
  neither count nor break the row;
- trend: five or more consecutive points all going up, or all going down; of equal neighbours one counts.

Both are as improvement work in health and care uses them; with fewer than about ten points neither says much.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import groupby

SHIFT, TREND, ENOUGH = 6, 5, 10
RULES = (
    f"Shift: {SHIFT} or more points in a row all above the median, or all below it; points on the median are skipped. "
    f"Trend: {TREND} or more points in a row all going up, or all going down; of equal neighbours one counts."
)
Points = Sequence[Fraction]
Places = tuple[int, ...]
"""Where points stand in their row, from 0."""


def median(points: Points) -> Fraction | None:
    """The middle of the points, or half-way between the two in the middle; None where there are none."""
    if not points:
        return None
    ordered, half = sorted(points), len(points) // 2
    return ordered[half] if len(points) % 2 else (ordered[half - 1] + ordered[half]) / 2


def shifts(points: Points) -> list[Places]:
    """Each row of points that is a shift, without those on the median."""
    middle = median(points)
    beside = [at for at, point in enumerate(points) if point != middle]
    sides = (tuple(run) for _, run in groupby(beside, key=lambda at: middle is not None and points[at] > middle))
    return [run for run in sides if len(run) >= SHIFT]


def trends(points: Points) -> list[Places]:
    """Each row of points that is a trend; of equal neighbours the first stands for all."""
    firsts = [at for at, point in enumerate(points) if at == 0 or point != points[at - 1]]
    return [run for run in _ways(points, firsts) if len(run) >= TREND]


def _ways(points: Points, firsts: Sequence[int]) -> Iterator[Places]:
    """The longest rows that go one way; a point at which the way turns ends one and begins the next."""
    begun = 0
    for at in range(1, len(firsts)):
        turns = at + 1 == len(firsts) or _rises(points, firsts, at) != _rises(points, firsts, at + 1)
        if turns:
            yield tuple(firsts[begun : at + 1])
            begun = at


def _rises(points: Points, firsts: Sequence[int], at: int) -> bool:
    return points[firsts[at]] > points[firsts[at - 1]]
