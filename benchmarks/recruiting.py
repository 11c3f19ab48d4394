"""What a household more is worth: a scenario of sampled demand by chains, beside whole solves with and without it."""

import random
import time
from dataclasses import dataclass, replace

from benchmarks.whynot import NEEDS, problem
from matching.plan import Plan, solve
from matching.problem import Problem
from matching.recruiting.archetypes import Archetype, Candidates, named
from matching.recruiting.demand import drawable, drawn
from matching.recruiting.findings import of_scenario
from matching.recruiting.worth import Worth

CHILDREN, HOUSEHOLDS, KINDS = 400, 200, 100
ROUNDS, SAMPLE = 3, 6
GOAL = 50.0


@dataclass(frozen=True)
class Spot:
    """Where every household of the bench lives."""

    easting: int = 325_000
    northing: int = 673_000
    council: str = "S12000036"


def run(seed: int) -> list[str]:
    """Print the figures; the names of the goals that were missed."""
    found = replace(problem(seed, children=CHILDREN, households=HOUSEHOLDS, declined=25), places={"EH1 1AA": Spot()})
    plan = solve(found)
    kinds = _kinds(found, plan, random.Random(seed))
    chains, values = _by_chains(found, plan, kinds)
    whole = _whole(found, plan, kinds, values, random.Random(seed))
    ratio = whole / chains
    print(f"\nOne scenario, {KINDS} kinds of households, {CHILDREN} × {HOUSEHOLDS}: {chains:.3f} s by chains")
    print(f"by solving each whole: {whole:.1f} s (from {SAMPLE} kinds, equal worth asserted), {ratio:.0f} times")
    return [f"recruiting: {ratio:.0f} times of at least {GOAL:.0f}"] if ratio < GOAL else []


def _kinds(found: Problem, plan: Plan, rng: random.Random) -> Candidates:
    kinds = [
        Archetype("EH1", ("V1",), 0, rng.choice((6, 12, 24)), 1, tuple(sorted(rng.sample(NEEDS, rng.randint(10, 25)))))
        for _ in range(KINDS)
    ]
    return named(found, kinds, drawable(found, plan))


def _by_chains(found: Problem, plan: Plan, kinds: Candidates) -> tuple[float, list[tuple[int, ...]]]:
    """Seconds from a finished plan to every kind's worth in a scenario, the best of some rounds, and the worths."""
    rows, best, values = drawable(found, plan), float("inf"), list[tuple[int, ...]]()
    for _ in range(ROUNDS):
        start = time.perf_counter()
        worth = Worth(found, plan)
        marks = worth.marks(drawn(found, rows, "bench", 0))[rows]
        values = [worth.gains[mark] for mark in (kinds.takes * marks).max(axis=1).tolist()]
        best = min(best, time.perf_counter() - start)
    return best, values


def _whole(found: Problem, plan: Plan, kinds: Candidates, values: list[tuple[int, ...]], rng: random.Random) -> float:
    """Seconds to solve the scenario without and with each of the kinds, from a sample whose worth has to be equal."""
    scenario, sample = drawn(found, drawable(found, plan), "bench", 0), rng.sample(range(KINDS), SAMPLE)
    start = time.perf_counter()
    told = [of_scenario(found, plan, scenario, kinds.tried[number]) for number in sample]
    each = (time.perf_counter() - start) / (2 * SAMPLE)  # each of the sample solves without it too
    if told != [values[number] for number in sample]:
        raise AssertionError("chains and whole solves disagree on what a household is worth")
    return each * (KINDS + 1)
