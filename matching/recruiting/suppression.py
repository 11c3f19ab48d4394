"""What of the findings may leave the consortium: nothing that a few families alone stand behind.

A list of kinds tells of families in four ways, and each is looked at. What is few is fewer than a threshold when one
authority has taken its own referrals away, as in all figures of the service (consortium.statistics.suppression):

1. A kind is made of what referrals say: an area has a contact place in it, a need is somebody's, a number is that of
   some group, an age some child's. Where few stand behind one of these, the kind is not told. An authority learns
   nothing of others where its own are enough to stand behind it.
2. A kind is worth something by way of some referrals. Where they are few, it is not told.
3. Two kinds side by side tell of those by whom they differ. Where they are few, on either side, only the one that
   stands first is told.
4. How many kinds are not told is not told either, and no number of referrals, no scenario and no rank among all is.

None and few are told alike: a list is as silent of an area without any referral as of one with four.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from matching.pool import Flags
from matching.recruiting.archetypes import Archetype, Standing, oldest, tops
from matching.recruiting.areas import Areas
from matching.recruiting.findings import Finding, Findings

LEAST = 5
MOST_TOLD = 50


class _Families:
    """Whose referrals the columns are, so that what one authority knows of them can be taken away."""

    def __init__(self, authorities: Sequence[str], least: int) -> None:
        self._least = least
        self._owned = np.array([[each == name for name in sorted(set(authorities))] for each in authorities], np.int64)

    def are_few(self, flags: Flags) -> bool:
        """Whether fewer than the threshold are left to somebody who knows an authority's own; none at all are few."""
        own = flags @ self._owned
        return int(own.sum() - own.max()) < self._least

    def are_too_few_to_say(self, flags: Flags) -> bool:
        """Whether that there are any, however many, would tell somebody of a few of others'."""
        own = flags @ self._owned
        others = own.sum() - own[own < self._least]
        return int(others.min(initial=own.sum())) < self._least

    def give_away(self, one: Flags, other: Flags) -> bool:
        """Whether a few are what two kinds differ by."""
        return any(rest.any() and self.are_few(rest) for rest in (one & ~other, other & ~one))


def for_agencies(found: Findings, *, least: int = LEAST) -> list[Finding]:
    """The findings that may be told outside: of each area, agencies and number of children the best that may.

    They stand in their order, and each is compared with the first of them.
    """
    families = _Families([referral.authority for referral in found.referrals], least)
    told, claims = dict[Standing, int](), _Claims(found)
    for number in found.order:
        kind, helped = found.candidates.tried[number], found.helped[number]
        if kind.standing in told or families.are_few(helped) or any(map(families.are_too_few_to_say, claims.of(kind))):
            continue
        if not any(families.give_away(helped, found.helped[other]) for other in told.values()):
            told[kind.standing] = number
        if len(told) == MOST_TOLD:
            break
    return [found.finding(number, first=next(iter(told.values()))) for number in told.values()]


class _Claims:
    """By what a kind says of an area, a need, a number or an age: the referrals that stand behind it."""

    def __init__(self, found: Findings) -> None:
        self._referrals, self._areas = found.referrals, Areas(found.problem)
        self._ages = np.array([oldest(referral) for referral in self._referrals])
        self._sizes = np.array([len(referral.children) for referral in self._referrals])
        self._tops = tops(self._referrals)
        self._lying: dict[str, Flags] = {}

    def of(self, kind: Archetype) -> Iterator[Flags]:
        """Each claim of a kind; that it takes one child, or the youngest, is none."""
        yield self._in(kind.area)
        for need in kind.needs:
            yield np.array([need in referral.needs for referral in self._referrals])
        if kind.children > 1:
            yield self._sizes == kind.children
        below = max((top for top in self._tops if top < kind.max_age_months), default=-1)
        if below >= 0:
            yield (self._ages > below) & (self._ages <= kind.max_age_months)
        if kind.min_age_months:
            yield self._ages >= kind.min_age_months

    def _in(self, area: str) -> Flags:
        if area not in self._lying:
            self._lying[area] = np.array([self._areas.holds(area, referral) for referral in self._referrals])
        return self._lying[area]
