"""What a run suggests otherwise than the run before, and which changed facts are why: one taken back at a time.

A fact is a cause where the later inputs without it, solved again, suggest for the referral what was suggested before.
Where none does alone, facts interact: a set that together does is looked for, from which none can be spared.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from matching.pinning import PinsRefused
from matching.plan import Plan, solve
from matching.problem import Problem
from matching.reasons.inputs import Changed, Fact, changed, taken_back

SOLVES = 300
Mates = dict[str, str | None]


@dataclass(frozen=True)
class Difference:
    """A referral that has another household than before, by reference; None: it had, or has, none, or was in no run.

    `causes`: each of these changes alone, taken back, gives what was before. `together`: where none does, these do, and
    none of them can be spared; empty where the solves ran out.
    """

    referral: str
    before: str | None
    now: str | None
    causes: tuple[Changed, ...]
    together: tuple[Changed, ...]


@dataclass(frozen=True)
class Differences:
    """Every difference, by reference. `cut`: the solves allowed ran out before all was looked at."""

    found: tuple[Difference, ...]
    changed: int
    solves: int
    cut: bool


def differences(
    before: Problem,
    was: Plan,
    now: Problem,
    plan: Plan,
    *,
    solves: int = SOLVES,
    go_on: Callable[[], bool] = lambda: True,
) -> Differences:
    """What differs between the plans of two problems, and why, as far as `solves` reach and `go_on` says yes.

    What changed of those who differ, and of their households, is tried first, then what is of the whole run.
    """
    old, new = mates(before, was), mates(now, plan)
    differing = sorted(ref for ref in old.keys() | new.keys() if old.get(ref) != new.get(ref))
    if not differing:
        return Differences((), len(changed(before, now)), 0, cut=False)
    search = _Search(before, now, old, solves, go_on)
    concerned = {*differing, *(mates.get(ref) for mates in (old, new) for ref in differing)}
    alone = search.alone(concerned)
    found = []
    for ref in differing:
        causes = tuple(each for each in search.facts if search.undone(ref, alone.get(each.fact)))
        together = () if causes else search.together(ref)
        found.append(Difference(ref, old.get(ref), new.get(ref), causes, together))
    return Differences(tuple(found), len(search.facts), search.used, cut=search.cut)


def mates(problem: Problem, plan: Plan) -> Mates:
    """The household of each referral of a plan, by reference; None: it has no suggestion."""
    found: Mates = {referral.ref: None for referral in problem.referrals}
    for pair in plan.suggestions:
        found[problem.referrals[pair.referral].ref] = problem.households[pair.household].ref
    return found


class _Search:
    """Solves the later problem with facts taken back, as often as is allowed; what was solved is kept."""

    def __init__(self, before: Problem, now: Problem, old: Mates, solves: int, go_on: Callable[[], bool]) -> None:
        self.facts, self.used, self.cut = changed(before, now), 0, False
        self._before, self._now, self._old = before, now, old
        self._solves, self._go_on = solves, go_on
        self._known: dict[frozenset[Fact], Mates | None] = {}

    def alone(self, concerned: Collection[str | None]) -> dict[Fact, Mates | None]:
        """What is suggested with each fact taken back; first those of the concerned, then those of no record."""
        ranked = sorted(self.facts, key=lambda each: (set(each.fact.ref).isdisjoint(concerned), bool(each.fact.ref)))
        return {each.fact: self._without([each]) for each in ranked}

    def undone(self, ref: str, found: Mates | None) -> bool:
        """Whether a plan gives a referral what it had before."""
        return found is not None and found.get(ref) == self._old.get(ref)

    def together(self, ref: str) -> tuple[Changed, ...]:
        """Changes that taken back together undo a referral's difference, none to spare; empty where solves ran out.

        All of them give the earlier problem, and so the earlier plan: halves and then single ones are spared in turn.
        """
        kept, size = list(self.facts), len(self.facts)
        while size:
            fewer = self._spared(ref, kept, size)
            if self.cut:
                return ()
            size = size if len(fewer) < len(kept) else size // 2
            kept = fewer
        return tuple(kept) if self.undone(ref, self._without(kept)) else ()

    def _spared(self, ref: str, kept: list[Changed], size: int) -> list[Changed]:
        """One round over the facts, so many at a time: without those that the difference is undone without."""
        at = 0
        while at < len(kept):
            fewer = kept[:at] + kept[at + size :]
            if fewer and self.undone(ref, self._without(fewer)):
                kept = fewer
            else:
                at += size
        return kept

    def _without(self, facts: Collection[Changed]) -> Mates | None:
        """What is suggested with these facts taken back; None where pins then refuse, or the solves ran out."""
        key = frozenset(each.fact for each in facts)
        if key not in self._known:
            if self.used >= self._solves or not self._go_on():
                self.cut = True
                return None
            self.used += 1
            self._known[key] = self._solved(key)
        return self._known[key]

    def _solved(self, facts: frozenset[Fact]) -> Mates | None:
        problem = taken_back(self._now, self._before, facts)
        try:
            return mates(problem, solve(problem))
        except PinsRefused:
            return None
