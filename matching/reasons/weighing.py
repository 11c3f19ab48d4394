"""Over which range of a weight each suggested pair stays in the plan: solved anew at whole weights, today's outward.

Points are rounded down, so that a plan that is the best at two weights need not be so between them: each whole weight
is solved for. Where a merit is all or nothing for every pair, points grow in a straight line with its weight; then a
plan that is the best at both ends of a stretch is the best all along it, and few solves answer for many weights. A
weight touches points alone: no bar is looked at again, and pins hold as they do today.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from matching.eligibility import Progress
from matching.plan import Plan, aims, digests, free_of_pins
from matching.policy import LARGEST_WEIGHT
from matching.pool import Pool, Whole
from matching.problem import Problem
from matching.rules import MERITS
from matching.tiers import Tier, best_in_order

MOST_SOLVES = 400  # for one weight; what was not looked at is told
SHARED_BY = 4  # where every weight is asked for, each has a fourth of them
CHUNK = 32  # weights whose points are worked out in one go over the referrals

Couples = frozenset[tuple[int, int]]
Table = npt.NDArray[np.int32]


@dataclass(frozen=True)
class Range:
    """The unbroken range of a weight, today's within, on which a pair is in the plan, and where else it is again."""

    low: int
    high: int
    elsewhere: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Weighed:
    """One merit's weight from `low` to `high`: the range of each suggested pair, as indices, in order.

    Beyond `low` and `high` nothing was looked at, unless they are the bounds of what a weight may be.
    """

    merit: str
    today: int
    low: int
    high: int
    solves: int
    ranges: dict[tuple[int, int], Range]

    @property
    def whole(self) -> bool:
        """Whether every weight that a policy may hold was looked at."""
        return (self.low, self.high) == (0, LARGEST_WEIGHT)

    def always(self, pair: tuple[int, int]) -> bool:
        """Whether a pair is in the plan at every weight that was looked at."""
        return (self.ranges[pair].low, self.ranges[pair].high) == (self.low, self.high)


def weighed(
    problem: Problem, plan: Plan, merit: str, *, most: int = MOST_SOLVES, progress: Progress | None = None
) -> Weighed:
    """How each suggested pair fares as one merit's weight moves, in the order of nearness and so many solves."""
    scan = _Scan(problem, plan, merit, most, progress)
    scan.look()
    own = frozenset((pair.referral, pair.household) for pair in plan.suggestions)
    stretches = sorted(scan.stretches, key=lambda stretch: stretch[0])
    ranges = {pair: _range(pair, stretches, scan.today) for pair in sorted(own)}
    return Weighed(merit, scan.today, scan.low, scan.high, scan.solves, ranges)


def _range(pair: tuple[int, int], stretches: list[tuple[int, int, Couples]], today: int) -> Range:
    runs: list[tuple[int, int]] = []
    for low, high, couples in stretches:
        if pair in couples:
            joins = runs and runs[-1][1] == low - 1
            runs = [*runs[:-1], (runs[-1][0], high)] if joins else [*runs, (low, high)]
    own = next(run for run in runs if run[0] <= today <= run[1])
    return Range(*own, tuple(run for run in runs if run != own))


