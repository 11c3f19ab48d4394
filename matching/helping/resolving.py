"""A plan solved again after a few records changed: only their pairs are looked at anew, all the rest is as it was.

What is solved is the whole changed problem, by the same solver with the same certificate and the same last word among
equals; a new run on the changed problem gives the same plan (tests hold the two against each other).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import numpy as np

from matching.plan import Pairs, Plan, aims, digests, free_of_pins, possible_pairs
from matching.pool import Pool, Whole
from matching.problem import Problem
from matching.tiers import Tier, best_in_order
from matching.travel_times import district

Mates = dict[int, int]


class Resolver:
    """Plans of problems that differ from a solved one in a few referrals or households."""

    def __init__(self, problem: Problem, plan: Plan) -> None:
        self.pool = Pool(problem)
        self._problem, self._pins = problem, plan.pins
        self._forbids = tuple(pin for pin in problem.pins if pin.decision == "forbid")
        self._free_rows = [row for row in range(len(problem.referrals)) if row not in plan.pins]
        self._pairs = _only(plan.pairs, free_of_pins(plan.pairs, plan.pins, problem))
        self._digests = digests(problem, self._pairs.rows, self._pairs.cols)
        self._told: dict[str, dict[tuple[str, str], int]] = {}
        for way, minutes in problem.minutes.items():
            self._told.setdefault(way[0], {})[way] = minutes

    def part(self, after: Problem, rows: Sequence[int], cols: Sequence[int] | None) -> Pairs:
        """The possible pairs of some referrals with some households (None: with all, none of which has changed).

        Travel minutes may have changed too.
        """
        few = replace(after, referrals=tuple(after.referrals[row] for row in rows), pins=self._forbids)
        if cols is None:
            known = after.minutes is self._problem.minutes
            pairs = possible_pairs(few, self.pool if known else Pool(few), {})
        else:
            few = replace(few, households=tuple(after.households[col] for col in cols))
            few = replace(few, minutes=self._minutes(few, after))
            pairs = possible_pairs(few, Pool(few), {})
        numbers = pairs.cols if cols is None else np.array(cols, np.int64)[pairs.cols]
        here = Pairs(np.array(rows, np.int64)[pairs.rows], numbers, pairs.merits)
        return _only(here, np.flatnonzero(~np.isin(here.cols, list(self._pins.values()))))

    def _minutes(self, few: Problem, after: Problem) -> Mapping[tuple[str, str], int]:
        """What is known of the ways from few households: a long table is not gone through for each of them."""
        starts = {district(home.postcode) for home in few.households}
        if after.minutes is not self._problem.minutes:
            return {way: minutes for way, minutes in after.minutes.items() if way[0] in starts}
        told = [self._told.get(start, {}) for start in starts]
        return {way: minutes for ways in told for way, minutes in ways.items()}

    def mates(self, after: Problem, rows: Collection[int], cols: Collection[int]) -> Mates:
        """The household of each referral in the best plan after the referrals `rows` and households `cols` changed."""
        kept = np.flatnonzero(~np.isin(self._pairs.rows, list(rows)) & ~np.isin(self._pairs.cols, list(cols)))
        own = self.part(after, [row for row in rows if row not in self._pins], None)
        own = _only(own, np.flatnonzero(~np.isin(own.cols, list(cols))))
        theirs = self.part(after, self._free_rows, list(cols))
        parts = [_only(self._pairs, kept), own, theirs]
        sealed = [self._digests[kept], *(digests(after, part.rows, part.cols) for part in (own, theirs))]
        order = np.lexsort((_joined([p.cols for p in parts]), _joined([p.rows for p in parts])))
        pairs = _only(Pairs(*(_joined(list(column)) for column in zip(*map(_columns, parts), strict=True))), order)
        tiers = [*aims(after, pairs, np.arange(len(order))), Tier("digest", _joined(sealed)[order])]
        shape = {"n_rows": len(after.referrals), "n_cols": len(after.households)}
        mates = best_in_order(pairs.rows, pairs.cols, tiers, **shape).mates
        return self._pins | {row: int(mates[row]) for row in np.flatnonzero(mates >= 0).tolist()}


def _only(pairs: Pairs, keep: Whole) -> Pairs:
    return Pairs(pairs.rows[keep], pairs.cols[keep], pairs.merits[keep])


def _columns(pairs: Pairs) -> tuple[Whole, Whole, Whole]:
    return pairs.rows, pairs.cols, pairs.merits


def _joined(columns: list[Whole]) -> Whole:
    return np.concatenate(columns)
