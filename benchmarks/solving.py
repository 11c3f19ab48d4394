"""The solver against its peers, stage for stage, on the same instances in the same run: our time over each of theirs.

Asked of all: match every row at the least cost. A peer answers with pairs; ours proves them, so that its time is given
with the proof and without. Asked of ours alone is what a run asks: nobody has to be matched, aims in strict order, and
one defined plan among equals. That is held against the bare flow engine, part by part.
"""

import time
from collections.abc import Callable
from typing import Any

import lap
import numpy as np
from ortools.graph.python import min_cost_flow
from scipy.optimize import linear_sum_assignment
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import min_weight_full_bipartite_matching

from benchmarks.instances import Aims, Instance, instances, shortage
from matching.solver import Assignment, Question, assign, fault_of
from matching.tiers import best_in_order

ENGINE_GOAL = 2.0  # solve and certificate together over the bare flow engine
SPARSE_GOAL, DENSE_GOAL = 1.0, 1.5  # over the fastest peer: sparse from LARGE a side, and dense
LARGE = 5_000
DENSE_LIMIT = 2_000  # a side, above which a dense matrix is too much to ask
ROUNDS, ENOUGH = 3, 4.0  # rounds, unless one takes so many seconds
SHORTAGES = ((1_000, 50), (5_000, 50), (20_000, 20))


def ours(instance: Instance) -> int:
    """Solve with duals and certificate."""
    return proven(instance).cost


def proven(instance: Instance) -> Assignment:
    shape = {"n_rows": instance.n_rows, "n_cols": instance.n_cols}
    return assign(instance.rows, instance.cols, instance.costs, **shape, must_rows=np.ones(instance.n_rows, bool))


def bare_flow(instance: Instance) -> int:
    """OR-Tools' SimpleMinCostFlow on the same network, flows read, nothing proven."""
    n_rows, sink = instance.n_rows, instance.n_rows + instance.n_cols
    return _flow(instance.rows, instance.cols, instance.costs, n_rows, sink, np.arange(n_rows, sink))


def scipy_sparse(instance: Instance) -> int:
    """scipy's sparse matching; costs raised by one so that none is an absent zero."""
    shape = (instance.n_rows, instance.n_cols)
    matrix = csr_matrix((instance.costs + 1.0, (instance.rows, instance.cols)), shape=shape)
    row, col = min_weight_full_bipartite_matching(matrix)
    return int(matrix[row, col].sum()) - instance.n_rows


def scipy_dense(instance: Instance) -> int:
    """scipy's dense assignment, absent pairs at a prohibitive cost."""
    absent = float((int(instance.costs.max()) + 1) * instance.n_rows * 10)
    matrix = np.full((instance.n_rows, instance.n_cols), absent)
    matrix[instance.rows, instance.cols] = instance.costs
    row, col = linear_sum_assignment(matrix)
    return int(matrix[row, col].sum())


def lapx_lapmod(instance: Instance) -> int:
    """lapx's sparse Jonker-Volgenant on compressed rows; it takes square questions alone."""
    starts = np.searchsorted(instance.rows, np.arange(instance.n_rows + 1)).astype(np.int32)
    costs = instance.costs.astype(np.float64)
    total, _, _ = lap.lapmod(instance.n_rows, costs, starts, instance.cols.astype(np.int32))
    return round(total)


SOLVERS: dict[str, Callable[[Instance], int]] = {
    "ours": ours,
    "bare flow": bare_flow,
    "scipy sparse": scipy_sparse,
    "scipy dense": scipy_dense,
    "lapx lapmod": lapx_lapmod,
}
PEERS = [name for name in SOLVERS if name not in ("ours", "bare flow")]


def run(seed: int) -> list[str]:
    """Print both tables; the names of the goals that were missed."""
    rng = np.random.default_rng(seed)
    missed = _everybody(rng)
    print("\nAs a run asks: nobody has to be matched, three urgencies, points, a digest; CPU seconds of each part")
    names = ("bare flow", "flow and proof", "proof read", "and last word", "proven/bare")
    print(f"{'instance':>22} " + " ".join(f"{name:>14}" for name in names) + f"  (goal {ENGINE_GOAL})")
    for size, eligible in SHORTAGES:
        missed += _as_a_run(shortage(size, eligible, rng))
    return missed


