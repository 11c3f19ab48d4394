"""The carers' allowance by date and by the child's age: Scotland's recommended rates of April 2023."""

from datetime import date

from contracts.charging import allowances
from contracts.charging.allowances import Allowance, Part
from contracts.charging.days import Span

APRIL = date(2023, 4, 1)
RATES = [
    Allowance(APRIL, None, 0, 5, 16_831),
    Allowance(APRIL, None, 5, 16, 19_581),
    Allowance(APRIL, None, 16, None, 26_841),
]
BORN = date(2021, 6, 10)


def test_the_rate_changes_on_the_birthday_and_there_is_none_before_the_table_begins():
    days = (date(2023, 3, 31), APRIL, date(2026, 6, 9), date(2026, 6, 10), date(2037, 6, 9), date(2037, 6, 10))

    assert [allowances.rate_on(day, BORN, RATES) for day in days] == [None, 16_831, 16_831, 19_581, 19_581, 26_841]
    assert allowances.rate_on(date(2021, 6, 9), BORN, RATES) is None


def test_a_span_over_a_birthday_comes_in_a_part_for_each_rate():
    found = allowances.allowance(Span(date(2026, 6, 3), date(2026, 6, 12)), BORN, list(reversed(RATES)))

    assert found == (
        Part(Span(date(2026, 6, 3), date(2026, 6, 10)), 16_831, 16_831),
        Part(Span(date(2026, 6, 10), date(2026, 6, 12)), 19_581, 5_595),
    )


def test_a_new_rate_begins_on_its_day():
    rates = [Allowance(APRIL, date(2026, 4, 1), 0, None, 700), Allowance(date(2026, 4, 1), None, 0, None, 1_400)]

    found = allowances.allowance(Span(date(2026, 3, 31), date(2026, 4, 2)), BORN, rates)

    assert [(part.span.days, part.pence) for part in found] == [(1, 100), (1, 200)]
    assert allowances.allowance(Span(date(2020, 1, 1), APRIL), BORN, rates) == ()
