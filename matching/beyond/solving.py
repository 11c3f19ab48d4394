"""The wider problem solved by CP-SAT, aim by aim in their order, each proven or its bound told; and checked without it.

One worker, one seed and a limit in the solver's own deterministic time: the same input gives the same answer. The
plan of the run is a solution of the wider problem, so that there always is an answer, and none is worse than the run.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from ortools.sat.python import cp_model

from matching.beyond.answers import AIMS, Aim, Answer
from matching.beyond.checking import fault_of, of_run
from matching.beyond.wider import AT_ONCE, Ground
from matching.plan import digests
from matching.pool import Whole
from matching.problem import URGENCIES
from matching.solver import SolverFailed

EFFORT = 60.0  # deterministic seconds for each aim


@dataclass(frozen=True)
class Model:
    """The rules, a yes or no for each possible pair, and one for each group that is apart."""

    rules: cp_model.CpModel
    chosen: list[Any]
    apart: dict[int, Any]


def solve(ground: Ground, *, effort: float = EFFORT, told: Callable[[Answer], None] | None = None) -> Answer:
    """The best wider plan; `told` hears of the best so far after each aim. Raises SolverFailed, never guesses.

    The best so far is always the better of two by all aims in their order, the first of them the plan of the run.
    """
    model, costs, answer = _model(ground), _costs(ground), Answer(of_run(ground), ())
    for name in AIMS:
        aim = cp_model.LinearExpr.weighted_sum(model.chosen, costs[name].tolist())
        model.rules.minimize(aim)
        found, bound, is_proven = _searched(ground, model, answer.placed, effort)
        best = min(answer.placed, found, key=lambda placed: _comes_to(ground, placed, costs))
        cost = _cost(ground, best, costs[name])
        told_bound = cost if is_proven else None if bound is None else min(bound, cost)
        answer = Answer(best, (*answer.aims, Aim(name, cost, told_bound, is_proven)))
        if fault := fault_of(ground, best):
            raise SolverFailed(fault)
        if told:
            told(answer)
        model.rules.add(aim <= cost)
    return answer


def _searched(
    ground: Ground, model: Model, best: dict[int, int], effort: float
) -> tuple[dict[int, int], int | None, bool]:
    """What a search from the best so far ends with, below what nothing can be, and whether that is proven."""
    model.rules.clear_hints()  # type: ignore[no-untyped-call]
    taken, apart = set(best.items()), {ground.group_of(row) for row in best if ground.group_of(row) != row}
    rows, cols = ground.pairs.rows.tolist(), ground.pairs.cols.tolist()
    for variable, row, col in zip(model.chosen, rows, cols, strict=True):
        model.rules.add_hint(variable, (row, col) in taken)
    for group, variable in model.apart.items():
        model.rules.add_hint(variable, group in apart)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers, solver.parameters.random_seed = 1, 1
    solver.parameters.max_deterministic_time = effort
    status = solver.solve(model.rules)
    if status == cp_model.UNKNOWN:
        return best, None, False  # its bound may be none at all
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        raise SolverFailed(f"CP-SAT answered {solver.status_name(status)}.")
    triples = zip(model.chosen, rows, cols, strict=True)
    placed = {row: col for variable, row, col in triples if solver.boolean_value(variable)}
    return placed, int(np.ceil(solver.best_objective_bound - 1e-6)), status == cp_model.OPTIMAL


def _model(ground: Ground) -> Model:
    """Every rule as one function below."""
    model = cp_model.CpModel()
    pairs = ground.pairs
    chosen = [model.new_bool_var(f"{row}-{col}") for row, col in zip(pairs.rows, pairs.cols, strict=True)]
    of_row, of_col = _gathered(pairs.rows, chosen), _gathered(pairs.cols, chosen)
    apart = _each_referral_is_placed_once(model, ground, of_row)
    _no_household_takes_more_than_it_may(model, ground, of_col)
    _parts_of_a_group_are_near(model, ground, chosen)
    for row, col in ground.plan.pins.items():
        model.add(chosen[_at(ground, row, col)] == 1)
    return Model(model, chosen, apart)


def _each_referral_is_placed_once(
    model: cp_model.CpModel, ground: Ground, of_row: dict[int, list[Any]]
) -> dict[int, Any]:
    """Whole, or apart with all its children, or not at all; gives the yes or no of each group that may be apart."""
    groups: dict[int, Any] = {}
    for row in range(len(ground.problem.referrals)):
        own = [part.row for part in ground.parts if part.group == row]
        if own:
            groups[row] = apart = model.new_bool_var(f"{row} apart")
            for part in own:
                model.add(sum(of_row.get(part, [])) == apart)
            model.add(sum(of_row.get(row, [])) + apart <= 1)
        else:
            model.add_at_most_one(of_row.get(row, []))
    return groups


def _no_household_takes_more_than_it_may(model: cp_model.CpModel, ground: Ground, of_col: dict[int, list[Any]]) -> None:
    """One referral, or two where that is allowed, and no more children than it has places."""
    sizes = _gathered(ground.pairs.cols, _children(ground).tolist())
    for col, taken in of_col.items():
        if col in ground.twice:
            model.add(sum(taken) <= AT_ONCE)
            places = int(ground.pool.free_places[col])
            model.add(cp_model.LinearExpr.weighted_sum(taken, sizes[col]) <= places)
        else:
            model.add_at_most_one(taken)


def _parts_of_a_group_are_near(model: cp_model.CpModel, ground: Ground, chosen: list[Any]) -> None:
    """Where one child of a group is apart, its brothers and sisters are within the minutes of it, and not with it."""
    homes: dict[int, list[tuple[int, Any]]] = {}
    for row, col, variable in zip(ground.pairs.rows.tolist(), ground.pairs.cols.tolist(), chosen, strict=True):
        homes.setdefault(row, []).append((col, variable))
    for part in ground.parts:
        minutes = ground.wider.apart[ground.problem.referrals[part.group].ref]
        for other in ground.parts:
            if other.group != part.group or other.row == part.row:
                continue
            for col, variable in homes.get(part.row, ()):
                near = ground.near(col, minutes=minutes)
                away = [theirs for there, theirs in homes.get(other.row, ()) if not near[there]]
                if away:
                    model.add(sum(away) == 0).only_enforce_if(variable)


def _costs(ground: Ground) -> dict[str, Whole]:
    """What each possible pair costs each aim."""
    rows, cols = ground.pairs.rows, ground.pairs.cols
    referrals = ground.problem.referrals
    groups = np.array([ground.group_of(int(row)) for row in rows], np.int64)
    urgency = np.array([URGENCIES.index(referrals[group].urgency) for group in groups], np.int64)
    days = np.array([(referrals[group].placement_day - ground.problem.as_of).days for group in groups], np.int64)
    found = {name: -np.where(urgency == rank, _children(ground), 0) for rank, name in enumerate(URGENCIES)}
    first = {part.group: part.row for part in reversed(ground.parts)}
    apart = np.array([first.get(int(g)) == int(row) for g, row in zip(groups, rows, strict=True)], np.int64)
    digest = digests(ground.whole, rows, cols)
    return found | {"apart": apart, "points": -ground.pairs.points, "days": days, "digest": digest}


def _children(ground: Ground) -> Whole:
    """How many children each possible pair places."""
    return np.array([len(ground.whole.referrals[row].children) for row in ground.pairs.rows], np.int64)


def _comes_to(ground: Ground, placed: dict[int, int], costs: dict[str, Whole]) -> tuple[int, ...]:
    """What a plan costs each aim, in their order."""
    return tuple(_cost(ground, placed, costs[name]) for name in AIMS)


def _cost(ground: Ground, placed: dict[int, int], costs: Whole) -> int:
    return sum(int(costs[_at(ground, row, col)]) for row, col in placed.items())


def _at(ground: Ground, row: int, col: int) -> int:
    """The place of a pair among the possible ones."""
    first = int(np.searchsorted(ground.pairs.rows, row))
    place = first + int(np.searchsorted(ground.pairs.cols[first : np.searchsorted(ground.pairs.rows, row + 1)], col))
    if place >= len(ground.pairs.rows) or (ground.pairs.rows[place], ground.pairs.cols[place]) != (row, col):
        raise SolverFailed("A pair was placed that is not possible.")
    return place


def _gathered(keys: Any, values: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for key, value in zip(keys.tolist(), values, strict=True):
        found.setdefault(key, []).append(value)
    return found
