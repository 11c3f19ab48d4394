"""One run from problem to plan: who could suit whom, why, who has no suggestion, and the proof that it is the best."""

import hashlib
from dataclasses import dataclass

import numpy as np

from matching.eligibility import Progress, broken, eligible
from matching.pinning import pinned
from matching.pool import Pool, Whole
from matching.problem import URGENCIES, Problem, Referral
from matching.rules import BARS, MERITS, TAKEN
from matching.tiers import Stage, Tier, best_in_order

DIGEST_BITS = 40


@dataclass(frozen=True)
class Pair:
    """A possible pair, as indices, with the points of each merit in the order of MERITS."""

    referral: int
    household: int
    merits: tuple[int, ...]

    @property
    def points(self) -> int:
        return sum(self.merits)


@dataclass(frozen=True)
class Pairs:
    """Every possible pair in order: indices of referrals and households, and a column of points for each merit."""

    rows: Whole
    cols: Whole
    merits: Whole

    @property
    def points(self) -> Whole:
        total: Whole = self.merits.sum(axis=1)
        return total


@dataclass(frozen=True)
class Unmatched:
    """A referral without a suggestion and, most frequent first, how many households stand under each bar."""

    referral: int
    reasons: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Plan:
    """The best plan. `children_possible`: the most children that any plan could place, urgency left aside."""

    pairs: Pairs
    pins: dict[int, int]
    suggestions: tuple[Pair, ...]
    unmatched: tuple[Unmatched, ...]
    stages: tuple[Stage, ...]
    children_possible: int


def solve(problem: Problem, progress: Progress | None = None) -> Plan:
    """The best plan of a problem. Raises PinsRefused or SolverFailed; never answers without a checked certificate."""
    pool = Pool(problem)
    pins = pinned(problem, pool)
    pairs = possible_pairs(problem, pool, pins, progress)
    rows, cols = pairs.rows, pairs.cols
    free = free_of_pins(pairs, pins, problem)
    if progress:
        progress("Finding the best plan", 0, 1)
    mates, stages = best(problem, pairs, free)
    mates[list(pins)] = list(pins.values())
    chosen = np.flatnonzero(mates[rows] == cols)
    suggestions = tuple(Pair(int(rows[k]), int(cols[k]), tuple(int(p) for p in pairs.merits[k])) for k in chosen)
    return Plan(
        pairs=pairs,
        pins=pins,
        suggestions=suggestions,
        unmatched=tuple(_why_unmatched(index, problem, pool) for index in np.flatnonzero(mates < 0).tolist()),
        stages=stages,
        children_possible=_children_possible(problem, pairs, free, pins),
    )


def broken_bars(problem: Problem, referral: int, household: int) -> tuple[str, ...]:
    """The codes of every bar that one pair breaks, in the order of BARS."""
    flags = broken(problem.referrals[referral], Pool(problem))
    return tuple(bar.code for bar in BARS if flags[bar.code][household])


