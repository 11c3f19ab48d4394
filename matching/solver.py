"""The exact solver: sparse pairs and whole-number costs in, the cheapest assignment with its proof out.

It knows no child and no household. Nobody has to be matched, unless it is said: leaving a row or a column alone costs
nothing, so a pair is worth taking only if its cost is negative or makes room for one that is.

The engine is OR-Tools' SimpleMinCostFlow. It gives no dual values, so they are recovered from its flows by shortest
paths in the residual graph, and every answer is checked against them before anyone sees it: exactness rests on
linear-programming duality (Kuhn 1955; Ahuja, Magnanti and Orlin, Network Flows, 1993, chapters 9 and 12), not on trust.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from ortools.graph.python import min_cost_flow

Whole = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

HEADROOM = 2**61  # cost scaling multiplies a unit cost by the number of nodes; the product has to stay inside 64 bits


class SolverFailed(Exception):
    """The engine gave no answer, or one that its own certificate does not bear out."""


@dataclass(frozen=True)
class Assignment:
    """The cheapest assignment: `mates[i]` is the column of row i or -1; the duals prove that it is the cheapest.

    A dual is at least 0, but for a row or column that has to be matched.
    """

    mates: Whole
    cost: int
    row_duals: Whole
    col_duals: Whole


def largest_cost(n_rows: int, n_cols: int) -> int:
    """The largest absolute unit cost that `assign` takes for so many rows and columns."""
    return HEADROOM // (n_rows + n_cols + 3)


@dataclass(frozen=True)
class Question:
    """Sparse pairs with their costs, the shape, and which rows and columns have to be matched."""

    rows: Whole
    cols: Whole
    costs: Whole
    n_rows: int
    n_cols: int
    must_rows: Flags
    must_cols: Flags


def assign(
    rows: Whole,
    cols: Whole,
    costs: Whole,
    *,
    n_rows: int,
    n_cols: int,
    must_rows: Flags | None = None,
    must_cols: Flags | None = None,
) -> Assignment:
    """Minimise the summed cost of the chosen pairs, each row and each column in at most one of them.

    `rows`, `cols`, `costs`: whole-number arrays of one length, a pair each; no pair twice.
    `must_rows`, `must_cols`: flags of those that have to be matched (none, if left out).
    Raises ValueError for triples that make no sense, SolverFailed where no proven answer was found.
    """
    question = Question(
        rows=np.ascontiguousarray(rows, np.int64),
        cols=np.ascontiguousarray(cols, np.int64),
        costs=np.ascontiguousarray(costs, np.int64),
        n_rows=n_rows,
        n_cols=n_cols,
        must_rows=np.zeros(n_rows, bool) if must_rows is None else must_rows,
        must_cols=np.zeros(n_cols, bool) if must_cols is None else must_cols,
    )
    _refuse_nonsense(question)
    pair_of_row = _flow(question)
    matched = np.flatnonzero(pair_of_row >= 0)
    mates = np.full(n_rows, -1, np.int64)
    mates[matched] = question.cols[pair_of_row[matched]]
    row_duals, col_duals = _recover_duals(question, pair_of_row, mates)
    answer = Assignment(mates, _total(question.costs[pair_of_row[matched]]), row_duals, col_duals)
    fault = fault_of(answer, question)
    if fault:
        raise SolverFailed(fault)
    return answer


def fault_of(answer: Assignment, question: Question) -> str | None:
    """What is wrong with an answer's proof, or None: feasible duals and equal objectives, in O(pairs)."""
    q, u, v, mates = question, answer.row_duals, answer.col_duals, answer.mates
    taken = mates[mates >= 0]
    matched_cols = np.zeros(q.n_cols, bool)
    matched_cols[taken] = True
    if len(mates) != q.n_rows or len(v) != q.n_cols or int(matched_cols.sum()) != len(taken):
        return "A column is taken twice, or the answer has another shape than the question."
    if (q.must_rows & (mates < 0)).any() or (q.must_cols & ~matched_cols).any():
        return "A row or a column that has to be matched is not."
    if (u[~q.must_rows] < 0).any() or (v[~q.must_cols] < 0).any() or (q.costs + u[q.rows] + v[q.cols] < 0).any():
        return "The dual values are not feasible."
    chosen = mates[q.rows] == q.cols
    if int(chosen.sum()) != len(taken) or _total(q.costs[chosen]) != answer.cost:
        return "The chosen pairs are not pairs of the question, or do not add up to the cost."
    if dual_bound(answer) != answer.cost:
        return "The dual bound differs from the cost: the answer may not be the best."
    return None


def dual_bound(answer: Assignment) -> int:
    """What the duals prove: no answer can cost less."""
    return -(_total(answer.row_duals) + _total(answer.col_duals))


