"""Other households for a referral, and other whole plans that truly differ: the best first, each at its exact loss.

A plan is listed if it is the best of all that hold a pair which no plan before it holds. Plans that only combine the
exchanges of plans before them are not: two exchanges that have nothing to do with one another would make three of them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from matching.plan import aims, best, digests, free_of_pins
from matching.pool import Whole
from matching.problem import Problem
from matching.reasons.losses import LOSSES, Change, Losses, Move
from matching.solver import SolverFailed
from matching.tiers import Stage

Places = set[tuple[int, int]]
_ANYTHING = -(2**62)


@dataclass(frozen=True)
class Alternative:
    """A plan other than the best: what it changes, its new pair first, and the stages that prove it the best with it.

    `mates`: the household of each referral that has one, as indices.
    """

    change: Change
    stages: tuple[Stage, ...]
    mates: dict[int, int]


def best_first(losses: Losses, referral: int) -> list[Change]:
    """What each other possible household of a referral would mean, by all aims in their order, the best first."""
    return sorted(losses.changes(referral).values(), key=lambda change: change.aims)


def plans(losses: Losses, most: int) -> Iterator[Alternative]:
    """The best plans after the best that truly differ, at the most so many; fewer where there are no more."""
    search, known = _Search(losses), {(pair.referral, pair.household) for pair in losses.plan.suggestions}
    for _ in range(most):
        pair = search.best_without(known)
        if pair is None:
            return
        found = _proven(losses, pair, search.change(*pair))
        known |= set(found.mates.items())
        yield found


class _Search:
    """The least loss among pairs. The duals say of each pair what it loses at the least.

    A plan that loses no more than `reach` at the first stage holds none but the pairs that may lose so little: paths
    through those few are exact for it. Where it reaches too short, it reaches further, for twice the pairs or more.
    """

    def __init__(self, losses: Losses) -> None:
        self._problem, self._plan = losses.problem, losses.plan
        free = free_of_pins(self._plan.pairs, self._plan.pins, self._problem)
        self._rows, self._cols = self._plan.pairs.rows[free], self._plan.pairs.cols[free]
        self._least = self._bounds(free)
        self._first = np.sort(self._least[:, 0])
        self._look(0)

    def change(self, referral: int, household: int) -> Change:
        if referral not in self._changes:
            self._changes[referral] = self._losses.changes(referral)
        return self._changes[referral][household]

    def best_without(self, known: Places) -> tuple[int, int] | None:
        """The pair of least loss, by all aims in their order, among those that are not known."""
        while True:
            found = self._nearest(known)
            within = int(np.searchsorted(self._first, self._reach, side="right"))
            if (found and found[0][0] <= self._reach) or within == len(self._first):
                return found and found[1]
            further = int(self._first[min(2 * within, len(self._first) - 1)])
            self._look(min(further, found[0][0]) if found else further)

    def _look(self, reach: int) -> None:
        among = np.flatnonzero(self._least[:, 0] <= reach)
        self._losses = Losses(self._problem, self._plan, among=among)
        self._reach, self._changes = reach, dict[int, dict[int, Change]]()

    def _nearest(self, known: Places) -> tuple[tuple[int, ...], tuple[int, int]] | None:
        """The least that an unknown pair within reach costs, stage by stage, and the pair."""
        found: tuple[tuple[int, ...], tuple[int, int]] | None = None
        for bound, pair in self._hopeful:
            if bound[0] > self._reach or (found and bound >= found[0]):
                break
            if pair not in known:
                costs = self._costs(self.change(*pair))
                found = min(found or (costs, pair), (costs, pair))
        return found

    @cached_property
    def _hopeful(self) -> list[tuple[tuple[int, ...], tuple[int, int]]]:
        """Every pair with the least that it can cost, stage by stage, the least first."""
        order = np.lexsort(self._least.T[::-1])
        pairs = zip(self._rows[order].tolist(), self._cols[order].tolist(), strict=True)
        return list(zip(map(tuple, self._least[order].tolist()), pairs, strict=True))

    def _costs(self, change: Change) -> tuple[int, ...]:
        """What a change costs each stage of the plan's proof: its order is that of the aims, stacked."""
        lost = dict(zip((*LOSSES, "days", "digest"), change.aims, strict=True))
        stages = self._plan.stages
        return tuple(sum(w * lost[name] for name, w in zip(s.tiers, s.weights, strict=True)) for s in stages)

    def _bounds(self, free: Whole) -> Whole:
        """Reduced costs, a column a stage: no plan with a pair costs less than the best and so much more.

        What costs more at one stage may gain at the next, by nobody knows how much.
        """
        problem, plan = self._problem, self._plan
        costs = {tier.name: tier.costs for tier in aims(problem, plan.pairs, free)}
        bounds, left = np.full((len(free), len(plan.stages)), _ANYTHING), np.arange(len(free))
        for number, stage in enumerate(plan.stages):
            rows, cols = self._rows[left], self._cols[left]
            reduced = stage.row_duals[rows] + stage.col_duals[cols]
            for name, weight in zip(stage.tiers, stage.weights, strict=True):
                reduced = reduced + weight * (digests(problem, rows, cols) if name == "digest" else costs[name][left])
            bounds[left, number] = reduced
            left = left[reduced == 0]
        return bounds


def _proven(losses: Losses, pair: tuple[int, int], change: Change) -> Alternative:
    """The plan with a pair, solved with its certificate; it has to be the one that the change leads to."""
    problem, plan = losses.problem, losses.plan
    pins = plan.pins | dict([pair])
    mates, stages = best(problem, plan.pairs, free_of_pins(plan.pairs, pins, problem))
    mates[list(pins)] = list(pins.values())
    told = {each.referral: each.household for each in plan.suggestions}
    told |= {move.referral: -1 if move.takes is None else move.takes for move in change.moves}
    if {row: int(mates[row]) for row in np.flatnonzero(mates >= 0)} != {r: c for r, c in told.items() if c >= 0}:
        raise SolverFailed("A plan that was found by a path is not the one that was solved for.")
    return Alternative(change, stages, {row: int(mates[row]) for row in np.flatnonzero(mates >= 0).tolist()})


def as_data(problem: Problem, found: list[Alternative]) -> list[dict[str, Any]]:
    """Plans as plain data: what each loses, its new pair, whom it moves, and its certificate."""
    return [
        _of_change(problem, each.change)
        | {
            "certificate": [
                {"tiers": list(stage.tiers), "pairs": stage.pairs, "cost": stage.cost, "bound": stage.bound}
                for stage in each.stages
            ]
        }
        for each in found
    ]


def row_as_data(problem: Problem, referral: int, found: list[Change]) -> dict[str, Any]:
    """Some households of a referral as plain data, each with what it loses and whom it moves."""
    return {
        "referral_ref": problem.referrals[referral].ref,
        "households": [_of_change(problem, change) for change in found],
    }


def _of_change(problem: Problem, change: Change) -> dict[str, Any]:
    first = _of_move(problem, change.moves[0])
    return {
        "referral_ref": first["referral_ref"],
        "household_ref": first["household_ref"],
        "loss": vars(change.loss),
        "days": change.days,
        "changes": [_of_move(problem, move) for move in change.moves],
    }


def _of_move(problem: Problem, move: Move) -> dict[str, Any]:
    homes = [None if each is None else problem.households[each].ref for each in (move.takes, move.leaves)]
    return {"referral_ref": problem.referrals[move.referral].ref, "household_ref": homes[0], "instead_of": homes[1]}
