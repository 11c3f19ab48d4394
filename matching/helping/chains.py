"""What a changed pair could set going: the cheapest chain that begins with a referral without a suggestion and uses it.

Let the best plan leave a referral without, and let one fact change. If the new best plan has the referral, the two
plans differ in a chain that begins with it: it takes a household, whose referral takes another, and so on. A chain of
unchanged pairs alone that gained anything would have made the old plan better; so the chain uses a pair that the
change made possible or raised, and all such pairs share the one household or referral that was changed: the chain uses
one of them. It costs at least the cheapest way to it, and from it, taken apart: `start` and `finish` here. Where that
is dearer than nothing the change cannot place the referral, and no solve is needed to know it.
"""

import math
from collections.abc import Iterable
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from matching.plan import Plan, free_of_pins
from matching.problem import URGENCIES, Problem
from matching.solver import Whole

Costs = npt.NDArray[Any]  # whole numbers: of 64 bits where all sums fit, else Python's own


class Chains:
    """The changes that a plan leaves open, as costs: children of each urgency and then points, in one whole number."""

    def __init__(self, problem: Problem, plan: Plan) -> None:
        children = [len(referral.children) for referral in problem.referrals]
        points = sum(problem.policy.merits.values())
        spans = [*(2 * sum(children) + max(children, default=0) for _ in URGENCIES), (2 * len(children) + 1) * points]
        self._rooms = [2 * span + 1 for span in spans]
        whole = math.prod(self._rooms)
        self.far = 2 * whole
        self._kind: Any = np.int64 if 4 * whole < 2**62 else object
        urgency = [URGENCIES.index(referral.urgency) for referral in problem.referrals]
        self._child_gain = [
            -count * math.prod(self._rooms[rank + 1 :]) for count, rank in zip(children, urgency, strict=True)
        ]
        self._mates = {p.referral: p.household for p in plan.suggestions if p.referral not in plan.pins}
        self._own = {p.referral: self.cost(p.referral, p.points) for p in plan.suggestions}
        free = free_of_pins(plan.pairs, plan.pins, problem)
        self._rows, self._cols = plan.pairs.rows[free], plan.pairs.cols[free]
        self._costs = self._array(
            self.cost(row, points)
            for row, points in zip(self._rows.tolist(), plan.pairs.points[free].tolist(), strict=True)
        )
        self._shape = len(problem.referrals), len(problem.households)

    def cost(self, referral: int, points: int) -> int:
        """What a pair costs: the less the better."""
        return self._child_gain[referral] - points

    def gain(self, cost: int) -> tuple[int, ...]:
        """A cost as children gained of each urgency."""
        rest, columns = cost, list[int]()
        for room in reversed(self._rooms[1:]):
            low = (rest + room // 2) % room - room // 2
            columns.append(-low)
            rest = (rest - low) // room
        return (-rest, *reversed(columns[1:]))

    def start(self, referral: int) -> dict[int, int]:
        """For each referral that a chain from this one can reach, the least cost at which it is left to be placed."""
        holder = {col: row for row, col in self._mates.items()}
        moved = np.array([holder.get(col, -1) for col in range(self._shape[1])], np.int64)[self._cols]
        refund = self._array(self._own.get(row, 0) for row in range(self._shape[0]))
        real = (moved >= 0) & (moved != self._rows)
        lengths = self._costs[real] - refund[moved[real]]
        distance = self._settled({referral: 0}, self._shape[0], self._rows[real], moved[real], lengths)
        return {row: int(cost) for row, cost in enumerate(distance.tolist()) if cost < self.far}

    @cached_property
    def finish(self) -> list[int]:
        """For each household, the least cost of all that follows when it is taken; nothing where it is free."""
        ends = dict.fromkeys(range(self._shape[1]), 0) | {col: -self._own[row] for row, col in self._mates.items()}
        mate = np.array([self._mates.get(row, -1) for row in range(self._shape[0])], np.int64)[self._rows]
        real = (mate >= 0) & (mate != self._cols)
        refund = self._array(self._own.get(row, 0) for row in range(self._shape[0]))
        lengths = self._costs[real] - refund[self._rows[real]]
        distance = self._settled(ends, self._shape[1], self._cols[real], mate[real], lengths)
        return [int(cost) for cost in distance.tolist()]

    def _array(self, costs: Iterable[int]) -> Costs:
        return np.array(list(costs), self._kind)

    def _settled(self, known: dict[int, int], size: int, tails: Whole, heads: Whole, lengths: Costs) -> Costs:
        """The least cost of each node: what is known of it, or that of a tail and of the way from it."""
        distance = self._array([known.get(node, self.far) for node in range(size)])
        order = np.argsort(heads, kind="stable")
        tails, lengths = tails[order], lengths[order]
        starts = np.flatnonzero(np.diff(heads[order], prepend=-1))
        owners = heads[order][starts]
        while len(owners):
            before = distance[tails]
            offers = np.minimum.reduceat(np.where(before < self.far, before + lengths, self.far), starts)
            better = offers < distance[owners]
            if not better.any():
                break
            distance[owners[better]] = offers[better]
        return distance
