"""What would place a referral that the plan leaves without: one changed fact, or where none does two, ranked.

Every answer is a new solve of the changed problem, with its certificate. Which changes are solved is screened first:
those that lift all bars of a pair of the referral, or of one that a chain from it can reach (matching.chains), or turn
a “discuss” of such a pair into a “yes”; and of these, those whose cheapest chain costs nothing or less.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations

import numpy as np

from matching.chains import Chains
from matching.concessions import NEVER, TERMS, Relaxation, relaxed, said
from matching.eligibility import broken
from matching.plan import Plan, possible_pairs, solve
from matching.pool import Pool
from matching.problem import URGENCIES, Problem
from matching.relaxing import MOST, answers, least, minutes_of
from matching.rules import BARS

ANSWERS = 5
SOLVES = 60
FIRM = [bar.code for bar in BARS if bar.code in NEVER and bar.code != "household_engaged"]  # a full one may get room

Changes = tuple[Relaxation, ...]
Rank = tuple[bool, tuple[int, ...], int, Fraction, tuple[tuple[str, str, str], ...]]


@dataclass(frozen=True)
class Remedy:
    """Changes that place a referral: with whom, whom else the new plan places, and whom it leaves without (indices).

    `gained`: children of each urgency that the new plan places more.
    """

    changes: Changes
    household: int
    also: tuple[int, ...]
    without: tuple[int, ...]
    gained: tuple[int, ...]

    @property
    def rank(self) -> Rank:
        """Nobody left without before somebody; then the children gained; fewest and smallest changes; references."""
        return _rank(bool(self.without), self.gained, self.changes)


@dataclass(frozen=True)
class Remedies:
    """The best remedies in their order. `cut`: the solves allowed ran out before all that might do was tried."""

    found: tuple[Remedy, ...]
    solves: int
    cut: bool


@dataclass(frozen=True)
class Candidate:
    """Changes, the pairs at which they aim, and the children that they could gain at the most."""

    changes: Changes
    pairs: tuple[tuple[int, int], ...]
    hope: tuple[int, ...] = ()

    @property
    def best(self) -> Rank:
        """No remedy made of it ranks before this."""
        return _rank(False, self.hope, self.changes)


def remedies(problem: Problem, plan: Plan, referral: int, *, most: int = ANSWERS, solves: int = SOLVES) -> Remedies:
    """The `most` best remedies for a referral without a suggestion, by at most so many solves."""
    search = _Search(problem, plan, referral)
    found, used, cut = list[Remedy](), 0, False
    for number in range(1, MOST + 1):
        for candidate in search.screened(number):
            kept = _undominated(found)
            if len(kept) >= most and kept[most - 1].rank < candidate.best:
                break
            if used == solves:
                cut = True
                break
            used += 1
            found += search.tried(candidate)
        if found or cut:
            break
    return Remedies(tuple(_undominated(found)[:most]), used, cut)


class _Search:
    """One referral's changes: which might place it, and which do."""

    def __init__(self, problem: Problem, plan: Plan, referral: int) -> None:
        self._problem, self._plan, self._referral = problem, plan, referral
        self._pool = Pool(problem)
        self._chains = Chains(problem, plan)
        self._start = self._chains.start(referral)
        self._others = {missing.referral: 0 for missing in plan.unmatched if missing.referral != referral}
        self._forbids = tuple(pin for pin in problem.pins if pin.decision == "forbid")
        self._pinned = set(plan.pins.values())
        self._mates = {pair.referral: pair.household for pair in plan.suggestions}

    def screened(self, number: int) -> list[Candidate]:
        """The changes of so many facts whose cheapest chain costs nothing or less, the most hopeful first."""
        hopeful = [each for batch in _batches(self._asked(number)) for each in self._hopeful(batch)]
        return sorted(hopeful, key=lambda each: each.best)

    def tried(self, candidate: Candidate) -> Iterator[Remedy]:
        """The remedy, if the best plan of the changed problem places the referral."""
        after = solve(relaxed(self._problem, candidate.changes))
        mates = {pair.referral: pair.household for pair in after.suggestions}
        if self._referral in mates:
            also = tuple(row for row in mates if row not in self._mates and row != self._referral)
            without = tuple(row for row in self._mates if row not in mates)
            gained = self._children([self._referral, *also], without)
            yield Remedy(candidate.changes, mates[self._referral], also, without, gained)

    def _children(self, placed: Sequence[int], without: Sequence[int]) -> tuple[int, ...]:
        gained = dict.fromkeys(URGENCIES, 0)
        for rows, sign in ((placed, 1), (without, -1)):
            for referral in (self._problem.referrals[row] for row in rows):
                gained[referral.urgency] += sign * len(referral.children)
        return tuple(gained.values())

    def _asked(self, number: int) -> list[Candidate]:
        """Every change of so many facts that lifts what keeps a pair in reach apart, or earns it a “yes”."""
        aims: dict[Changes, list[tuple[int, int]]] = {}
        for row in self._start:
            flags = broken(self._problem.referrals[row], self._pool)
            firm = np.any([flags[code] for code in FIRM], axis=0)
            for col in np.flatnonzero(~firm).tolist():
                if col not in self._pinned:
                    for changes in self._of_pair(row, col, number):
                        aims.setdefault(changes, []).append((row, col))
        return [Candidate(changes, tuple(pairs)) for changes, pairs in aims.items()]

    def _of_pair(self, row: int, col: int, number: int) -> Iterator[Changes]:
        referral, home = self._problem.referrals[row], self._problem.households[col]
        needed = least(self._problem, referral, home, minutes_of(self._pool, referral, col))
        if len(needed) <= number:
            for more in combinations(answers(referral, home), number - len(needed)):
                yield (*needed, *more)

    def _hopeful(self, batch: list[Candidate]) -> Iterator[Candidate]:
        """Those whose cheapest chain costs nothing or less, and no more than one that places another in its stead."""
        ways = self._ways(batch, self._start)
        cheap = [each for each in batch if min(map(ways.cost, each.pairs)) < self._chains.far and ways.of(each) <= 0]
        rivals = self._ways(cheap, self._others if cheap else {})
        for candidate in cheap:
            if ways.of(candidate) <= rivals.of(candidate):
                yield replace(candidate, hope=self._chains.gain(ways.of(candidate)))

    def _ways(self, batch: list[Candidate], start: dict[int, int]) -> "_Ways":
        """With the changes of a batch, each possible pair of some referrals: the cheapest chain that uses it."""
        changes, rows = [change for candidate in batch for change in candidate.changes], list(start)
        few = tuple(self._problem.referrals[row] for row in rows)
        after = relaxed(replace(self._problem, referrals=few, pins=self._forbids), changes)
        pairs, chain = possible_pairs(after, Pool(after), {}), self._chains
        return _Ways(
            {
                (rows[at], col): start[rows[at]] + chain.cost(rows[at], points) + chain.finish[col]
                for at, col, points in zip(pairs.rows.tolist(), pairs.cols.tolist(), pairs.points.tolist(), strict=True)
                if col not in self._pinned
            },
            chain.far,
        )


