"""The cheapest pairs of every row side by side, and first prices for columns: rows bid for what suits them at once.

It knows no child and no household, and proves nothing. Bertsekas' auction (1979), broken off when most rows hold a
column, leaves prices near those of a best answer; matching.everybody goes on from there exactly.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Whole = npt.NDArray[np.int64]

FAR = 2**61  # dearer than any way through pairs whose costs the solver takes
NOBODY = -1
ROUNDS = 25  # of bids at one least raise
RAISES = (32, 320, 3200, 32_000)  # the least raise of a price is the table's spread over each of these in turn


@dataclass(frozen=True)
class Network:
    """Pairs of as many rows as columns, in the order of rows; those of each begin at its `starts`, one at least."""

    rows: Whole
    cols: Whole
    costs: Whole
    starts: Whole

    @property
    def size(self) -> int:
        return len(self.starts) - 1

    def each(self, of_rows: Whole) -> Whole:
        """A value of each row, once for each of its pairs."""
        return np.repeat(of_rows, np.diff(self.starts))

    def priced(self, prices: Whole) -> Whole:
        """What each pair costs with the price of its column."""
        priced = prices.take(self.cols)
        priced += self.costs
        return priced


@dataclass(frozen=True)
class Table:
    """The options of each row: pairs, columns and costs, in as many places each; one that is missing costs FAR.

    Below the last row stands one without an option. A pair that is not among its row's options was, at the prices of
    the day, as dear as `beyond`. `whole`: no pair was left out.
    """

    pairs: Whole
    cols: Whole
    costs: Whole
    beyond: Whole
    whole: bool


def table(net: Network, priced: Whole, first: Whole, width: int) -> Table:
    """The cheapest pairs of each row at some prices, `width` at most; those in `first` come before all others."""
    least = np.minimum.reduceat(priced, net.starts[:-1])
    limit = _limit(net, priced, least, width * net.size)
    taken = priced <= net.each(least + limit)
    taken[first] = True
    near = np.flatnonzero(taken)
    over = priced.take(near) - least.take(net.rows.take(near)) + 1
    over[np.searchsorted(near, first)] = 0
    ordered = _by_row(net, near, over)
    starts = np.searchsorted(net.rows.take(ordered), np.arange(net.size + 2))
    places = starts[:-1, None] + np.arange(width)
    missing = places >= starts[1:, None]
    pairs = ordered.take(places, mode="clip")
    cols, costs = net.cols.take(pairs), net.costs.take(pairs)
    cols[missing], costs[missing] = net.size, FAR
    whole = len(near) == len(priced) and int(np.diff(starts).max()) <= width
    return Table(pairs, cols, costs, least + limit + 1, whole)


def _limit(net: Network, priced: Whole, least: Whole, wanted: int) -> int:
    """By how much about so many pairs at most are dearer than the least of their row: found by a sample if there are
    many more."""
    step = max(1, len(priced) // (8 * wanted))
    over = priced[::step] - least.take(net.rows[::step])
    place = wanted // step
    return int(np.partition(over, place)[place] if place < len(over) else over.max())


def _by_row(net: Network, pairs: Whole, over: Whole) -> Whole:
    """Pairs by row, cheapest first, by sorting one number for each, of which costs that would not fit are cut off."""
    of_pair, of_row = len(net.rows).bit_length(), net.size.bit_length()
    cut = max(0, int(over.max()).bit_length() + of_pair + of_row - 63)
    keys = (net.rows.take(pairs) << (63 - of_row)) | ((over >> cut) << of_pair) | pairs
    keys.sort()
    return keys & ((1 << of_pair) - 1)


class Bids:
    """Rows bid for their cheapest option, up to where their next is as good; the highest bid for a column takes it."""

    def __init__(self, options: Table) -> None:
        self._options, size = options, len(options.beyond)
        self.prices = np.zeros(size + 1, np.int64)
        self._holders, self._highest, self._bids = (np.empty(size + 1, np.int64) for _ in range(3))

    def settle(self) -> Whole:
        """The prices of the columns after rounds of ever smaller raises, each from the prices of the one before."""
        beyond = self._options.beyond
        spread = int((beyond - self._options.costs[:-1, 0]).max())
        for raise_by in sorted({spread // part for part in RAISES}, reverse=True):
            self._holders.fill(NOBODY)
            waiting = np.arange(len(beyond))
            for _ in range(ROUNDS):
                if len(waiting) <= len(beyond) // 100:
                    break
                waiting = self._round(waiting, raise_by)
        return self.prices[:-1]

    def _round(self, waiting: Whole, raise_by: int) -> Whole:
        """One bid of every row that waits, and who waits after it; a row to whom no option is worth it bids no more."""
        wanted, raises = self._wishes(waiting)
        bidding = raises >= 0
        bidders, wanted, raises = waiting[bidding], wanted[bidding], raises[bidding] + raise_by
        won = self._winners(wanted, raises)
        sold = wanted[won]
        losers = self._holders[sold]
        self._holders[sold] = bidders[won]
        self.prices[sold] += raises[won]
        outbid = np.ones(len(bidders), bool)
        outbid[won] = False
        return np.concatenate([bidders[outbid], losers[losers != NOBODY]])

    def _wishes(self, waiting: Whole) -> tuple[Whole, Whole]:
        """The cheapest column of each, and how much cheaper it is than the next best."""
        cols = self._options.cols.take(waiting, axis=0)
        at_prices = self._options.costs.take(waiting, axis=0)
        at_prices += self.prices.take(cols)
        places = at_prices.argmin(axis=1) + np.arange(len(waiting)) * at_prices.shape[1]
        best = at_prices.take(places)
        at_prices.put(places, FAR)
        return cols.take(places), np.minimum(at_prices.min(axis=1), self._options.beyond.take(waiting)) - best

    def _winners(self, wanted: Whole, raises: Whole) -> Whole:
        """Which bids are the highest for their column, one for each column."""
        self._highest[wanted] = 0
        np.maximum.at(self._highest, wanted, raises)
        highest = np.flatnonzero(self._highest.take(wanted) == raises)
        self._bids[wanted[highest]] = highest
        first: Whole = highest[self._bids.take(wanted[highest]) == highest]
        return first
