"""Half-open days: from a first day up to, and without, another; how many months they complete or begin."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from contracts import months


@dataclass(frozen=True, order=True)
class Span:
    """The days from `start` up to, and without, `end`; none where `end` is not after `start`."""

    start: date
    end: date

    @property
    def days(self) -> int:
        """How many days there are."""
        return max((self.end - self.start).days, 0)

    def within(self, other: "Span") -> "Span":
        """The days that both have; a span without days where there are none."""
        return Span(max(self.start, other.start), min(self.end, other.end))

    def meets(self, other: "Span") -> bool:
        """Whether there is a day that both have."""
        return self.within(other).days > 0


def without(spans: Iterable[Span], taken: Iterable[Span]) -> list[Span]:
    """The days of the spans that are in none of `taken`, in pieces, in order."""
    left = sorted(span for span in spans if span.days)
    for one in taken:
        if one.days:
            left = [piece for span in left for piece in _cut(span, one)]
    return left


def _cut(span: Span, one: Span) -> list[Span]:
    if not span.meets(one):
        return [span]
    pieces = Span(span.start, one.start), Span(one.end, span.end)
    return [piece for piece in pieces if piece.days]


def months_completed(start: date, end: date) -> int:
    """How many whole months lie between two days; none where `end` is not after `start`."""
    if end <= start:
        return 0
    count = (end.year - start.year) * 12 + end.month - start.month
    return count if months.after(start, count) <= end else count - 1


def months_begun(start: date, end: date) -> int:
    """How many months have begun between two days, the last of them perhaps not over."""
    completed = months_completed(start, end)
    return completed + (months.after(start, completed) < end)