class _Ways:
    """The cheapest chain by way of each possible pair, and of each record's pairs."""

    def __init__(self, costs: dict[tuple[int, int], int], far: int) -> None:
        self._costs, self._far = costs, far
        self._least: dict[tuple[bool, int], int] = {}
        for (row, col), cost in costs.items():
            for record in ((True, row), (False, col)):
                self._least[record] = min(cost, self._least.get(record, far))

    def cost(self, pair: tuple[int, int]) -> int:
        return self._costs.get(pair, self._far)

    def of(self, candidate: Candidate) -> int:
        """The cheapest by way of a pair that the changes may have opened or raised: one of every record changed."""
        sides = {of_child for of_child, _ in _owners(candidate)}
        row, col = candidate.pairs[0]
        if len(sides) == 1:
            return self._least.get((True, row) if True in sides else (False, col), self._far)
        return self.cost((row, col))


def sentence(problem: Problem, remedy: Remedy, referral: int) -> str:
    """A remedy in words: what would change, what would follow, and whose word it is."""
    ref = problem.referrals[referral].ref
    parts = [f"{ref} would be suggested with {problem.households[remedy.household].ref}"]
    if remedy.also:
        parts.append(f"{_refs(problem, remedy.also)} would have a suggestion too")
    parts.append(f"{_refs(problem, remedy.without) if remedy.without else 'nobody'} would be left without one")
    asked = dict.fromkeys(TERMS[change.code].whose for change in remedy.changes)
    listed = f"{', '.join(parts[:-1])} and {parts[-1]}"
    return f"If {said(problem, remedy.changes)}, {listed}. To be asked: {' and '.join(asked)}."


def _refs(problem: Problem, rows: Sequence[int]) -> str:
    return ", ".join(problem.referrals[row].ref for row in rows)


def _rank(left_out: bool, gained: tuple[int, ...], changes: Changes) -> Rank:
    refs = tuple((change.ref, change.code, change.part) for change in changes)
    return left_out, tuple(-count for count in gained), len(changes), sum(map(_size, changes), Fraction(0)), refs


def _size(change: Relaxation) -> Fraction:
    return change.size


def _undominated(found: list[Remedy]) -> list[Remedy]:
    """In order; of the same facts moved farther only what gains more by it."""
    kept = list[Remedy]()
    for remedy in sorted(found, key=lambda each: each.rank):
        if not any(_goes_as_far(other, remedy) for other in kept):
            kept.append(remedy)
    return kept


def _goes_as_far(other: Remedy, remedy: Remedy) -> bool:
    sizes, asked = ({(c.code, c.owner, c.part): c.size for c in each.changes} for each in (other, remedy))
    return sizes.keys() == asked.keys() and all(sizes[fact] <= asked[fact] for fact in sizes)


def _owners(candidate: Candidate) -> set[tuple[bool, str]]:
    return {change.owner for change in candidate.changes}


def _batches(candidates: Sequence[Candidate]) -> Iterator[list[Candidate]]:
    """Candidates that change no record twice, and records of one side alone or of one pair, together."""
    batches: list[tuple[list[Candidate], set[tuple[bool, str]], set[bool]]] = []
    for candidate in candidates:
        owners = _owners(candidate)
        sides = {of_child for of_child, _ in owners}
        for batch, taken, side in batches:
            if not owners & taken and side == sides and len(sides) == 1:
                batch.append(candidate)
                taken |= owners
                break
        else:
            batches.append(([candidate], owners, sides))
    return (batch for batch, _, _ in batches)
