"""Why children stay unplaced: sets of referrals that share fewer possible households than there are referrals.

From a referral without a suggestion one goes to its possible households, to the referrals that they are suggested for,
to the households possible for those, and so on. All that is met is taken, or the plan could be better; so the set has
one household fewer than it has referrals, for each that stays without (Hall 1935). Overlapping sets are one.
"""

from dataclasses import dataclass

import numpy as np

from matching.eligibility import broken
from matching.plan import Plan, free_of_pins
from matching.pool import Pool
from matching.problem import Problem
from matching.rules import BARS


@dataclass(frozen=True)
class Bottleneck:
    """Indices of referrals, of all the households possible for any of them, and of those that stay without.

    `alone`: how many pairs with other households each bar keeps apart by itself, most first.
    """

    referrals: tuple[int, ...]
    households: tuple[int, ...]
    without: tuple[int, ...]
    alone: tuple[tuple[str, int], ...]


def bottlenecks(problem: Problem, plan: Plan) -> tuple[Bottleneck, ...]:
    """Every bottleneck of a plan, in the order of its first referral; each unmatched referral stands in one."""
    free = free_of_pins(plan.pairs, plan.pins, problem)
    possible: dict[int, list[int]] = {}
    for row, col in zip(plan.pairs.rows[free].tolist(), plan.pairs.cols[free].tolist(), strict=True):
        possible.setdefault(row, []).append(col)
    holder = {pair.household: pair.referral for pair in plan.suggestions}
    sets: list[tuple[set[int], set[int]]] = []
    for missing in plan.unmatched:
        rows, cols = _met(missing.referral, possible, holder)
        for other in [each for each in sets if each[1] & cols]:
            sets.remove(other)
            rows, cols = rows | other[0], cols | other[1]
        sets.append((rows, cols))
    without, pool = {missing.referral for missing in plan.unmatched}, Pool(problem)
    found = [
        Bottleneck(
            tuple(sorted(rows)), tuple(sorted(cols)), tuple(sorted(rows & without)), _alone(rows, cols, plan, pool)
        )
        for rows, cols in sets
    ]
    return tuple(sorted(found, key=lambda each: each.referrals))


def sentence(problem: Problem, found: Bottleneck) -> str:
    """A bottleneck in words, with the bar that alone keeps apart the most pairs with other households."""
    referrals = ", ".join(problem.referrals[row].ref for row in found.referrals)
    homes = ", ".join(problem.households[col].ref for col in found.households)
    who = "1 referral has" if len(found.referrals) == 1 else f"{len(found.referrals)} referrals share"
    what = {0: "no possible household", 1: "only 1 possible household"}
    share = what.get(len(found.households), f"only {len(found.households)} possible households")
    said = f"{who} {share}: {referrals}" + (f" with {homes}." if homes else ".")
    if found.alone:
        code, count = found.alone[0]
        said += (
            f" The bar most responsible is {code}: alone it keeps apart {count} {'pair' if count == 1 else 'pairs'}."
        )
    return said


def _met(start: int, possible: dict[int, list[int]], holder: dict[int, int]) -> tuple[set[int], set[int]]:
    rows, cols, ahead = {start}, set[int](), [start]
    while ahead:
        for col in possible.get(ahead.pop(), ()):
            if col not in cols:
                cols.add(col)
                rows.add(holder[col])
                ahead.append(holder[col])
    return rows, cols


def _alone(rows: set[int], cols: set[int], plan: Plan, pool: Pool) -> tuple[tuple[str, int], ...]:
    others = np.ones(pool.size, bool)
    others[[*cols, *plan.pins.values()]] = False
    counts = np.zeros(len(BARS), np.int64)
    for row in rows:
        flags = broken(pool.problem.referrals[row], pool)
        table = np.array([flags[bar.code] for bar in BARS])[:, others]
        counts += table[:, table.sum(axis=0) == 1].sum(axis=1)
    order = np.argsort(-counts, kind="stable").tolist()
    return tuple((BARS[k].code, int(counts[k])) for k in order if counts[k])
