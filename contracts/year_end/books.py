"""A commitment's book for one period: entries of units, each with its cause; every figure of a year end is a sum."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from contracts.minimums import Commitment


class Kind(StrEnum):
    """What an entry says of its units."""

    COMMITTED = "committed"
    AMENDED = "amended"
    TAKEN = "taken"
    ADJUSTED = "adjusted"
    TRANSFERRED_IN = "transferred_in"
    TRANSFERRED_OUT = "transferred_out"
    CARRIED_IN = "carried_in"
    MADE_UP = "made_up"
    RELIEVED = "relieved"
    TOLERATED = "tolerated"
    SHORTFALL = "shortfall"
    EXCESS = "excess"
    CARRIED_OUT = "carried_out"


MINIMUM = (Kind.COMMITTED, Kind.AMENDED)
COUNTED = (Kind.TAKEN, Kind.ADJUSTED)
"""What an authority took itself: in the period, or in a closed one where it is found out too late to count there."""
MET_BY = (*COUNTED, Kind.TRANSFERRED_IN, Kind.CARRIED_IN, Kind.RELIEVED, Kind.TOLERATED, Kind.SHORTFALL)
"""What stands against the units committed; whatever an authority paid for as a shortfall stands there as well."""
USED_FOR = (Kind.TRANSFERRED_OUT, Kind.MADE_UP, Kind.EXCESS)
"""What units went to that are more than was committed. What is carried out is a part of the excess."""


@dataclass(frozen=True)
class Entry:
    """So many units, and what they stand on: a placement, another authority, another period.

    Only an adjustment may be of fewer than one: units that a closed period counted and should not have.
    """

    kind: Kind
    units: int
    cause: str


@dataclass
class Book:
    """The entries of one commitment, in the order in which they were made; none is added once it is closed."""

    commitment: Commitment
    entries: list[Entry] = field(default_factory=list)
    is_closed: bool = False

    def post(self, kind: Kind, units: int, *, cause: str) -> int:
        """Adds an entry, none for no units; gives the units."""
        if units:
            self.entries.append(Entry(kind, units, cause))
        return units

    def sum(self, *kinds: Kind) -> int:
        """The units of all entries of these kinds."""
        return sum(entry.units for entry in self.entries if entry.kind in kinds)

    @property
    def lacking(self) -> int:
        """Units committed that nothing stands against yet."""
        return max(self._difference, 0)

    @property
    def beyond(self) -> int:
        """Units above the minimum that nothing was done with yet."""
        return max(-self._difference, 0)

    @property
    def is_balanced(self) -> bool:
        """True once every unit committed is met and every unit beyond is used: so a closed book stands."""
        return self._difference == 0

    @property
    def _difference(self) -> int:
        return self.sum(*MINIMUM, *USED_FOR) - self.sum(*MET_BY)


def told(commitment: Commitment) -> str:
    """A commitment as the cause of an entry: its agreement, authority and first day."""
    return f"{commitment.agreement_ref} {commitment.authority_code} {commitment.period_start}"


def in_order(books: Iterable[Book]) -> list[Book]:
    """By agreement and authority, and within them the periods oldest first: the order in which years end."""
    return sorted(books, key=lambda book: order(book.commitment))


def order(commitment: Commitment) -> tuple[str, str, str, str, str]:
    """The place of a commitment among others."""
    days = (commitment.period_start.isoformat(), commitment.period_end.isoformat())
    return (commitment.agreement_ref, commitment.authority_code, *days, commitment.agency or "")
