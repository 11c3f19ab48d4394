"""What forcing one pair into a best assignment costs, exactly: shortest paths over the changes that it leaves open.

It knows no child and no household. To force a pair, its column's holder has to go elsewhere, whoever held that column
has to, and so on, until somebody takes a free column, is left alone, or takes the column that the forced row gave up.
The dearer the best answer with the pair, the longer the cheapest such chain: a path in the residual graph of the flow
(Ahuja, Magnanti and Orlin, Network Flows, 1993, chapter 9). A best answer leaves no chain that gains anything, so
walks never pay for going round in a circle, and one tree of paths answers for all pairs of a row at once.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from matching.solver import SolverFailed, Whole, largest_cost
from matching.tiers import Tier, largest, spread

FAR = 2**62  # no path is as long: `largest_cost` keeps the sum of any path's costs below half of it
NO_PAIR = -1


@dataclass(frozen=True)
class Cost:
    """What pairs cost, by their indices, NO_PAIR costing nothing: aims stacked into one number, `rooms` apart."""

    of: Callable[[Whole], Whole]
    rooms: tuple[int, ...]

    def apart(self, total: Whole) -> Whole:
        """A sum or difference of costs as the aims that are stacked in it, a column each."""
        columns, rest = [], total
        for room in reversed(self.rooms[1:]):
            low = (rest + room // 2) % room - room // 2
            columns.append(low)
            rest = (rest - low) // room
        return np.stack([rest, *reversed(columns)], axis=1)


@dataclass(frozen=True)
class Arcs:
    """Changes, in the order of their tails: the holder of column `tail` gives up pair `left` and has `taken` instead.

    The column past the last stands for having no column, or no row: whoever is alone may take one, a holder may end
    alone, and a column may end without a holder.
    """

    tails: Whole
    heads: Whole
    taken: Whole
    left: Whole

    def only(self, keep: Whole) -> "Arcs":
        return Arcs(self.tails[keep], self.heads[keep], self.taken[keep], self.left[keep])


class Residual:
    """The changes that a best assignment leaves open. Pairs stand in order, `mates[i]` is the column of row i or -1."""

    def __init__(self, rows: Whole, cols: Whole, mates: Whole, *, n_cols: int) -> None:
        self.rows, self.cols, self.mates, self.n_cols = rows, cols, mates, n_cols
        self.own = np.full(len(mates), NO_PAIR, np.int64)
        chosen = np.flatnonzero(mates[rows] == cols)
        self.own[rows[chosen]] = chosen
        self._starts = np.searchsorted(rows, np.arange(len(mates) + 1))
        self._arcs = self._changes()

    def stacked(self, tiers: Sequence[Tier]) -> list[Cost]:
        """The aims in their order, stacked as far as whole numbers reach and so that their sums come apart again."""
        limit, costs, left = largest_cost(len(self.mates), self.n_cols), list[Cost](), list(tiers)
        while left:
            total, rooms = left[0].costs, [1]
            for tier in left[1:]:
                room = 2 * spread(tier.costs, self.rows) + 1
                if largest(total) * room + largest(tier.costs) > limit:
                    break
                total, rooms = total * room + tier.costs, [*rooms, room]
            if largest(total) > limit:
                raise SolverFailed("One aim alone is too large for the solver's whole numbers.")
            costs.append(Cost(np.append(total, 0).__getitem__, tuple(rooms)))
            left = left[len(rooms) :]
        return costs

    def losses(self, row: int, costs: Sequence[Cost]) -> tuple[Whole, Whole]:
        """The pairs of a row but its own, and what the best answer with each costs more than the best: a column an aim.

        Taken in the order of the aims no loss is below nothing; a later aim may gain by what an earlier one loses.
        """
        choices, losses = self.instead(row, costs)
        real = choices != NO_PAIR
        return choices.compress(real), losses.compress(real, axis=0)

    def instead(self, row: int, costs: Sequence[Cost]) -> tuple[Whole, Whole]:
        """All that a row may have in the place of its own pair, NO_PAIR too where it has one, and what each costs more.

        An answer without a row's own pair has one of them: the least of their costs is what giving the pair up costs.
        """
        others = self._of_row(row)
        choices = others if self.mates[row] < 0 else np.append(others, NO_PAIR)
        heads = np.where(choices == NO_PAIR, self.n_cols, self.cols[choices])
        distances, _ = self._paths(self._arcs, self._end(row), costs)
        ways = [distance[heads] for distance in distances]
        return choices, self._longer(choices, self.own[[row]], costs, ways)

    def losses_of_column(self, col: int, costs: Sequence[Cost]) -> tuple[Whole, Whole]:
        """As `losses`, for the pairs of a column but its own; one tree of paths leads from it to every row's end."""
        pairs = self._of_column(col)
        distances, _ = self._paths(self._backwards, col, costs)
        ends = np.array([self._end(row) for row in self.rows[pairs].tolist()], np.int64)
        own = self.own[self.rows[pairs]]
        return pairs, self._longer(pairs, own, costs, [distance[ends] for distance in distances])

    def moves(self, row: int, costs: Sequence[Cost]) -> dict[int, dict[int, int]]:
        """For each pair of a row but its own, the rows that the best answer with it moves, and to which columns.

        The pair's own row comes first, then each in turn; -1 stands for being left alone.
        """
        end = self._end(row)
        way = self._ways(self._arcs, end, costs)
        return {pair: self._moved(pair, _walk(way, int(self.cols[pair]), end)) for pair in self._of_row(row).tolist()}

    def moves_of_column(self, col: int, costs: Sequence[Cost]) -> dict[int, dict[int, int]]:
        """As `moves`, for the pairs of a column but its own."""
        way, found = self._ways(self._backwards, col, costs), {}
        for pair in self._of_column(col).tolist():
            found[pair] = self._moved(pair, reversed(_walk(way, self._end(int(self.rows[pair])), col)))
        return found

    def without_column(self, col: int, costs: Sequence[Cost]) -> tuple[Whole, dict[int, int]]:
        """What the best answer without a column that is held costs more, a number an aim, and the rows that it moves.

        The rest is a best answer of what is left but for the column's holder: one chain from it repairs the whole. The
        holder comes first, then each in turn; -1 stands for being left alone.
        """
        row = int(np.flatnonzero(self.mates == col)[0])
        arcs = self._arcs.only((self._arcs.tails != col) & (self._arcs.heads != col))
        choices = np.append(self._of_row(row), NO_PAIR)
        heads = np.where(choices == NO_PAIR, self.n_cols, self.cols[choices])
        distances, tight = self._paths(arcs, self.n_cols, costs)
        longer = self._longer(choices, self.own[[row]], costs, [distance[heads] for distance in distances])
        best = min(range(len(choices)), key=lambda at: longer[at].tolist())
        if choices[best] == NO_PAIR:
            return longer[best], {row: -1}
        way = self._first(_tight(tight, np.ones(len(tight.tails), np.int64), self.n_cols, self.n_cols)[1])
        return longer[best], self._moved(int(choices[best]), _walk(way, int(heads[best]), self.n_cols))

    def _of_row(self, row: int) -> Whole:
        pairs: Whole = np.arange(self._starts[row], self._starts[row + 1])
        return pairs.compress(pairs != self.own[row])

    def _of_column(self, col: int) -> Whole:
        pairs: Whole = np.flatnonzero(self.cols == col)
        return pairs.compress(pairs != self.own[self.rows[pairs]])

    def _longer(self, pairs: Whole, own: Whole, costs: Sequence[Cost], distances: Sequence[Whole]) -> Whole:
        """A pair instead of what its row has now, and the way from its column to where that row's chain ends."""
        told = [
            cost.apart(cost.of(pairs) - cost.of(own) + distance)
            for cost, distance in zip(costs, distances, strict=True)
        ]
        return np.concatenate(told, axis=1)

    def _paths(self, arcs: Arcs, end: int, costs: Sequence[Cost]) -> tuple[list[Whole], Arcs]:
        """The least cost from every column to an end, aim by aim, and the arcs that stand in a cheapest path."""
        distances = []
        for cost in costs:
            distance, arcs = _tight(arcs, cost.of(arcs.taken) - cost.of(arcs.left), end, self.n_cols)
            distances.append(distance)
        return distances, arcs

    def _ways(self, arcs: Arcs, end: int, costs: Sequence[Cost]) -> Arcs:
        """One arc for each node of a cheapest path to an end, of the fewest moves where several are as cheap."""
        _, arcs = self._paths(arcs, end, costs)
        return self._first(_tight(arcs, np.ones(len(arcs.tails), np.int64), end, self.n_cols)[1])

    def _first(self, arcs: Arcs) -> Arcs:
        first = np.searchsorted(arcs.tails, np.arange(self.n_cols + 1))
        return arcs.only(np.minimum(first, len(arcs.tails) - 1)) if len(arcs.tails) else arcs

    def _moved(self, pair: int, changes: Iterable[tuple[int, int]]) -> dict[int, int]:
        moved = {int(self.rows[pair]): int(self.cols[pair])}
        for taken, left in changes:
            if taken != NO_PAIR:
                moved[int(self.rows[taken])] = int(self.cols[taken])
            elif left != NO_PAIR:
                moved[int(self.rows[left])] = -1
        return moved

    @cached_property
    def _backwards(self) -> Arcs:
        """The same changes, each from its head to its tail."""
        arcs = Arcs(self._arcs.heads, self._arcs.tails, self._arcs.taken, self._arcs.left)
        return arcs.only(np.argsort(arcs.tails, kind="stable"))

    def _changes(self) -> Arcs:
        outside, held = self.n_cols, np.flatnonzero(self.own != NO_PAIR)
        others = np.flatnonzero(self.mates[self.rows] != self.cols)
        holders, taken_up, every = self.rows[others], self.mates[held], np.arange(self.n_cols)
        own_pair = np.full(self.n_cols, NO_PAIR, np.int64)
        own_pair[taken_up] = self.own[held]
        moving = Arcs(
            np.where(self.mates[holders] < 0, outside, self.mates[holders]),
            self.cols[others],
            others,
            self.own[holders],
        )
        ending = Arcs(every, np.full(self.n_cols, outside), np.full(self.n_cols, NO_PAIR), own_pair)
        nothing = np.full(len(held), NO_PAIR)
        emptied = Arcs(np.full(len(held), outside), taken_up, nothing, nothing)
        joined = [np.concatenate(parts) for parts in zip(*map(_columns, (moving, ending, emptied)), strict=True)]
        arcs = Arcs(*joined)
        return arcs.only(np.argsort(arcs.tails, kind="stable"))

    def _end(self, row: int) -> int:
        """Where the chain that a row sets going may end: at the column that it gives up, or outside if it has none."""
        return self.n_cols if self.mates[row] < 0 else int(self.mates[row])


def _walk(way: Arcs, here: int, end: int) -> list[tuple[int, int]]:
    """The changes on the way from a node to an end, as pairs taken and left."""
    changes = []
    while here != end:
        changes.append((int(way.taken[here]), int(way.left[here])))
        here = int(way.heads[here])
    return changes


def _columns(arcs: Arcs) -> tuple[Whole, Whole, Whole, Whole]:
    return arcs.tails, arcs.heads, arcs.taken, arcs.left


def _tight(arcs: Arcs, lengths: Whole, end: int, last: int) -> tuple[Whole, Arcs]:
    """The least length from every column (the last stands for outside) to an end, and the arcs that attain it."""
    distance = np.full(last + 1, FAR, np.int64)
    distance[end] = 0
    starts = np.flatnonzero(np.diff(arcs.tails, prepend=-1))
    owners = arcs.tails[starts]
    while len(owners):
        beyond = distance[arcs.heads]
        offers = np.minimum.reduceat(np.where(beyond < FAR, beyond + lengths, FAR), starts)
        better = offers < distance[owners]
        if not better.any():
            break
        distance[owners[better]] = offers[better]
    return distance, arcs.only(lengths + distance[arcs.heads] == distance[arcs.tails])
