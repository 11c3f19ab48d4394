"""What would place a referral that the plan leaves without: one changed fact, or where none does two, ranked.

Every answer is a new solve of the changed problem, with its certificate; matching.helping.reach screens what is worth
one.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from matching.helping.concessions import TERMS, relaxed, said
from matching.helping.reach import Candidate, Changes, Rank, Reach, batches, rank_of
from matching.helping.relaxing import MOST
from matching.helping.resolving import Resolver
from matching.plan import Plan
from matching.problem import URGENCIES, Problem

ANSWERS = 5
SOLVES = 100


def always() -> bool:
    """There is time for as many solves as are allowed."""
    return True


@dataclass(frozen=True)
class Remedy:
    """Changes that place a referral: with whom, whom else the new plan places, and whom it leaves without (indices).

    `gained`: children of each urgency that the new plan places more. `moves`: each referral that would leave its
    household for another, and that one.
    """

    changes: Changes
    household: int
    also: tuple[int, ...]
    without: tuple[int, ...]
    gained: tuple[int, ...]
    moves: tuple[tuple[int, int], ...] = ()

    @property
    def rank(self) -> Rank:
        """Nobody left without before somebody; then the children gained; fewest and smallest changes; references."""
        return rank_of(bool(self.without), self.gained, self.changes)


@dataclass(frozen=True)
class Remedies:
    """The best remedies in their order. `cut`: solves or time ran out before all that might do was tried."""

    found: tuple[Remedy, ...]
    solves: int
    cut: bool


def remedies(
    problem: Problem,
    plan: Plan,
    referral: int,
    *,
    most: int = ANSWERS,
    solves: int = SOLVES,
    go_on: Callable[[], bool] = always,
) -> Remedies:
    """The `most` best remedies for a referral without a suggestion, by at most so many solves while `go_on`."""
    search = _Search(problem, plan, referral)
    found, used, cut = list[Remedy](), 0, False
    for number in range(1, MOST + 1):
        for candidate in search.screened(number):
            kept = _undominated(found)
            if len(kept) >= most and kept[most - 1].rank < candidate.best:
                break
            if used == solves or not go_on():
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
        self._problem, self._referral, self._resolver = problem, referral, Resolver(problem, plan)
        self._reach = Reach(problem, plan, self._resolver, referral)
        self._mates = {pair.referral: pair.household for pair in plan.suggestions}

    def screened(self, number: int) -> list[Candidate]:
        """The changes of so many facts that might place the referral, the most hopeful first."""
        hopeful = [each for batch in batches(self._reach.asked(number)) for each in self._reach.hopeful(batch)]
        return sorted(hopeful, key=lambda each: each.best)

    def tried(self, candidate: Candidate) -> Iterator[Remedy]:
        """The remedy, if the best plan of the changed problem places the referral."""
        rows, cols = candidate.records
        mates = self._resolver.mates(relaxed(self._problem, candidate.changes), rows, cols)
        if self._referral in mates:
            also = tuple(row for row in sorted(mates) if row not in self._mates and row != self._referral)
            without = tuple(row for row in self._mates if row not in mates)
            gained = self._children([self._referral, *also], without)
            moves = tuple((row, mates[row]) for row, col in self._mates.items() if mates.get(row, col) != col)
            yield Remedy(candidate.changes, mates[self._referral], also, without, gained, moves)

    def _children(self, placed: Sequence[int], without: Sequence[int]) -> tuple[int, ...]:
        gained = dict.fromkeys(URGENCIES, 0)
        for rows, sign in ((placed, 1), (without, -1)):
            for referral in (self._problem.referrals[row] for row in rows):
                gained[referral.urgency] += sign * len(referral.children)
        return tuple(gained.values())


def opening(ref: str, answer: Remedies) -> str:
    """Whether anything would help, and how much of what might was tried, in words."""
    tried = f" of the {answer.solves} most hopeful that were tried" if answer.cut else ""
    if not answer.found:
        return f"No one or two changes{tried} that may be asked for would bring {ref} a suggestion."
    return f"What would bring {ref} a suggestion, the best{tried} first:"


def sentence(problem: Problem, remedy: Remedy, referral: int) -> str:
    """A remedy in words: what would change, what would follow, and whose word it is."""
    ref = problem.referrals[referral].ref
    parts = [f"{ref} would be suggested with {problem.households[remedy.household].ref}"]
    for row, col in remedy.moves:
        parts.append(f"{problem.referrals[row].ref} would move to {problem.households[col].ref}")
    if remedy.also:
        parts.append(f"{_refs(problem, remedy.also)} would have a suggestion too")
    parts.append(f"{_refs(problem, remedy.without) if remedy.without else 'nobody'} would be left without one")
    asked = dict.fromkeys(TERMS[change.code].whose for change in remedy.changes)
    listed = f"{', '.join(parts[:-1])} and {parts[-1]}"
    return f"If {said(problem, remedy.changes)}, {listed}. To be asked: {' and '.join(asked)}."


def _refs(problem: Problem, rows: Sequence[int]) -> str:
    return ", ".join(problem.referrals[row].ref for row in rows)


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
