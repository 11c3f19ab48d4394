"""What one household more would be worth in a scenario, exactly, for every kind of household at once.

Only children count, in the order of their urgency, so that what a referral adds does not depend on who takes it. One
household more then changes a best plan by one chain: it takes a referral, whose household takes another, until one
comes to a referral that had none. Nobody is left without on the way, and the chain that counts is the one that ends at
the referral which is worth most: the augmenting path of greatest gain (Ahuja, Magnanti and Orlin, Network Flows, 1993,
chapter 9). So each referral is marked with the most that a chain through it could end at; a kind is worth the best
mark among the referrals that it could take. No dual value is ever read.
"""

from functools import cached_property

import numpy as np

from matching.plan import Plan, aims, free_of_pins
from matching.pool import Whole
from matching.problem import URGENCIES, Problem
from matching.tiers import best_in_order

NOTHING = 0


class Worth:
    """The marks of each scenario of a solved problem. A mark is a number: the greater, the more it is worth."""

    def __init__(self, problem: Problem, plan: Plan) -> None:
        self._problem = problem
        self._free = free_of_pins(plan.pairs, plan.pins, problem)
        self._rows, self._cols = plan.pairs.rows[self._free], plan.pairs.cols[self._free]
        self._tiers = aims(problem, plan.pairs, self._free)[: len(URGENCIES)]
        self._starts = np.searchsorted(self._rows, np.arange(len(problem.referrals) + 1))

    @cached_property
    def gains(self) -> tuple[tuple[int, ...], ...]:
        """What each mark stands for, as children of each urgency: nothing first, then ever more in that order."""
        found = {self._gain(row) for row in range(len(self._problem.referrals))}
        return ((0,) * len(URGENCIES), *sorted(found))

    def marks(self, referrals: Whole) -> Whole:
        """For each referral of the run its mark, where a scenario draws these (indices, in order, with repeats)."""
        pairs, copies = self._pairs_of(referrals)
        cols = self._cols[pairs]
        tiers = [type(tier)(tier.name, tier.costs[pairs]) for tier in self._tiers]
        shape = {"n_rows": len(referrals), "n_cols": len(self._problem.households)}
        mates = best_in_order(copies, cols, tiers, **shape).mates
        marks = np.where(mates < 0, self._mark_of[referrals], NOTHING)
        _pass_on(marks, copies, cols, mates, n_cols=len(self._problem.households))
        found = np.zeros(len(self._problem.referrals), np.int64)
        np.maximum.at(found, referrals, marks)
        return found

    @cached_property
    def _mark_of(self) -> Whole:
        number = {gain: mark for mark, gain in enumerate(self.gains)}
        return np.array([number[self._gain(row)] for row in range(len(self._problem.referrals))], np.int64)

    def _gain(self, row: int) -> tuple[int, ...]:
        referral = self._problem.referrals[row]
        return tuple(len(referral.children) * (referral.urgency == name) for name in URGENCIES)

    def _pairs_of(self, referrals: Whole) -> tuple[Whole, Whole]:
        """The pairs of all that were drawn, and for each of them which of the drawn it is one of."""
        lengths = self._starts[referrals + 1] - self._starts[referrals]
        copies = np.repeat(np.arange(len(referrals)), lengths)
        before = np.cumsum(lengths) - lengths
        pairs = np.arange(int(lengths.sum())) - before[copies] + self._starts[referrals][copies]
        return pairs, copies


def _pass_on(marks: Whole, rows: Whole, cols: Whole, mates: Whole, *, n_cols: int) -> None:
    """Give whoever holds a column the greatest mark of all who could have it instead, until none grows."""
    holder = np.full(n_cols, -1, np.int64)
    matched = np.flatnonzero(mates >= 0)
    holder[mates[matched]] = matched
    real = (holder[cols] >= 0) & (holder[cols] != rows)
    takers, holders = rows[real], holder[cols[real]]
    while True:
        before = marks.copy()
        np.maximum.at(marks, holders, before[takers])
        if (marks == before).all():
            return
