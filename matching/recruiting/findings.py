"""What each kind of household would be worth over sampled demand: counted, with how sure that is, and in order.

`search` yields after each scenario what has been found by then; the last that it yields is the whole. All kinds meet
the same scenarios, so that two of them are compared by what they differ in each, not by two uncertain means.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from math import sqrt

import numpy as np
import numpy.typing as npt

from matching.plan import Plan, solve
from matching.pool import Flags, Whole
from matching.problem import URGENCIES, Problem, Referral
from matching.recruiting.archetypes import Archetype, Candidates, with_households
from matching.recruiting.demand import LEAST_REFERRALS, as_problem, drawable, drawn, seed_of
from matching.recruiting.worth import Worth
from matching.solver import SolverFailed

LEVEL = 95  # per cent
DEVIATIONS = 1.959964  # of a normal variable, to either side: the level

Marks = npt.NDArray[np.uint8]
Interval = tuple[float, float]


@dataclass(frozen=True)
class Finding:
    """One kind over the scenarios. `children`: how many more it placed in all of them together, of each urgency.

    `often`: in how many scenarios it placed none, one, two children more, and so on. `number`: where it stands among
    the candidates. `behind`: how many children fewer than the first of the list a scenario, between what bounds.
    """

    number: int
    archetype: Archetype
    scenarios: int
    children: tuple[int, ...]
    often: tuple[int, ...]
    behind: Interval

    @property
    def mean(self) -> float:
        """Children placed more a scenario."""
        return sum(self.children) / self.scenarios

    @property
    def placed_in(self) -> int:
        """In how many scenarios it placed anybody more."""
        return self.scenarios - self.often[0]

    @cached_property
    def interval(self) -> Interval:
        """Wilson's, of the mean: what a scenario gives is a share of the most that the household could take.

        A share varies no more than a yes or no of the same mean does, so that the level is reached at least; and where
        every scenario gave the same, it does not pretend to be certain.
        """
        most, n, spare = len(self.often) - 1, self.scenarios, DEVIATIONS**2
        share = sum(self.children) / (n * most)
        middle = (share + spare / (2 * n)) / (1 + spare / n)
        half = DEVIATIONS / (1 + spare / n) * sqrt(share * (1 - share) / n + spare / (4 * n * n))
        return max(0.0, most * (middle - half)), min(float(most), most * (middle + half))

    @property
    def mostly(self) -> tuple[int, int]:
        """The children placed more in the middle 95 of 100 scenarios, from and to."""
        below = np.cumsum(self.often)
        tail = self.scenarios * (100 - LEVEL) / 200
        return int(np.searchsorted(below, tail, side="right")), int(np.searchsorted(below, self.scenarios - tail))

    @property
    def is_clearly_less(self) -> bool:
        """Whether it places fewer than the first of the list even at the better end of what is between them."""
        return self.behind[0] > 0


@dataclass(frozen=True)
class Findings:
    """What has been found after `done` of so many scenarios. `rows`: the referrals drawn from, by index in the run.

    `marks`: for each scenario and each of these referrals, the mark of the most that a chain through it could end at.
    """

    problem: Problem
    candidates: Candidates
    rows: tuple[int, ...]
    gains: tuple[tuple[int, ...], ...]
    marks: Marks
    values: Marks
    done: int
    of: int

    @property
    def is_too_little(self) -> bool:
        """Whether there are too few referrals to say anything."""
        return len(self.rows) < LEAST_REFERRALS

    @property
    def referrals(self) -> list[Referral]:
        """Those that were drawn from, a column each."""
        return [self.problem.referrals[row] for row in self.rows]

    @cached_property
    def helped(self) -> Flags:
        """Through which referrals each kind placed anybody more: they alone decide what it is worth."""
        ever = self.marks[: self.done].any(axis=0)
        helped: Flags = self.candidates.takes & ever
        return helped

    @cached_property
    def order(self) -> list[int]:
        """The kinds that placed anybody, the best first, one of each area, agencies and worth: that which asks least.

        Where they were named, they are all there.
        More children a scenario come first; then more of them urgent, then soon; then what asks less of a household.
        """
        children = self._children
        asked = np.arange(len(children))
        ranked = np.lexsort((asked, -children[:, 1], -children[:, 0], -children.sum(axis=1)))
        seen, order = set[tuple[str, tuple[str, ...], bytes]](), list[int]()
        for number in ranked.tolist():
            kind = self.candidates.tried[number]
            same = (kind.area, kind.agencies, self.helped[number].tobytes())
            if self.candidates.are_named or (children[number].any() and same not in seen):
                order.append(number)
                seen.add(same)
        return order

    @cached_property
    def without_worth(self) -> int:
        """How many of the kinds placed nobody in any scenario."""
        return int((~self._children.any(axis=1)).sum())

    def finding(self, number: int, *, first: int) -> Finding:
        """What was found of one kind, compared with the one that is first on a list."""
        kind = self.candidates.tried[number]
        worth = self._totals[self.values[: self.done, number]]
        return Finding(
            number=number,
            archetype=kind,
            scenarios=self.done,
            children=tuple(self._children[number].tolist()),
            often=tuple(np.bincount(worth, minlength=kind.children + 1).tolist()),
            behind=_between(self._totals[self.values[: self.done, first]] - worth),
        )

    @cached_property
    def _totals(self) -> Whole:
        return np.array([sum(gain) for gain in self.gains], np.int64)

    @cached_property
    def _children(self) -> Whole:
        """By kind, the children of each urgency that it placed more in all scenarios together."""
        gains, values = np.array(self.gains, np.int64), self.values[: self.done]
        children: Whole = np.zeros((len(self.candidates.tried), len(URGENCIES)), np.int64)
        for mark, gain in enumerate(gains):
            children += (values == mark).sum(axis=0)[:, None] * gain
        return children


def search(problem: Problem, plan: Plan, candidates: Candidates, *, scenarios: int) -> Iterator[Findings]:
    """After each scenario what has been found by then, of kinds that could take these of the `drawable` referrals.

    Before anything is told, the kind that is first after the first scenario is added to it and both are solved whole,
    as a run is: raises SolverFailed where that gives anything else.
    """
    rows, seed, worth = drawable(problem, plan), seed_of(problem), Worth(problem, plan)
    shape = scenarios, len(rows)
    marks = np.zeros(shape, np.uint8)
    values = np.zeros((scenarios, len(candidates.tried)), np.uint8)
    found = Findings(problem, candidates, tuple(rows), worth.gains, marks, values, 0, scenarios)
    if found.is_too_little:
        yield found
        return
    for number in range(scenarios):
        marks[number] = worth.marks(drawn(problem, rows, seed, number))[rows]
        values[number] = (candidates.takes * marks[number]).max(axis=1, initial=0)
        found = Findings(problem, candidates, tuple(rows), worth.gains, marks, values, number + 1, scenarios)
        if number == 0:
            _check(found, plan, drawn(problem, rows, seed, 0))
        yield found


def of_scenario(problem: Problem, plan: Plan, referrals: Whole, archetype: Archetype) -> tuple[int, ...]:
    """What a household of a kind adds to a scenario by two whole solves, with every bar and merit looked at anew."""
    before = as_problem(problem, plan, referrals)
    both = [_placed(each) for each in (before, with_households(before, [archetype], run=problem))]
    return tuple(after - earlier for earlier, after in zip(*both, strict=True))


def _placed(problem: Problem) -> tuple[int, ...]:
    placed = dict.fromkeys(URGENCIES, 0)
    for pair in solve(problem).suggestions:
        referral = problem.referrals[pair.referral]
        placed[referral.urgency] += len(referral.children)
    return tuple(placed.values())


def _check(found: Findings, plan: Plan, referrals: Whole) -> None:
    if not found.order:
        return
    first = found.order[0]
    told = found.gains[int(found.values[0, first])]
    if of_scenario(found.problem, plan, referrals, found.candidates.tried[first]) != told:
        raise SolverFailed("A scenario solved whole gives a household another worth than its chains do.")


def _between(differences: Whole) -> Interval:
    """The interval of a mean of paired differences, from their own spread (normal, at the level)."""
    n, total = len(differences), int(differences.sum())
    spread = (n * int((differences * differences).sum()) - total * total) / (n * max(n - 1, 1))
    half = DEVIATIONS * sqrt(spread / n)
    return total / n - half, total / n + half
