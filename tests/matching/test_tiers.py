"""Aims in strict order: the first is never given up for the second, however the costs are stacked."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.solver import SolverFailed
from matching.tiers import Tier, best_in_order

LARGE = 2**45  # two aims of this size do not fit into one cost, so each is solved in its own stage


def best_by_hand(pairs: dict[tuple[int, int], tuple[int, ...]], n_rows: int) -> tuple[int, ...]:
    """The least costs, compared aim by aim, over every way to give each row one of its pairs or none."""
    choices = [[None] + [pair for pair in pairs if pair[0] == row] for row in range(n_rows)]
    totals = []
    for choice in product(*choices):
        taken = [pair for pair in choice if pair is not None]
        if len({col for _, col in taken}) == len(taken):
            totals.append(tuple(sum(pairs[pair][tier] for pair in taken) for tier in range(3)))
    return min(totals)


@given(
    st.dictionaries(
        st.tuples(st.integers(0, 3), st.integers(0, 3)),
        st.tuples(st.sampled_from((-2, -1, 0)), st.integers(-3, 3), st.integers(-3, 3)),
    ),
    st.sampled_from((1, LARGE)),
)
@settings(max_examples=120, deadline=None)
def test_the_order_of_the_aims_is_kept_in_one_stage_and_in_many(
    pairs: dict[tuple[int, int], tuple[int, int, int]], scale: int
) -> None:
    rows, cols = (np.array([pair[side] for pair in pairs], np.int64) for side in (0, 1))
    tiers = [Tier(str(k), np.array([cost[k] * scale for cost in pairs.values()], np.int64)) for k in range(3)]

    answer = best_in_order(rows, cols, tiers, n_rows=4, n_cols=4)

    chosen = answer.mates[rows] == cols
    assert tuple(int(tier.costs[chosen].sum()) // scale for tier in tiers) == best_by_hand(pairs, 4)
    assert all(stage.cost == stage.bound for stage in answer.stages)


def test_small_aims_share_a_stage_and_large_ones_do_not() -> None:
    rows, cols = np.array([0, 0, 1]), np.array([0, 1, 1])
    small, large = np.array([-1, -2, -1]), np.array([-1, -2, -1]) * LARGE

    together = best_in_order(rows, cols, [Tier("a", small), Tier("b", small)], n_rows=2, n_cols=2)
    apart = best_in_order(rows, cols, [Tier("a", large), Tier("b", large)], n_rows=2, n_cols=2)

    assert [stage.tiers for stage in together.stages] == [("a", "b")]
    assert [stage.tiers for stage in apart.stages] == [("a",), ("b",)]


def test_an_aim_too_large_for_whole_numbers_is_refused_and_never_rounded() -> None:
    with pytest.raises(SolverFailed, match="too large"):
        best_in_order(np.array([0]), np.array([0]), [Tier("a", np.array([2**62]))], n_rows=1, n_cols=1)
