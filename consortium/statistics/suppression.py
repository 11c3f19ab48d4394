"""Suppression: small numbers are hidden, and with them whatever would give them away. Tallies in, what is shown out.

Readers are members' own people: each knows which records are its own, and takes them away from any number it is shown.
So a number is small where, for some member, fewer than five are left. Of one total with its breakdowns is shown:

1. nothing, where the total is small;
2. the total otherwise, and every block of a breakdown that holds no small cell. Which cells make a block, to be shown
   or hidden together, is settled before anything is counted. Where the hidden blocks are small together, or one of them
   is a single cell, all of the breakdown is hidden.

What is guaranteed: for a reader who knows this rule, all that was shown and every record of one member, each hidden
number, less that member's own, may still be 0, 1, 2, 3 or 4. For whoever works out what the hidden cells sum to finds
at least five of others; were so many of them in one cell and the rest in another of its block (of any, where all are
hidden), the same would be shown. So none and few are told alike, and no hidden number is narrowed below five values.
Breakdowns of one total share nothing but the total, and so stay safe beside each other.

What is not: that members who put their own records together learn nothing, nor whoever compares answers about different
days. Who asks for figures sees to the latter: `consortium.statistics.figures`.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain, compress

LEAST = 5  # the smallest number that is shown


@dataclass(frozen=True)
class Tally:
    """How many there are, and how many of them each owner knows as its own; one may have several owners."""

    count: int = 0
    own: Counter[Hashable] = field(default_factory=Counter)

    def __add__(self, other: "Tally") -> "Tally":
        """Both together."""
        return Tally(self.count + other.count, self.own + other.own)

    @property
    def others(self) -> int:
        """The fewest that are left when one owner takes its own away."""
        return self.count - max(self.own.values(), default=0)

    @property
    def is_small(self) -> bool:
        """Whether to show it would tell somebody a number under five of others'."""
        return self.others < LEAST


Blocks = Sequence[Sequence[Tally]]
"""The cells of one breakdown, by blocks that are shown or hidden together."""


@dataclass(frozen=True)
class Published:
    """What may be shown of a total and of the cells of each of its breakdowns, in their order; None is not shown."""

    total: int | None
    breakdowns: tuple[tuple[int | None, ...], ...]


def tallied(blocks: Sequence[Sequence[str]], units: Iterable[tuple[str, Iterable[Hashable]]]) -> Blocks:
    """A tally for each cell of the blocks, of units that name their cell and their owners."""
    counts: Counter[str] = Counter()
    own: dict[str, Counter[Hashable]] = {cell: Counter() for cell in chain(*blocks)}
    for cell, owners in units:
        counts[cell] += 1
        own[cell].update(set(owners))
    return [[Tally(counts[cell], own[cell]) for cell in block] for block in blocks]


def published(*breakdowns: Blocks) -> Published:
    """What may be shown of these breakdowns of one and the same total, of which there is at least one."""
    totals = [_together(blocks) for blocks in breakdowns]
    if not totals or any(total != totals[0] for total in totals):
        raise ValueError("Breakdowns are published together when they sum to one total.")
    if totals[0].is_small:
        return nothing(*breakdowns)
    return Published(totals[0].count, tuple(_shown(blocks) for blocks in breakdowns))


def nothing(*breakdowns: Blocks) -> Published:
    """Neither the total nor any cell."""
    return Published(None, tuple((None,) * sum(map(len, blocks)) for blocks in breakdowns))


def _shown(blocks: Blocks) -> tuple[int | None, ...]:
    hidden = [any(cell.is_small for cell in block) for block in blocks]
    if any(hidden) and _gives_away(list(compress(blocks, hidden))):
        hidden = [True] * len(blocks)
    return tuple(None if hides else cell.count for block, hides in zip(blocks, hidden, strict=True) for cell in block)


def _gives_away(hidden: Blocks) -> bool:
    """Whether the sum of the hidden cells, which can be worked out, tells too much of one of them."""
    return _together(hidden).is_small or any(len(block) == 1 for block in hidden)


def _together(blocks: Blocks) -> Tally:
    return sum(chain(*blocks), Tally())
