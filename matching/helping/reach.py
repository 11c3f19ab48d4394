"""Which changes might place a referral, before anything is solved: those that a chain from it could use and afford.

`asked` lists every change that lifts all bars of a pair in reach, or earns such a pair a “yes”, unless the pair would
be too dear even with the most points that it could earn. `hopeful` then looks at what a change truly does: to its own
pair and to every other of the record that it changes. matching.helping.chains says why no more need be solved.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations

import numpy as np

from matching.eligibility import broken
from matching.helping.chains import Chains
from matching.helping.concessions import NEVER, Relaxation, relaxed
from matching.helping.relaxing import answers, least, minutes_of
from matching.helping.resolving import Resolver
from matching.plan import Plan, merits_of
from matching.problem import Problem
from matching.rules import BARS, MERITS
from matching.solver import Whole

FIRM = [bar.code for bar in BARS if bar.code in NEVER and bar.code != "household_engaged"]  # a full one may get room
TRAVEL, WILLINGNESS = (next(k for k, merit in enumerate(MERITS) if merit.code == c) for c in ("travel", "willingness"))
LIMITS = ("household_travel", "child_travel")  # a longer way may open a pair, and is worth points to others

ONE_LIMIT = tuple((code,) for code in LIMITS)

Fact = tuple[str, str, str]
Changes = tuple[Relaxation, ...]
Pair = tuple[int, int]
Rank = tuple[bool, tuple[int, ...], int, Fraction, tuple[Fact, ...]]


def rank_of(left_out: bool, gained: tuple[int, ...], changes: Changes) -> Rank:
    """Nobody left without before somebody; then the children gained; fewest and smallest changes; references."""
    refs = tuple((change.ref, change.code, change.part) for change in changes)
    size = sum((change.size for change in changes), Fraction(0))
    return left_out, tuple(-count for count in gained), len(changes), size, refs


@dataclass(frozen=True)
class Candidate:
    """Changes, the pairs at which they aim (by indices), and the children that they could gain at the most."""

    changes: Changes
    pairs: tuple[Pair, ...]
    hope: tuple[int, ...] = ()

    @property
    def best(self) -> Rank:
        """No remedy made of it ranks before this."""
        return rank_of(False, self.hope, self.changes)

    @property
    def records(self) -> tuple[set[int], set[int]]:
        """The referrals and the households that it changes."""
        sides = {of_child for of_child, _ in self.owners}
        row, col = self.pairs[0]
        return ({row} if True in sides else set()), ({col} if False in sides else set())

    @property
    def owners(self) -> set[tuple[bool, str]]:
        return {change.owner for change in self.changes}


class Reach:
    """What a chain that begins with one referral could use."""

    def __init__(self, problem: Problem, plan: Plan, resolver: Resolver, referral: int) -> None:
        self._problem, self._resolver, self._pinned = problem, resolver, set(plan.pins.values())
        self._chains = Chains(problem, plan)
        self._start = self._chains.start(referral)
        self._others = {missing.referral: 0 for missing in plan.unmatched if missing.referral != referral}

    def asked(self, number: int) -> list[Candidate]:
        """Every change of so many facts that lifts what keeps a pair in reach apart, or earns it a “yes”."""
        aims: dict[Changes, list[Pair]] = {}
        worth: dict[Fact, Fraction] = {}  # how far a limit has to move before a pair is worth it
        for pair, needed, earned in self._pairs():
            for fact, size in _moved(self._problem, pair, needed):
                if self._affords(pair, earned, LIMITS):
                    worth[fact] = min(size, worth.get(fact, size))
            for changes in self._of_pair(pair, needed, number):
                codes = tuple(change.code for change in changes)
                if self._affords(pair, earned, codes) or codes in ONE_LIMIT:
                    aims.setdefault(changes, []).append(pair)
        return [Candidate(changes, tuple(pairs)) for changes, pairs in aims.items() if _is_worth(changes, worth)]

    def hopeful(self, batch: Sequence[Candidate]) -> Iterator[Candidate]:
        """Those whose cheapest chain costs nothing or less, and no more than one that places another in its stead."""
        rows, cols = (sorted(set[int]().union(*each)) for each in zip(*(c.records for c in batch), strict=True))
        after = relaxed(self._problem, [change for candidate in batch for change in candidate.changes])
        ways = self._ways(after, {row: self._start[row] for row in rows or self._start}, cols)
        cheap = [each for each in batch if min(map(ways.cost, each.pairs)) < self._chains.far and ways.of(each) <= 0]
        rivals = self._ways(after, self._others, cols) if cols and cheap else _Ways({}, self._chains.far)
        for candidate in cheap:
            if ways.of(candidate) <= rivals.at(candidate.pairs[0][1]):
                yield replace(candidate, hope=self._chains.gain(ways.of(candidate)))

    def _pairs(self) -> Iterator[tuple[Pair, Changes, Whole]]:
        """Each pair in reach that nothing firm keeps apart: what would have to change, and the points of each merit."""
        for row in self._start:
            referral, pool = self._problem.referrals[row], self._resolver.pool
            flags = broken(referral, pool)
            firm = np.any([flags[code] for code in FIRM], axis=0)
            earned = merits_of(referral, pool)
            for col in np.flatnonzero(~firm).tolist():
                if col not in self._pinned:
                    minutes = minutes_of(pool, referral, col)
                    yield (
                        (row, col),
                        least(self._problem, referral, self._problem.households[col], minutes),
                        earned[:, col],
                    )

    def _of_pair(self, pair: Pair, needed: Changes, number: int) -> Iterator[Changes]:
        if len(needed) <= number:
            talked = answers(self._problem.referrals[pair[0]], self._problem.households[pair[1]])
            for more in combinations(talked, number - len(needed)):
                yield (*needed, *more)

    def _affords(self, pair: Pair, earned: Whole, codes: Sequence[str]) -> bool:
        """Whether a chain by way of a pair could cost nothing or less, if it earned all that the changes might."""
        weights, points = self._problem.policy.merits, int(earned.sum())
        if set(LIMITS) & set(codes):
            points += weights["travel"] - int(earned[TRAVEL])
        if "answer" in codes:
            points += weights["willingness"] - int(earned[WILLINGNESS])
        return self._cost(pair, points, self._start) <= 0

    def _cost(self, pair: Pair, points: int, start: dict[int, int]) -> int:
        return start[pair[0]] + self._chains.cost(pair[0], points) + self._chains.finish[pair[1]]

    def _ways(self, after: Problem, start: dict[int, int], cols: list[int]) -> "_Ways":
        """The cheapest chain by way of each possible pair of some referrals with the changed households, if any."""
        pairs = self._resolver.part(after, list(start), cols or None)
        found = zip(pairs.rows.tolist(), pairs.cols.tolist(), pairs.points.tolist(), strict=True)
        return _Ways(
            {(row, col): self._cost((row, col), points, start) for row, col, points in found}, self._chains.far
        )


class _Ways:
    """The cheapest chain by way of each possible pair, and of each record's pairs."""

    def __init__(self, costs: dict[Pair, int], far: int) -> None:
        self._costs, self._far = costs, far
        self._rows, self._cols = dict[int, int](), dict[int, int]()
        for (row, col), cost in costs.items():
            self._rows[row] = min(cost, self._rows.get(row, far))
            self._cols[col] = min(cost, self._cols.get(col, far))

    def cost(self, pair: Pair) -> int:
        return self._costs.get(pair, self._far)

    def at(self, col: int) -> int:
        return self._cols.get(col, self._far)

    def of(self, candidate: Candidate) -> int:
        """The cheapest by way of a pair that the changes may have opened or raised: one of every record changed."""
        rows, cols = candidate.records
        row, col = candidate.pairs[0]
        if rows and cols:
            return self.cost((row, col))
        return self._rows.get(row, self._far) if rows else self.at(col)


