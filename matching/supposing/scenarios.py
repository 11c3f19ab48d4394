"""A scenario: a few changes supposed at once, refused where they make no sense, applied to a copy of a problem."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from itertools import combinations

from matching.problem import Place, Problem
from matching.supposing.additions import HouseholdAdded, ReferralAdded
from matching.supposing.changes import (
    Change,
    HouseholdHeld,
    HouseholdLost,
    HouseholdOpened,
    MemberLeaves,
    ReferralWithdrawn,
    TermsChanged,
    Thing,
)
from matching.supposing.facts import FactChanged

# Every kind there is, in the order in which they are applied, whatever the order in which they are said.
KINDS: tuple[type[Change], ...] = (
    TermsChanged,
    HouseholdAdded,
    ReferralAdded,
    HouseholdHeld,
    HouseholdOpened,
    FactChanged,
    HouseholdLost,
    ReferralWithdrawn,
    MemberLeaves,
)
MOST = 20  # changes at once: whoever supposes more looks at another consortium


class Unsupposable(Exception):
    """Changes that make no sense; `faults`: the number of each change that is at fault, from 1 (0: all), and why."""

    def __init__(self, faults: Sequence[tuple[int, str]]) -> None:
        self.faults = tuple(faults)
        super().__init__(" ".join(self.sentences))

    @property
    def sentences(self) -> list[str]:
        """One for each fault, that names the change where there is one."""
        return [f"Change {number}: {sentence}" if number else sentence for number, sentence in self.faults]


def supposed(problem: Problem, changes: Sequence[Change]) -> Problem:
    """A copy of a problem with all that is supposed. Raises Unsupposable with every fault of the changes."""
    faults = _of_all(changes) or [
        (number, sentence) for number, one in enumerate(changes, start=1) for sentence in one.faults(problem)
    ]
    if faults:
        raise Unsupposable(faults)
    other = without_doubt(problem, changes)
    new = set(other.households) - set(problem.households)
    if upside_down := sorted(home.ref for home in new if home.min_age_months > home.max_age_months):
        ages = "would be approved from more months than up to: suppose a range"
        raise Unsupposable([(0, f"{ref} {ages}.") for ref in upside_down])
    return other


def without_doubt(problem: Problem, changes: Collection[Change]) -> Problem:
    """A copy with changes of which it is known already that they make sense, some of a set that does."""
    for change in sorted(changes, key=lambda one: KINDS.index(type(one))):
        problem = change.applied(problem)
    return problem


def postcodes_of(changes: Collection[Change]) -> set[str]:
    """The postcodes of what is added: where they lie is the caller's to look up."""
    found = (one.postcode for one in changes if isinstance(one, ReferralAdded | HouseholdAdded))
    return {postcode for postcode in found if postcode is not None}


def with_places(problem: Problem, places: Mapping[str, Place]) -> Problem:
    """The same problem, that knows of more places where they lie; of those it knows, it keeps what it knows."""
    return replace(problem, places={**places, **problem.places})


def sentences(problem: Problem, changes: Collection[Change]) -> tuple[str, ...]:
    """What each supposes, to follow “what if”. Raises Unsupposable as `supposed` does."""
    supposed(problem, list(changes))
    return tuple(one.said(problem) for one in changes)


def _of_all(changes: Sequence[Change]) -> list[tuple[int, str]]:
    """What is wrong with a set, whatever the problem."""
    if not changes:
        return [(0, "Suppose at least one change.")]
    if len(changes) > MOST:
        return [(0, f"Suppose {MOST} changes at the most: these are {len(changes)}.")]
    numbered = enumerate(changes, start=1)
    pairs = combinations([(number, thing) for number, one in numbered for thing in one.things], 2)
    clashes = {
        (later, earlier): thing for (earlier, this), (later, thing) in pairs if earlier != later and _clash(this, thing)
    }
    return [(later, _once(thing, earlier)) for (later, earlier), thing in clashes.items()]


def _clash(one: Thing, other: Thing) -> bool:
    """Whether one is the other, or all of what the other is a part of."""
    shared = min(len(one), len(other))
    return one[:shared] == other[:shared]


def _once(thing: Thing, earlier: int) -> str:
    if thing == ("policy",):
        return f"Change {earlier} supposes other terms too: say them in one change."
    return f"Change {earlier} is of {thing[1]} too: keep one of the two."
