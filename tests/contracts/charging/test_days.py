"""Half-open days, and the months that they complete or begin."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.charging import days
from contracts.charging.days import Span

MAY = Span(date(2026, 5, 1), date(2026, 6, 1))

some_days = st.dates(date(2026, 1, 1), date(2026, 3, 1))
spans = st.builds(Span, some_days, some_days)


def on(*days_of_may: int) -> Span:
    return Span(*(date(2026, 5, day) for day in days_of_may))


def test_the_last_day_of_a_span_is_not_in_it_and_a_span_turned_round_is_empty():
    assert (MAY.days, on(3, 3).days, on(4, 3).days, on(3, 4).days) == (31, 0, 0, 1)
    assert MAY.within(Span(date(2026, 5, 31), date(2026, 7, 1))) == Span(date(2026, 5, 31), date(2026, 6, 1))
    assert MAY.meets(Span(date(2026, 5, 31), date(2026, 7, 1)))
    assert not MAY.meets(Span(date(2026, 6, 1), date(2026, 7, 1)))
    assert not MAY.meets(on(9, 9))


@pytest.mark.parametrize(
    ("taken", "left"),
    [
        ([], [on(2, 9)]),
        ([on(9, 12)], [on(2, 9)]),
        ([on(1, 2)], [on(2, 9)]),
        ([on(4, 6)], [on(2, 4), on(6, 9)]),
        ([on(1, 3), on(8, 9)], [on(3, 8)]),
        ([on(4, 4)], [on(2, 9)]),
        ([on(1, 20)], []),
    ],
)
def test_what_is_taken_leaves_the_days_around_it(taken, left):
    assert days.without([on(2, 9)], taken) == left


def test_spans_without_days_are_no_pieces_and_pieces_come_in_order():
    assert days.without([on(7, 8), on(5, 5), on(1, 2)], []) == [on(1, 2), on(7, 8)]


@given(st.lists(spans, max_size=4), st.lists(spans, max_size=4))
def test_what_is_left_is_counted_day_by_day(held, taken):
    def each(found):
        return {start for span in found for start in range(span.start.toordinal(), span.end.toordinal())}

    assert each(days.without(held, taken)) == each(held) - each(taken)


@pytest.mark.parametrize(
    ("start", "end", "completed", "begun"),
    [
        (date(2025, 6, 10), date(2025, 11, 3), 4, 5),
        (date(2025, 6, 10), date(2025, 7, 9), 0, 1),
        (date(2025, 6, 10), date(2025, 7, 10), 1, 1),
        (date(2025, 6, 10), date(2025, 7, 11), 1, 2),
        (date(2025, 6, 10), date(2025, 6, 10), 0, 0),
        (date(2025, 6, 10), date(2025, 6, 1), 0, 0),
        (date(2025, 1, 31), date(2025, 2, 28), 1, 1),
        (date(2025, 6, 10), date(2026, 6, 10), 12, 12),
        (date(2024, 6, 10), date(2026, 6, 9), 23, 24),
        (date(2024, 6, 10), date(2026, 6, 10), 24, 24),
    ],
)
def test_months_are_completed_or_begun(start, end, completed, begun):
    assert days.months_completed(start, end) == completed
    assert days.months_begun(start, end) == begun
