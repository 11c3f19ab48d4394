"""Which days are billed: spans without overlaps, asked and added to without looking at them all."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from datetime import date

from contracts.charging.days import Span, without


class Cover:
    """The days of all spans that were added."""

    def __init__(self, spans: Iterable[Span] = ()) -> None:
        self._starts: list[date] = []
        self._ends: list[date] = []
        for span in spans:
            self.add(span)

    def add(self, span: Span) -> None:
        """Takes the days of a span in."""
        if not span.days:
            return
        first, last = bisect_left(self._ends, span.start), bisect_right(self._starts, span.end)
        start = min([span.start, *self._starts[first:last]])
        end = max([span.end, *self._ends[first:last]])
        self._starts[first:last], self._ends[first:last] = [start], [end]

    def take_out(self, span: Span) -> None:
        """Leaves the days of a span out again."""
        first, last = bisect_right(self._ends, span.start), bisect_left(self._starts, span.end)
        taken = [Span(start, end) for start, end in zip(self._starts[first:last], self._ends[first:last], strict=True)]
        left = without(taken, [span])
        self._starts[first:last], self._ends[first:last] = [one.start for one in left], [one.end for one in left]

    def free(self, span: Span) -> list[Span]:
        """The days of a span that are not taken in, in pieces."""
        first, last = bisect_right(self._ends, span.start), bisect_left(self._starts, span.end)
        begins = [span.start, *self._ends[first:last]]
        ends = [*self._starts[first:last], span.end]
        return [Span(start, end) for start, end in zip(begins, ends, strict=True) if start < end]

    def meets(self, span: Span) -> bool:
        """Whether a day of the span is taken."""
        return span.days > 0 and bisect_right(self._ends, span.start) < bisect_left(self._starts, span.end)
