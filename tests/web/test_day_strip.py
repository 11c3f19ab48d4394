"""The day strip: each day is a mark that can be counted, and says in words what it finds."""

from datetime import date

import pytest

from contracts.charging.days import Span
from web.pictures.day_strip import MOST, day_strip

OCTOBER = Span(date(2026, 10, 1), date(2026, 11, 1))


def test_what_is_billed_and_not_confirmed_is_struck_through():
    drawn = day_strip(OCTOBER, confirmed=[Span(date(2026, 10, 1), date(2026, 10, 19))], name="days")

    assert "Of 31 days billed, 18 can be; the other 13 are struck through." in drawn
    assert (drawn.count("f-a o-a"), drawn.count("f-bs o-b")) == (36, 13)


@pytest.mark.parametrize(
    ("confirmed", "said"), [([OCTOBER], "All 31 days billed are confirmed."), ([], "Of 31 days billed, none can be")]
)
def test_all_and_none_are_said_as_such(confirmed, said):
    assert said in day_strip(OCTOBER, confirmed=confirmed, name="days")


@pytest.mark.parametrize("days", [0, MOST + 1])
def test_no_day_and_too_many_days_are_no_picture(days):
    span = Span(date(2026, 1, 1), date.fromordinal(date(2026, 1, 1).toordinal() + days))

    assert day_strip(span, confirmed=[], name="days") == ""