class _Scan:
    """Plans at one weight after another, outward from today's, until every weight is seen or the solves are used up."""

    def __init__(self, problem: Problem, plan: Plan, merit: str, most: int, progress: Progress | None) -> None:
        self._problem, self._plan, self._most, self._progress = problem, plan, most, progress
        free = free_of_pins(plan.pairs, plan.pins, problem)
        self._rows, self._cols = plan.pairs.rows[free], plan.pairs.cols[free]
        self._merit = next(each for each in MERITS if each.code == merit)
        self._points = _Points(problem, self._rows, self._cols, merit)
        self.today = problem.policy.merits[merit]
        self._others = plan.pairs.points[free] - plan.pairs.merits[free, MERITS.index(self._merit)]
        self._aims = [
            *aims(problem, plan.pairs, free),
            Tier("digest", digests(problem, self._rows, self._cols)),
        ]
        self.solves, self.low, self.high = 0, self.today, self.today
        couples = frozenset((pair.referral, pair.household) for pair in plan.suggestions)
        self._at = {self.today: couples}
        self.stretches = [(self.today, self.today, couples)]

    def look(self) -> None:
        while self.solves < self._most and (self.low > 0 or self.high < LARGEST_WEIGHT):
            down = self.high == LARGEST_WEIGHT or (self.low > 0 and self.today - self.low <= self.high - self.today)
            start = self.low - 1 if down else self.high + 1
            couples = self._couples(start)
            end = self._farthest(start, 0 if down else LARGEST_WEIGHT) if self._points.straight else start
            self.low, self.high = min(self.low, end), max(self.high, end)
            self.stretches.append((min(start, end), max(start, end), couples))

    def _farthest(self, start: int, limit: int) -> int:
        """How far towards a limit the plan of a weight goes on, as far as the solves reach."""
        way, same, step = (1 if limit > start else -1), start, 1
        other = limit + way
        while abs(other - same) > 1 and self.solves < self._most:
            ahead = same + way * min(step, abs(other - same) // 2 or 1)
            if self._couples(ahead) == self._couples(start):
                same, step = ahead, step * 4
            else:
                other = ahead
        return same

    def _couples(self, weight: int) -> Couples:
        """The plan at a weight, by the same solver with the same certificate and the same last word among equals."""
        if weight not in self._at:
            if self._progress:
                self._progress(f"Solving with other weights of {self._merit.code}", self.solves, self._most)
            self.solves += 1
            points = Tier("points", -(self._others + self._points.at(weight)))
            tiers = [points if tier.name == "points" else tier for tier in self._aims]
            shape = {"n_rows": len(self._problem.referrals), "n_cols": len(self._problem.households)}
            mates = best_in_order(self._rows, self._cols, tiers, **shape).mates
            chosen = np.flatnonzero(mates >= 0)
            found = zip(chosen.tolist(), mates[chosen].tolist(), strict=True)
            self._at[weight] = frozenset([*found, *self._plan.pins.items()])
        return self._at[weight]


class _Points:
    """What one merit earns each pair at any weight: a share of it, rounded down."""

    def __init__(self, problem: Problem, rows: Whole, cols: Whole, merit: str) -> None:
        self._problem, self._pool, self._cols = problem, Pool(problem), cols
        self._merit = next(each for each in MERITS if each.code == merit)
        self._starts = np.searchsorted(rows, np.arange(len(problem.referrals) + 1))
        self._known: dict[int, Table] = {}
        self._full = self._table(range(LARGEST_WEIGHT, LARGEST_WEIGHT + 1))[0]

    @property
    def straight(self) -> bool:
        """Whether every pair earns the whole weight or nothing, and so at every weight."""
        return bool(((self._full == 0) | (self._full == LARGEST_WEIGHT)).all())

    def at(self, weight: int) -> Whole:
        if self.straight:
            return np.where(self._full > 0, weight, 0)
        start = weight // CHUNK * CHUNK
        if start not in self._known:
            self._known = dict(
                [*self._known.items()][-1:]
            )  # one end of what was looked at goes on while the other waits
            self._known[start] = self._table(range(start, start + CHUNK))
        earned: Whole = self._known[start][weight - start].astype(np.int64)
        return earned

    def _table(self, weights: range) -> Table:
        """A row a weight, a column a pair; all weights of a referral in turn, while its travel times are at hand."""
        table = np.zeros((len(weights), len(self._cols)), np.int32)
        for index, referral in enumerate(self._problem.referrals):
            here = slice(self._starts[index], self._starts[index + 1])
            cols = self._cols[here]
            for number, weight in enumerate(weights if len(cols) else ()):
                earned = [self._merit.points(referral, child, self._pool, weight)[cols] for child in referral.children]
                table[number, here] = np.min(earned, axis=0)
        return table


def as_data(problem: Problem, found: Weighed) -> dict[str, Any]:
    """The same as plain data, by references."""
    ranges = [
        {
            "referral_ref": problem.referrals[referral].ref,
            "household_ref": problem.households[household].ref,
            "from": each.low,
            "to": each.high,
            "elsewhere": [list(run) for run in each.elsewhere],
        }
        for (referral, household), each in found.ranges.items()
    ]
    seen = {"from": found.low, "to": found.high, "solves": found.solves, "whole": found.whole}
    return {"merit": found.merit, "today": found.today, "looked_at": seen, "pairs": ranges}