def pair_digest(referral_ref: str, household_ref: str) -> int:
    """A whole number of DIGEST_BITS bits that stands for a pair of references: the last word between equal plans."""
    seal = hashlib.sha256(f"{referral_ref}\x00{household_ref}".encode()).digest()
    return int.from_bytes(seal[: DIGEST_BITS // 8])


def possible_pairs(problem: Problem, pool: Pool, pins: dict[int, int], progress: Progress | None = None) -> Pairs:
    """Every possible pair with its points; a pin makes its own pair possible."""
    rows, cols = _possible(problem, pool, pins, progress)
    return Pairs(rows, cols, _merits(problem, pool, rows, cols, progress))


def _possible(problem: Problem, pool: Pool, pins: dict[int, int], progress: Progress | None) -> tuple[Whole, Whole]:
    """The eligible pairs and the pinned ones (a pin may have overridden a bar), in order."""
    rows, cols = eligible(problem, pool, progress)
    keys = np.unique(np.concatenate([rows * pool.size + cols, [r * pool.size + c for r, c in pins.items()]]))
    keys = keys.astype(np.int64)
    return keys // max(pool.size, 1), keys % max(pool.size, 1)


def _merits(problem: Problem, pool: Pool, rows: Whole, cols: Whole, progress: Progress | None) -> Whole:
    """Points of every pair, a column for each merit: for a group each merit takes the smallest of its children's."""
    points = np.zeros((len(rows), len(MERITS)), np.int64)
    starts = np.searchsorted(rows, np.arange(len(problem.referrals) + 1))
    for index, referral in enumerate(problem.referrals):
        if progress and index % 100 == 0:
            progress("Weighing what speaks for each pair", index, len(problem.referrals))
        here = slice(starts[index], starts[index + 1])
        if here.start < here.stop:
            points[here] = merits_of(referral, pool)[:, cols[here]].T
    return points


def merits_of(referral: Referral, pool: Pool) -> Whole:
    """What each merit (a row) would earn the referral with each household (a column), possible or not."""
    weights = pool.problem.policy.merits
    rows = [
        np.min([merit.points(referral, child, pool, weights[merit.code]) for child in referral.children], axis=0)
        for merit in MERITS
    ]
    return np.array(rows, np.int64)


def free_of_pins(pairs: Pairs, pins: dict[int, int], problem: Problem) -> Whole:
    """The indices of the pairs that pins leave open."""
    fixed_rows, fixed_cols = np.zeros(len(problem.referrals), bool), np.zeros(len(problem.households), bool)
    fixed_rows[list(pins)] = True
    fixed_cols[list(pins.values())] = True
    return np.flatnonzero(~fixed_rows[pairs.rows] & ~fixed_cols[pairs.cols])


def best(problem: Problem, pairs: Pairs, free: Whole) -> tuple[Whole, tuple[Stage, ...]]:
    """The household of each referral (or -1) in the best plan on some of the pairs, and the stages that prove it."""
    shape = {"n_rows": len(problem.referrals), "n_cols": len(problem.households)}
    rows, cols = pairs.rows[free], pairs.cols[free]
    last = Tier("digest", digests(problem, rows, cols))
    answer = best_in_order(rows, cols, [*aims(problem, pairs, free), last], **shape)
    return answer.mates.copy(), answer.stages


def aims(problem: Problem, pairs: Pairs, free: Whole) -> list[Tier]:
    """The aims of a run in their order but for the digest, as costs: what is wanted more of is negative."""
    rows = pairs.rows[free]
    children = np.array([len(referral.children) for referral in problem.referrals], np.int64)
    urgency = np.array([URGENCIES.index(referral.urgency) for referral in problem.referrals], np.int64)
    days = np.array([(r.placement_day - problem.as_of).days for r in problem.referrals], np.int64)
    return [
        *(Tier(name, -np.where(urgency[rows] == rank, children[rows], 0)) for rank, name in enumerate(URGENCIES)),
        Tier("points", -pairs.points[free]),
        Tier("days", days[rows]),
    ]


def digests(problem: Problem, rows: Whole, cols: Whole) -> Whole:
    """The digest of each pair: the last aim, which defines the best plan among those that are equal in all others."""
    refs = [(problem.referrals[r].ref, problem.households[c].ref) for r, c in zip(rows, cols, strict=True)]
    return np.array([pair_digest(*pair) for pair in refs], np.int64)


def _children_possible(problem: Problem, pairs: Pairs, free: Whole, pins: dict[int, int]) -> int:
    """The most children any plan with these pins could place. Only groups can make urgency cost a placement."""
    children = np.array([len(referral.children) for referral in problem.referrals], np.int64)
    rows = pairs.rows[free]
    shape = {"n_rows": len(problem.referrals), "n_cols": len(problem.households)}
    most = best_in_order(rows, pairs.cols[free], [Tier("children", -children[rows])], **shape)
    return -most.stages[0].cost + int(children[list(pins)].sum())


def _why_unmatched(index: int, problem: Problem, pool: Pool) -> Unmatched:
    flags = broken(problem.referrals[index], pool)
    counts = {code: int(households.sum()) for code, households in flags.items()}
    counts[TAKEN[0]] = int((~np.any(list(flags.values()), axis=0)).sum()) if pool.size else 0
    ordered = sorted(((code, count) for code, count in counts.items() if count), key=lambda item: -item[1])
    return Unmatched(index, tuple(ordered))