def _total(numbers: Whole) -> int:
    """The sum in Python's unbounded whole numbers."""
    return sum(numbers.tolist())


def _refuse_nonsense(question: Question) -> None:
    rows, cols, costs, n_rows, n_cols = question.rows, question.cols, question.costs, question.n_rows, question.n_cols
    if not len(rows) == len(cols) == len(costs):
        raise ValueError("rows, cols and costs must have one length")
    if not len(rows):
        return
    if rows.min() < 0 or cols.min() < 0 or rows.max() >= n_rows or cols.max() >= n_cols:
        raise ValueError("a row or a column lies outside the shape")
    if max(int(costs.max()), -int(costs.min())) > largest_cost(n_rows, n_cols):
        raise ValueError("a cost is too large for so many rows and columns: solve tier by tier")
    order = rows * n_cols + cols
    if (order[1:] <= order[:-1]).any() and len(np.unique(order)) != len(order):
        raise ValueError("a pair stands twice")


def _flow(question: Question) -> Whole:
    """The chosen pair of each row (its index, or -1), by a flow of one unit from every row.

    Rows and columns that may stay alone have an arc to the sink; a column that has to be matched takes a unit itself.
    """
    q, sink = question, question.n_rows + question.n_cols
    may_rows, may_cols = np.flatnonzero(~q.must_rows), np.flatnonzero(~q.must_cols) + q.n_rows
    tails = np.concatenate([q.rows, may_rows, may_cols])
    heads = np.concatenate([q.cols + q.n_rows, np.full(len(may_rows) + len(may_cols), sink)])
    unit_costs = np.concatenate([q.costs, np.zeros(len(may_rows) + len(may_cols), np.int64)])
    supplies = np.concatenate([np.ones(q.n_rows, np.int64), -q.must_cols.astype(np.int64), [0]])
    supplies[sink] = -int(supplies.sum())
    engine: Any = min_cost_flow.SimpleMinCostFlow()
    engine.add_arcs_with_capacity_and_unit_cost(tails, heads, np.ones(len(tails), np.int64), unit_costs)
    engine.set_nodes_supplies(np.arange(sink + 1), supplies)
    status = engine.solve()
    if status != engine.OPTIMAL:
        raise SolverFailed(f"The flow engine answered {status.name}.")
    used = np.flatnonzero(engine.flows(np.arange(len(q.rows))) > 0)
    pair_of_row = np.full(q.n_rows, -1, np.int64)
    pair_of_row[q.rows[used]] = used
    return pair_of_row


def _recover_duals(question: Question, pair_of_row: Whole, mates: Whole) -> tuple[Whole, Whole]:
    """Dual values from an optimal flow: shortest paths over the columns, label-correcting, a whole frontier at a time.

    A matched column j (with row i) is worth at most what row i would gain by leaving it: for another column k that
    is worth v[k] and costs `c[i,k] - c[i,j]` more, or, if row i may stay alone, for nothing. A free one is worth 0.
    """
    q = question
    own_cost = np.where(pair_of_row >= 0, q.costs[pair_of_row] if len(q.costs) else 0, 0)
    unbounded = 2 * int(np.abs(q.costs).max(initial=0)) * (q.n_rows + 1)
    held = np.flatnonzero(mates >= 0)
    col_duals = np.zeros(q.n_cols, np.int64)
    col_duals[mates[held]] = np.where(q.must_rows[held], unbounded, -own_cost[held])
    inner = np.flatnonzero((mates[q.rows] >= 0) & (mates[q.rows] != q.cols))
    by_col = inner[np.argsort(q.cols[inner])]
    source, target = q.cols[by_col], mates[q.rows[by_col]]
    step = q.costs[by_col] - own_cost[q.rows[by_col]]
    starts = np.searchsorted(source, np.arange(q.n_cols + 1))
    frontier = np.arange(q.n_cols)
    for _ in range(q.n_cols + 1):
        arcs = _ranges(starts[frontier], starts[frontier + 1])
        offers, takers = col_duals[source[arcs]] + step[arcs], target[arcs]
        better = offers < col_duals[takers]
        if not better.any():
            break
        np.minimum.at(col_duals, takers[better], offers[better])
        frontier = np.unique(takers[better])
    row_duals = np.zeros(q.n_rows, np.int64)
    row_duals[held] = -own_cost[held] - col_duals[mates[held]]
    return row_duals, col_duals


def _ranges(starts: Whole, ends: Whole) -> Whole:
    """The concatenation of `range(starts[k], ends[k])`."""
    lengths = ends - starts
    shift = np.repeat(starts - np.concatenate([[0], np.cumsum(lengths)[:-1]]), lengths)
    offsets: Whole = np.arange(int(lengths.sum()), dtype=np.int64) + shift
    return offsets
