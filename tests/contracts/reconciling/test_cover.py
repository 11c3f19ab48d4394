"""Which days are billed, asked of spans that were added in any order, against a set of days."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from contracts.charging.days import Span
from contracts.reconciling.cover import Cover

days = st.integers(1, 25).map(lambda day: date(2026, 5, day))
spans = st.builds(Span, days, days)


def each(found):
    return {day for span in found for day in range(span.start.toordinal(), span.end.toordinal())}


@given(st.lists(spans, max_size=6), spans)
def test_what_is_free_and_what_is_met_is_counted_day_by_day(added, asked):
    cover = Cover(added)

    free = cover.free(asked)

    assert each(free) == each([asked]) - each(added)
    assert cover.meets(asked) == bool(each([asked]) & each(added))
    assert free == sorted(free)
    assert all(one.end < other.start for one, other in zip(free, free[1:], strict=False))


@given(st.lists(spans, max_size=6), spans, spans)
def test_what_is_taken_out_again_is_free(added, out, asked):
    cover = Cover(added)

    cover.take_out(out)

    assert each(cover.free(asked)) == each([asked]) - (each(added) - each([out]))


def test_spans_that_touch_become_one_and_empty_ones_nothing():
    cover = Cover([Span(date(2026, 5, 1), date(2026, 5, 3)), Span(date(2026, 5, 3), date(2026, 5, 5))])
    cover.add(Span(date(2026, 5, 9), date(2026, 5, 9)))

    assert cover.free(Span(date(2026, 5, 2), date(2026, 5, 4))) == []
    assert cover.free(Span(date(2026, 5, 8), date(2026, 5, 10))) == [Span(date(2026, 5, 8), date(2026, 5, 10))]