def batches(candidates: Sequence[Candidate]) -> list[list[Candidate]]:
    """Candidates of one kind that change no record twice, together: their changes can be looked at in one go."""
    found: list[tuple[list[Candidate], set[tuple[bool, str]], set[bool]]] = []
    for candidate in candidates:
        owners = candidate.owners
        sides = {of_child for of_child, _ in owners}
        for batch, taken, side in found:
            if not owners & taken and side == sides and len(sides) == 1:
                batch.append(candidate)
                taken |= owners
                break
        else:
            found.append(([candidate], owners, sides))
    return [batch for batch, _, _ in found]


def _moved(problem: Problem, pair: Pair, needed: Changes) -> Iterator[tuple[Fact, Fraction]]:
    """The limits that alone open a pair or raise it, and how far each has to move for that."""
    referral, home = problem.referrals[pair[0]], problem.households[pair[1]]
    limits = [("household_travel", home.ref, ""), *(("child_travel", referral.ref, c.ref) for c in referral.children)]
    for fact in limits:
        if all(_fact(change) == fact for change in needed):
            yield fact, sum((change.size for change in needed), Fraction(0))


def _is_worth(changes: Changes, worth: dict[Fact, Fraction]) -> bool:
    if len(changes) > 1 or changes[0].code not in LIMITS:
        return True
    return changes[0].size >= worth.get(_fact(changes[0]), changes[0].size + 1)


def _fact(change: Relaxation) -> Fact:
    return change.code, change.ref, change.part
