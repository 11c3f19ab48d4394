"""Every row matched at the least cost: prices by bids, then chains through tight pairs by OR-Tools' max flow.

The primal-dual method (Kuhn 1955; Ahuja, Magnanti and Orlin, Network Flows, 1993, chapters 9 and 12) on the few pairs
of each row that can matter at the prices: as many rows as tight pairs reach are matched at once, then the prices of the
columns near those left over rise until more pairs are tight. It is many times faster than a flow with costs, but only
where everybody can be matched. Nothing is proven here: matching.solver checks the duals of every answer.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
from ortools.graph.python import max_flow

from matching.options import FAR, Bids, Network, Table, Whole, table

WIDTH = 16  # pairs of a row that are bid on, and that chains go through at first
FEW = 50  # one row in so many: while more than these wait, each phase has to match a tenth of them at least
PHASES = 300
ALONE = -1
NONE = np.empty(0, np.int64)


def everybody_matched(
    rows: Whole, cols: Whole, costs: Whole, *, size: int, in_order: bool
) -> Iterator[tuple[Whole, Whole, Whole]]:
    """Ways to match as many rows as columns: pairs, the dual of each row and of each column; the last is the best.

    Each is the best of more pairs than the one before. There are none where somebody cannot be matched. `in_order`: the
    pairs stand in the order of their rows.
    """
    order = None if in_order else np.argsort(rows)
    if order is not None:
        rows, cols, costs = rows[order], cols[order], costs[order]
    net = Network(rows, cols, costs, np.searchsorted(rows, np.arange(size + 1)))
    if not np.diff(net.starts).all():
        return
    for pairs, prices in candidates(net):
        row_duals = -(costs.take(pairs) + prices.take(cols.take(pairs)))
        yield pairs if order is None else order.take(pairs), row_duals, prices


def candidates(net: Network) -> Iterator[tuple[Whole, Whole]]:
    """The pair of each row and the price of each column, each the best of more pairs, until no more can be found.

    The last is the best of all pairs. Prices are at least 0, and no pair that was looked at costs less than the row's
    own at them.
    """
    most = int(np.diff(net.starts).max())
    width, pairs = min(WIDTH, most), NONE
    prices = Bids(table(net, net.costs, NONE, width)).settle()
    while net.size * width <= 4 * len(net.rows):
        chains = Chains(table(net, net.priced(prices), pairs, width), prices, pairs)
        if chains.complete():
            yield chains.pairs(), chains.prices[:-1]
        if chains.slow or chains.options.whole:
            return
        width, prices, pairs = min(2 * width, most), chains.prices[:-1], chains.pairs()


class Chains:
    """Rows that have an option each, or none yet, and prices at which no option is cheaper than the one they have."""

    def __init__(self, options: Table, prices: Whole, pairs: Whole) -> None:
        self.options, self.prices = options, np.append(prices, 0)
        self._size = len(prices)
        self._begins = np.arange(self._size + 1) * options.cols.shape[1]
        at_prices = options.costs[:-1] + self.prices.take(options.cols[:-1])
        kept = np.isin(options.pairs[:-1, 0], pairs) & (at_prices[:, 0] == at_prices.min(axis=1))
        self.choice = np.append(np.where(kept, 0, ALONE), ALONE)
        self.slow = False  # too many compete for too few: a flow with costs is quicker
        self._holders = self._held()

    def pairs(self) -> Whole:
        """The pairs that rows have, in their order."""
        held = np.flatnonzero(self.choice != ALONE)
        pairs: Whole = self.options.pairs.take(self._places(held))
        return pairs

    def complete(self) -> bool:
        """Match every row by ever dearer chains; False where some are out of reach, or it goes too slowly."""
        near, before = np.arange(self._size), self._size
        for _ in range(PHASES):
            waiting = np.flatnonzero(self.choice[:-1] == ALONE)
            slack = self._slack(waiting)
            self._match(slack, near, waiting)
            self._holders = self._held()
            waiting = waiting[self.choice[waiting] == ALONE]
            if not len(waiting):
                return True
            self.slow = len(waiting) > max(0.9 * before, self._size / FEW)
            if self.slow:
                return False
            away, enough = self._distances(slack, waiting)
            if enough >= FAR:
                return False
            self.prices += np.maximum(enough - away, 0)
            reached = self._holders[away <= enough]
            near, before = np.concatenate([waiting, reached[reached < self._size]]), len(waiting)
        self.slow = True
        return False

    def _places(self, rows: Whole) -> Whole:
        """Where the option that each of some rows has stands in the table."""
        places: Whole = self._begins.take(rows) + self.choice.take(rows)
        return places

    def _held(self) -> Whole:
        """The row of each column; past the last row where it has none."""
        holders = np.full(self._size + 1, self._size)
        held = np.flatnonzero(self.choice != ALONE)
        holders[self.options.cols.take(self._places(held))] = held
        return holders

    def _slack(self, waiting: Whole) -> Whole:
        """What each option costs more than the row's own, or than its cheapest where the row waits."""
        at_prices: Whole = self.prices.take(self.options.cols) + self.options.costs
        least = at_prices.take(self._begins + self.choice, mode="clip")
        least[waiting] = at_prices.take(waiting, axis=0).min(axis=1)
        least[-1] = 0
        at_prices -= least[:, None]
        return at_prices

    def _match(self, slack: Whole, near: Whole, waiting: Whole) -> None:
        """As many rows as chains through the tight options of some rows reach, by max flow from those that wait."""
        source, sink = 2 * self._size, 2 * self._size + 1
        at, options = np.nonzero(slack.take(near, axis=0) == 0)
        rows = near.take(at)
        other = options != self.choice.take(rows)
        rows, options = rows[other], options[other]
        held = near[self.choice.take(near) != ALONE]
        wanted = self.options.cols.take(self._begins.take(rows) + options)
        free = np.unique(wanted[self._holders.take(wanted) == self._size]) + self._size
        taken = self.options.cols.take(self._places(held)) + self._size
        tails = np.concatenate([rows, taken, np.full(len(waiting), source), free])
        heads = np.concatenate([wanted + self._size, held, waiting, np.full(len(free), sink)])
        engine: Any = max_flow.SimpleMaxFlow()
        engine.add_arcs_with_capacity(tails, heads, np.ones(len(tails), np.int64))
        engine.solve(source, sink)
        used = engine.flows(np.arange(len(rows) + len(held))) > 0
        self.choice[held[used[len(rows) :]]] = ALONE
        moved = used[: len(rows)]
        self.choice[rows[moved]] = options[moved]

    def _distances(self, slack: Whole, waiting: Whole) -> tuple[Whole, int]:
        """How far each column is from the rows that wait, and how far is enough: what lies farther is not looked at.

        Every free column is to be taken in the end: prices may rise until the farthest of them is reached.
        """
        free = np.flatnonzero(self._holders[:-1] == self._size)
        away, marks = np.full(self._size + 1, FAR), np.empty(self._size + 1, np.int64)
        rows, base, enough = waiting, np.zeros(len(waiting), np.int64), FAR
        while len(rows):
            offers, heads = slack.take(rows, axis=0), self.options.cols.take(rows, axis=0)
            offers += base[:, None]
            better = offers < np.minimum(away.take(heads), enough + 1)
            heads, offers = heads[better], offers[better]
            np.minimum.at(away, heads, offers)
            each = np.arange(len(heads))
            marks[heads] = each
            front = heads[marks.take(heads) == each]
            rows, base = self._holders.take(front), away.take(front)
            enough = int(away.take(free).max())
        reached = away[free][away[free] < FAR]
        return away, int(reached.max()) if enough == FAR and len(reached) else enough
