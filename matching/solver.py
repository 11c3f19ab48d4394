"""The exact solver: sparse pairs and whole-number costs in, the cheapest assignment with its proof out.

It knows no child and no household. Nobody has to be matched, unless it is said: leaving a row or a column alone costs
nothing, so a pair is worth taking only if its cost is negative or makes room for one that is.

The engine is OR-Tools' SimpleMinCostFlow. It gives no dual values, so they are recovered from its flows by shortest
paths in the residual graph, and every answer is checked against them before anyone sees it: exactness rests on
linear-programming duality (Kuhn 1955; Ahuja, Magnanti and Orlin, Network Flows, 1993, chapters 9 and 12), not on trust.
Where there are as many rows as columns, all to be matched, matching.everybody is quicker; it is checked alike.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from ortools.graph.python import min_cost_flow

from matching.everybody import everybody_matched

Whole = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

MANY = 5_000  # pairs from which another way than the flow is worth setting up
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

    @cached_property
    def range_of_costs(self) -> tuple[int, int]:
        """The least and the greatest cost of a pair."""
        return int(self.costs.min()), int(self.costs.max())

    @cached_property
    def in_order(self) -> bool:
        """Whether the pairs stand in the order of rows and, for each, of columns, so that none stands twice."""
        back = np.flatnonzero(self.cols[1:] <= self.cols[:-1])
        return bool((self.rows[back] < self.rows[back + 1]).all() and (self.rows[1:] >= self.rows[:-1]).all())


def assign(
    rows: Whole,
    cols: Whole,
    costs: Whole,
    *,
    n_rows: int,
    n_cols: int,
    must_rows: Flags | None = None,
    must_cols: Flags | None = None,
    greatest: bool = False,
) -> Assignment:
    """Minimise the summed cost of the chosen pairs, each row and each column in at most one of them.

    `rows`, `cols`, `costs`: whole-number arrays of one length, a pair each; no pair twice.
    `must_rows`, `must_cols`: flags of those that have to be matched (none, if left out).
    `greatest`: of all duals that prove the answer, those that are greatest for the columns, whatever the way to it.
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
    pairs, answer = _by_everybody(question) or (_flow(question), None)
    if answer is None or greatest:
        answer = _answer(question, pairs, *_greatest_duals(question, pairs))
        fault = fault_of(answer, question)
        if fault:
            raise SolverFailed(fault)
    return answer


def _by_everybody(question: Question) -> tuple[Whole, Assignment] | None:
    """The best answer, if it matches everybody and that was to be expected."""
    q = question
    if len(q.rows) < MANY or not _wants_everybody(q):
        return None
    for pairs, row_duals, col_duals in everybody_matched(q.rows, q.cols, q.costs, size=q.n_rows, in_order=q.in_order):
        answer = _answer(question, pairs, row_duals, col_duals)
        if not fault_of(answer, question):
            return pairs, answer
    return None


def _wants_everybody(question: Question) -> bool:
    """Everybody has to be matched, or every pair pays more than all else can cost together."""
    q, (cheapest, dearest) = question, question.range_of_costs
    pays = (dearest - cheapest) * q.n_rows <= -dearest
    exact = dearest - cheapest <= largest_cost(q.n_rows, q.n_cols) // 4
    return q.n_rows == q.n_cols and exact and (pays or bool(q.must_rows.all() or q.must_cols.all()))


def _answer(question: Question, pairs: Whole, row_duals: Whole, col_duals: Whole) -> Assignment:
    mates = np.full(question.n_rows, -1, np.int64)
    mates[question.rows[pairs]] = question.cols[pairs]
    return Assignment(mates, _total(question.costs[pairs]), row_duals, col_duals)


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
    left = _reduced(q, u, v)
    if (u[~q.must_rows] < 0).any() or (v[~q.must_cols] < 0).any() or left.min(initial=0) < 0:
        return "The dual values are not feasible."
    tight = np.flatnonzero(left == 0)
    chosen = tight[mates[q.rows[tight]] == q.cols[tight]]
    if len(chosen) != len(taken) or _total(q.costs[chosen]) != answer.cost:
        return "The chosen pairs are not tight pairs of the question, or do not add up to the cost."
    if dual_bound(answer) != answer.cost:
        return "The dual bound differs from the cost: the answer may not be the best."
    return None