def _everybody(rng: np.random.Generator) -> list[str]:
    print(f"\nEvery row matched: CPU seconds with the proof, and over each peer's (best of {ROUNDS}); over the fastest")
    print(f"the goal is {SPARSE_GOAL} on sparse ones from {LARGE:,} a side, {DENSE_GOAL} on dense ones")
    names = (*list(SOLVERS)[1:], "the fastest", "but for proof", "goal")
    print(f"{'instance':>22} {'ours':>8} " + " ".join(f"{name:>13}" for name in names))
    missed = []
    for instance in instances(rng):
        times = _measure(instance)
        own, proof, fastest = times.pop("ours"), _proof(instance), min(times[name] for name in PEERS if name in times)
        goal = _goal(instance)
        told = {name: own / each for name, each in times.items()}
        told |= {"the fastest": own / fastest, "but for proof": (own - proof) / fastest} | (
            {"goal": goal} if goal else {}
        )
        cells = [f"{told[name]:>13.2f}" if name in told else f"{'–':>13}" for name in names]
        print(f"{instance.name:>22} {own:>8.3f} " + " ".join(cells), flush=True)
        if goal and own > goal * fastest:
            missed.append(f"{instance.name} over the fastest peer: {own / fastest:.2f} of at most {goal}")
        if own > ENGINE_GOAL * times["bare flow"]:
            missed.append(f"{instance.name} over the bare flow: {told['bare flow']:.2f} of at most {ENGINE_GOAL}")
    return missed


def _goal(instance: Instance) -> float | None:
    if len(instance.rows) == instance.n_rows * instance.n_cols:
        return DENSE_GOAL
    return SPARSE_GOAL if instance.n_rows >= LARGE else None


def _measure(instance: Instance) -> dict[str, float]:
    """The best time of each solver, every answer's objective asserted equal."""
    solvers = dict(SOLVERS)
    if instance.n_rows > DENSE_LIMIT:
        del solvers["scipy dense"]
    if instance.n_rows != instance.n_cols:
        del solvers["lapx lapmod"]
    best: dict[str, float] = {}
    answers = set()
    begun = time.perf_counter()
    for turn in range(ROUNDS):
        for name, solver in solvers.items():
            answer, taken = _timed(lambda solver=solver: solver(instance))
            answers.add(answer)
            best[name] = min(best.get(name, float("inf")), taken)
        if time.perf_counter() - begun > ENOUGH * (turn + 1):
            break
    if len(answers) != 1:
        raise AssertionError(f"{instance.name}: the solvers disagree: {answers}")
    return best


def _proof(instance: Instance) -> float:
    """What reading the certificate takes of our time."""
    must = np.ones(instance.n_rows, bool), np.zeros(instance.n_cols, bool)
    question = Question(instance.rows, instance.cols, instance.costs, instance.n_rows, instance.n_cols, *must)
    answer = proven(instance)
    return min(_timed(lambda: fault_of(answer, question))[1] for _ in range(ROUNDS))


def _as_a_run(aims: Aims) -> list[str]:
    """One line: the first stage by the bare engine and proven, its certificate alone, and all stages to the last."""
    shape = {"n_rows": aims.n_rows, "n_cols": aims.n_cols}
    whole, last_word = _timed(lambda: best_in_order(aims.rows, aims.cols, aims.tiers, **shape))
    stage = whole.stages[0]
    costs = sum(
        weight * tier.costs for weight, tier in zip(stage.weights, aims.tiers[: len(stage.weights)], strict=True)
    )
    nodes = np.arange(aims.n_rows + aims.n_cols)
    least, bare = _timed(lambda: _flow(aims.rows, aims.cols, costs, aims.n_rows, len(nodes), nodes))
    answer, first = _timed(lambda: assign(aims.rows, aims.cols, costs, **shape, greatest=True))
    nobody = np.zeros(aims.n_rows, bool), np.zeros(aims.n_cols, bool)
    question = Question(aims.rows, aims.cols, costs, aims.n_rows, aims.n_cols, *nobody)
    _, proof = _timed(lambda: fault_of(answer, question))
    if not least == answer.cost == stage.cost:
        raise AssertionError(f"{aims.name}: the solvers disagree: {least}, {answer.cost}, {stage.cost}")
    print(f"{aims.name:>22} {bare:>14.3f} {first:>14.3f} {proof:>14.3f} {last_word:>14.3f} {first / bare:>14.2f}")
    return [] if first <= ENGINE_GOAL * bare else [f"{aims.name}: {first / bare:.2f} of at most {ENGINE_GOAL}"]


def _flow(rows: Any, cols: Any, costs: Any, n_rows: int, sink: int, may_end: Any) -> int:
    """The cost of the cheapest flow of a unit from every row, where some nodes may lead to the sink for nothing."""
    engine: Any = min_cost_flow.SimpleMinCostFlow()
    tails, heads = np.concatenate([rows, may_end]), np.concatenate([cols + n_rows, np.full(len(may_end), sink)])
    unit_costs = np.concatenate([costs, np.zeros(len(may_end), np.int64)])
    engine.add_arcs_with_capacity_and_unit_cost(tails, heads, np.ones(len(tails), np.int64), unit_costs)
    engine.set_nodes_supplies(np.arange(n_rows), np.ones(n_rows, np.int64))
    engine.set_node_supply(sink, -n_rows)
    engine.solve()
    return int(costs[engine.flows(np.arange(len(rows))) > 0].sum())


def _timed(work: Callable[[], Any]) -> tuple[Any, float]:
    """An answer and the processor's seconds for it: none of the solvers uses two threads, and machines are shared."""
    start = time.process_time()
    answer = work()
    return answer, time.process_time() - start
