"""The days of a statement: the financial year in which a day lies, any two days, and its calendar months; pure."""

from collections.abc import Iterator
from datetime import date, timedelta

from contracts import months
from contracts.charging.days import Span

LONGEST_MONTHS = 120


def year_of(day: date) -> Span:
    """The financial year, 1 April to 31 March, in which a day lies."""
    start = date(day.year - (day < date(day.year, 4, 1)), 4, 1)
    return Span(start, months.after(start, 12))


def fault(span: Span) -> tuple[str, str] | None:
    """Which end of a span is wrong, and what would be right; None where nothing is."""
    if not span.days:
        return "period_end", "Give a day after period_start: it is the day after the last."
    if span.end > months.after(span.start, LONGEST_MONTHS):
        return "period_end", f"Give a day within {LONGEST_MONTHS // 12} years of the first."
    return None


def is_whole_year(span: Span) -> bool:
    """Whether it is one financial year, neither more nor less."""
    return span == year_of(span.start)


def months_of(span: Span) -> Iterator[Span]:
    """The span by calendar months; the first and the last may be cut."""
    start = span.start
    while start < span.end:
        following = months.after(start.replace(day=1), 1)
        yield Span(start, min(following, span.end))
        start = following


def last_day(span: Span) -> date:
    """Its last day."""
    return span.end - timedelta(days=1)