def dual_bound(answer: Assignment) -> int:
    """What the duals prove: no answer can cost less."""
    return -(_total(answer.row_duals) + _total(answer.col_duals))


def _reduced(question: Question, row_duals: Whole, col_duals: Whole) -> Whole:
    """What is left of each pair's cost under the duals: nothing of a chosen one's, and never less than nothing."""
    left = row_duals.take(question.rows)
    left += question.costs
    left += col_duals.take(question.cols)
    return left


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
    if max(map(abs, question.range_of_costs)) > largest_cost(n_rows, n_cols):
        raise ValueError("a cost is too large for so many rows and columns: solve tier by tier")
    if not question.in_order and len(np.unique(rows * n_cols + cols)) != len(rows):
        raise ValueError("a pair stands twice")


def _flow(question: Question) -> Whole:
    """The chosen pairs, as indices, by a flow of one unit from every row.

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
    return np.flatnonzero(engine.flows(np.arange(len(q.rows))) > 0)


def _greatest_duals(question: Question, pairs: Whole) -> tuple[Whole, Whole]:
    """Duals, the columns' as great as can be, of the best pairs: shortest paths over the columns, label-correcting, a
    whole frontier at a time. Whichever best pairs they are taken from, they are the same.

    A matched column j (with row i) is worth at most what row i would gain by leaving it: for another column k that
    is worth v[k] and costs `c[i,k] - c[i,j]` more, or, if row i may stay alone, for nothing. A free one is worth 0.
    """
    q = question
    held, taken = q.rows[pairs], q.cols[pairs]
    mates, own_cost = np.full(q.n_rows, -1, np.int64), np.zeros(q.n_rows, np.int64)
    mates[held], own_cost[held] = taken, q.costs[pairs]
    unbounded = 2 * int(np.abs(q.costs).max(initial=0)) * (q.n_rows + 1)
    col_duals = np.zeros(q.n_cols, np.int64)
    col_duals[taken] = np.where(q.must_rows[held], unbounded, -own_cost[held])
    inner = np.flatnonzero((mates[q.rows] >= 0) & (mates[q.rows] != q.cols))
    by_col = inner[np.argsort(q.cols[inner])]
    source, target = q.cols[by_col], mates[q.rows[by_col]]
    step = q.costs[by_col] - own_cost[q.rows[by_col]]
    starts = np.searchsorted(source, np.arange(q.n_cols + 1))
    frontier, marks = np.arange(q.n_cols), np.empty(q.n_cols, np.int64)
    for _ in range(q.n_cols + 1):
        begins, ends = starts[frontier], starts[frontier + 1]
        arcs = _ranges(begins, ends)
        offers, takers = np.repeat(col_duals[frontier], ends - begins) + step.take(arcs), target.take(arcs)
        better = np.flatnonzero(offers < col_duals.take(takers))
        if not len(better):
            break
        takers = takers[better]
        np.minimum.at(col_duals, takers, offers[better])
        marks[takers] = better
        frontier = takers[marks[takers] == better]
    row_duals = np.zeros(q.n_rows, np.int64)
    row_duals[held] = -own_cost[held] - col_duals[taken]
    return row_duals, col_duals


def _ranges(starts: Whole, ends: Whole) -> Whole:
    """The concatenation of `range(starts[k], ends[k])`."""
    lengths = ends - starts
    shift = np.repeat(starts - np.concatenate([[0], np.cumsum(lengths)[:-1]]), lengths)
    offsets: Whole = np.arange(int(lengths.sum()), dtype=np.int64) + shift
    return offsets
