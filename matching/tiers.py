"""Several aims in strict order of importance, solved exactly: the first as well as can be, then the second, and so on.

Neighbouring aims are stacked into one cost as far as whole numbers reach. Where they do not fit, the duals of one
solve describe all of its best answers at once (a pair is in some best answer only if it is tight, and a row or column
with a positive dual is matched in all of them), and the next solve looks among those alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from matching.solver import SolverFailed, Whole, assign, dual_bound, largest_cost


@dataclass(frozen=True)
class Tier:
    """One aim: a name and, for each pair, what the pair costs it (whole numbers; a gain is a negative cost)."""

    name: str
    costs: Whole


@dataclass(frozen=True)
class Stage:
    """One solve: the tiers it settled, over how many pairs, at what summed cost, which equals its dual bound.

    `weights`: what each tier counts in that cost. The dual values are kept so that others can check the proof.
    """

    tiers: tuple[str, ...]
    weights: tuple[int, ...]
    pairs: int
    cost: int
    bound: int
    row_duals: Whole = field(repr=False, compare=False)
    col_duals: Whole = field(repr=False, compare=False)


@dataclass(frozen=True)
class Ordered:
    """The best answer in the order of the tiers: the mate of each row (or -1) and the stages that prove it."""

    mates: Whole
    stages: tuple[Stage, ...]


def best_in_order(rows: Whole, cols: Whole, tiers: Sequence[Tier], *, n_rows: int, n_cols: int) -> Ordered:
    """Minimise the first tier, among its best answers the second, and so on. Raises as `solver.assign` does."""
    keep = np.arange(len(rows))
    must_rows, must_cols = np.zeros(n_rows, bool), np.zeros(n_cols, bool)
    limit, left, stages, mates = largest_cost(n_rows, n_cols), list(tiers), [], np.full(n_rows, -1, np.int64)
    while left:
        here, there = rows[keep], cols[keep]
        costs, weights = _stack([tier.costs[keep] for tier in left], here, limit)
        musts = {"must_rows": must_rows, "must_cols": must_cols}
        answer = assign(here, there, costs, n_rows=n_rows, n_cols=n_cols, greatest=True, **musts)
        names = tuple(tier.name for tier in left[: len(weights)])
        proof = dual_bound(answer), answer.row_duals, answer.col_duals
        stages.append(Stage(names, weights, len(keep), answer.cost, *proof))
        tight = costs + answer.row_duals[here] + answer.col_duals[there] == 0
        keep, left, mates = keep[tight], left[len(weights) :], answer.mates
        must_rows, must_cols = must_rows | (answer.row_duals > 0), must_cols | (answer.col_duals > 0)
    return Ordered(mates, tuple(stages))


def _stack(tiers: list[Whole], rows: Whole, limit: int) -> tuple[Whole, tuple[int, ...]]:
    """As many tiers as fit into one cost, at least the first, and what each counts in it."""
    stacked = tiers[0]
    weights: tuple[int, ...] = (1,)
    for tier in tiers[1:]:
        room = spread(tier, rows) + 1
        if largest(stacked) * room + largest(tier) > limit:
            break
        stacked, weights = stacked * room + tier, (*(weight * room for weight in weights), 1)
    if largest(stacked) > limit:
        raise SolverFailed("One aim alone is too large for the solver's whole numbers.")
    return stacked, weights


def largest(costs: Whole) -> int:
    """The largest absolute cost of a pair."""
    return int(np.abs(costs).max(initial=0))


def spread(costs: Whole, rows: Whole) -> int:
    """At least what the costs of any two answers differ by: each row adds its dearest pair less its cheapest."""
    if not len(costs):
        return 0
    high, low = np.zeros(rows.max() + 1, np.int64), np.zeros(rows.max() + 1, np.int64)
    np.maximum.at(high, rows, costs)
    np.minimum.at(low, rows, costs)
    return int(sum(high.tolist()) - sum(low.tolist()))
