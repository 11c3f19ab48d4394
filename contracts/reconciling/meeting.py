"""Which of many spans have a day of a given one, found without looking at them all."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

from contracts.charging.days import Span


class Meeting:
    """Spans with days, by their places in the order given; those that are spent are passed over until they return."""

    def __init__(self, spans: Sequence[Span]) -> None:
        order = sorted(range(len(spans)), key=lambda at: (spans[at], at))
        self._rank = {at: rank for rank, at in enumerate(order)}
        self._order, self._starts = order, [spans[at].start for at in order]
        self._ends = [spans[at].end for at in order]
        self._last = list(accumulate(self._ends, max))
        self._unspent = list(range(len(order)))

    def of(self, span: Span | None) -> Iterator[int]:
        """The unspent places whose spans have a day of this one, by their days; all unspent ones where it is None."""
        first, end = 0, len(self._order)
        if span is not None:
            first, end = bisect_right(self._last, span.start), bisect_left(self._starts, span.end)
        for rank in self._unspent[bisect_left(self._unspent, first) : bisect_left(self._unspent, end)]:
            if span is None or self._ends[rank] > span.start:
                yield self._order[rank]

    def spend(self, places: Iterable[int]) -> None:
        """Passes these over from here on."""
        for at in places:
            found = bisect_left(self._unspent, self._rank[at])
            if self._unspent[found : found + 1] == [self._rank[at]]:
                del self._unspent[found]

    def bring_back(self, places: Iterable[int]) -> None:
        """Finds these again."""
        for at in places:
            found = bisect_left(self._unspent, self._rank[at])
            if self._unspent[found : found + 1] != [self._rank[at]]:
                self._unspent.insert(found, self._rank[at])
