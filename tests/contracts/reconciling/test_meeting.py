"""Spans that have a day of another: the same places as looking at each of them gives, spent or brought back."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from contracts.charging.days import Span
from contracts.reconciling.meeting import Meeting

FIRST = date(2025, 4, 1)
SPANS = st.builds(
    lambda start, days: Span(FIRST + timedelta(days=start), FIRST + timedelta(days=start + days)),
    st.integers(0, 40),
    st.integers(1, 20),
)


@given(st.lists(SPANS, max_size=12), SPANS, st.sets(st.integers(0, 11)), st.sets(st.integers(0, 11)))
def test_those_found_are_those_that_meet_and_are_not_spent(spans, asked, spent, back):
    places = set(range(len(spans)))
    meeting = Meeting(spans)

    meeting.spend([*(spent & places), *(spent & places)])
    meeting.bring_back([*(back & places), *(back & places)])

    unspent = places - (spent - back)
    assert sorted(meeting.of(None)) == sorted(unspent)
    assert sorted(meeting.of(asked)) == [at for at in sorted(unspent) if spans[at].meets(asked)]
