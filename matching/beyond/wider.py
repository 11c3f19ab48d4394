"""What is allowed beyond a run's own rules, and every possible pair under it: children of a group apart as well.

A group that may be placed apart is still placed whole where that costs no child a place. Apart, each child has a
household of its own, and any two of them are at most so many minutes from one another, both ways; a way that nobody
knows is not near. All or none of a group are placed.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from matching.plan import Pairs, Plan, possible_pairs
from matching.pool import Flags, Pool, Whole
from matching.problem import Problem
from matching.travel_times import UNKNOWN

LONGEST_WAY = 240  # minutes
AT_ONCE = 2  # unrelated referrals that a named household may take


class WiderRefused(Exception):
    """What cannot be allowed; the text is a sentence."""


@dataclass(frozen=True)
class Wider:
    """Households that may take two unrelated referrals, and groups that may be apart within so many minutes."""

    twice: frozenset[str]
    apart: Mapping[str, int]


@dataclass(frozen=True)
class Part:
    """One child of a group that may be placed apart: its group, and which row of the wider pairs it is."""

    group: int
    row: int


class Ground:
    """A problem with its plan under a wider rule: `pairs` has a row for each referral and then one for each part."""

    def __init__(self, problem: Problem, plan: Plan, wider: Wider) -> None:
        self.problem, self.plan, self.wider = problem, plan, wider
        self._refuse()
        names = {referral.ref: at for at, referral in enumerate(problem.referrals)}
        groups = [at for ref, at in names.items() if ref in wider.apart and at not in plan.pins]
        singles = [
            (at, replace(problem.referrals[at], ref=f"{problem.referrals[at].ref}/{child.ref}", children=(child,)))
            for at in groups
            for child in problem.referrals[at].children
        ]
        count = len(problem.referrals)
        self.parts = [Part(at, count + number) for number, (at, _) in enumerate(singles)]
        forbids = [
            replace(pin, referral_ref=single.ref)
            for at, single in singles
            for pin in problem.pins
            if pin.decision == "forbid" and pin.referral_ref == problem.referrals[at].ref
        ]
        self.whole = replace(
            problem,
            referrals=(*problem.referrals, *(single for _, single in singles)),
            pins=(*problem.pins, *forbids),
        )
        self.pool = Pool(self.whole)

    @cached_property
    def pairs(self) -> Pairs:
        """Every possible pair of the wider problem."""
        return possible_pairs(self.whole, self.pool, self.plan.pins)

    @cached_property
    def twice(self) -> frozenset[int]:
        """The households that may take two, as indices."""
        return frozenset(at for at, home in enumerate(self.problem.households) if home.ref in self.wider.twice)

    def group_of(self, row: int) -> int:
        """The referral of a row: itself, or the group of a part."""
        return row if row < len(self.problem.referrals) else self.parts[row - len(self.problem.referrals)].group

    @cached_property
    def _ways(self) -> Whole:
        """Minutes from each household (a column) to each (a row)."""
        return np.array([self.pool.minutes_to(home.postcode) for home in self.problem.households], np.int64)

    def near(self, household: int, *, minutes: int) -> Flags:
        """Which other households are so near, both ways."""
        there, back = self._ways[household], self._ways[:, household]
        found: Flags = (there != UNKNOWN) & (back != UNKNOWN) & (np.maximum(there, back) <= minutes)
        found[household] = False
        return found

    def _refuse(self) -> None:
        homes = {home.ref for home in self.problem.households}
        groups = {referral.ref: len(referral.children) for referral in self.problem.referrals}
        for _, sentence in refusals(self.wider, homes=homes, groups=groups):
            raise WiderRefused(sentence)


def refusals(wider: Wider, *, homes: Collection[str], groups: Mapping[str, int]) -> Iterator[tuple[str, str]]:
    """Which of `twice` and `apart` cannot be, and why, with these households and so many children of each referral."""
    for ref in sorted(wider.twice - set(homes)):
        yield "twice", f"There is no household {ref} in the run."
    for ref, minutes in wider.apart.items():
        if ref not in groups:
            yield "apart", f"There is no referral {ref} in the run."
        elif groups[ref] < 2:
            yield "apart", f"{ref} is one child: nobody can be placed apart."
        if not 0 <= minutes <= LONGEST_WAY:
            yield "apart", f"Near is 0 to {LONGEST_WAY} minutes, not {minutes}."
