"""What forcing a pair costs, against every way to do without it, at any size of the aims."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.reasons.residual import Residual
from matching.solver import SolverFailed
from matching.tiers import Tier, best_in_order

LARGE = 2**45  # two aims of this size do not fit into one cost, so their paths are looked for one after the other

Costs = dict[tuple[int, int], tuple[int, int, int]]
QUESTIONS = st.dictionaries(
    st.tuples(st.integers(0, 3), st.integers(0, 3)),
    st.tuples(st.sampled_from((-2, -1, 0)), st.integers(-3, 3), st.integers(-3, 3)),
    max_size=12,
).map(lambda pairs: dict(sorted(pairs.items())))


def ways(pairs: Costs) -> list[tuple[tuple[int, ...], set[tuple[int, int]]]]:
    """Every answer: its costs aim by aim, and its pairs."""
    choices = [[None] + [pair for pair in pairs if pair[0] == row] for row in range(4)]
    answers = [{pair for pair in choice if pair is not None} for choice in product(*choices)]
    sound = [answer for answer in answers if len({col for _, col in answer}) == len(answer)]
    return [(tuple(sum(pairs[pair][tier] for pair in answer) for tier in range(3)), answer) for answer in sound]


def solved(pairs: Costs, scale: int) -> tuple[Residual, list[Tier]]:
    rows, cols = (np.array([pair[side] for pair in pairs], np.int64) for side in (0, 1))
    tiers = [Tier(str(k), np.array([cost[k] * scale for cost in pairs.values()], np.int64)) for k in range(3)]
    mates = best_in_order(rows, cols, tiers, n_rows=4, n_cols=4).mates
    return Residual(rows, cols, mates, n_cols=4), tiers


@given(QUESTIONS, st.sampled_from((1, LARGE)))
@settings(max_examples=200, deadline=None)
def test_a_forced_pair_costs_what_the_best_way_with_it_costs_more(pairs: Costs, scale: int) -> None:
    open_changes, tiers = solved(pairs, scale)
    best = min(ways(pairs))[0]

    for row in range(4):
        for pair, losses in zip(*open_changes.losses(row, open_changes.stacked(tiers)), strict=True):
            forced = min(costs for costs, answer in ways(pairs) if list(pairs)[pair] in answer)
            assert [loss // scale for loss in losses.tolist()] == [a - b for a, b in zip(forced, best, strict=True)]


@given(QUESTIONS, st.sampled_from((1, LARGE)))
@settings(max_examples=200, deadline=None)
def test_the_moves_lead_to_a_best_way_with_the_pair(pairs: Costs, scale: int) -> None:
    open_changes, tiers = solved(pairs, scale)
    mates, costs_in_order = open_changes.mates, open_changes.stacked(tiers)

    for row in range(4):
        for pair, moves in open_changes.moves(row, costs_in_order).items():
            after = {(r, c) for r, c in (dict(enumerate(mates.tolist())) | moves).items() if c >= 0}
            best = min(costs for costs, answer in ways(pairs) if list(pairs)[pair] in answer)
            assert (best, after) in ways(pairs)
            assert list(pairs)[pair] in after


@pytest.fixture
def open_changes() -> Residual:
    return Residual(np.array([0, 0, 1]), np.array([0, 1, 1]), np.array([0, 1]), n_cols=2)


def test_aims_that_fit_share_a_cost_and_those_that_do_not_stand_apart(open_changes: Residual) -> None:
    small, large = (Tier("a", np.array([-1, -2, -1]) * size) for size in (1, LARGE))

    assert [len(cost.rooms) for cost in open_changes.stacked([small, small])] == [2]
    assert [len(cost.rooms) for cost in open_changes.stacked([large, large])] == [1, 1]


def test_an_aim_too_large_for_whole_numbers_is_refused_and_never_rounded(open_changes: Residual) -> None:
    with pytest.raises(SolverFailed, match="too large"):
        open_changes.stacked([Tier("a", np.array([0, 0, 2**62]))])
