"""The carers' allowance for the child: a weekly rate by date and age, apart from any fee."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from contracts import months
from contracts.charging.accruals import weekly
from contracts.charging.days import Span


@dataclass(frozen=True)
class Allowance:
    """A weekly rate for ages from one birthday up to, and without, another, from a day on."""

    valid_from: date
    valid_to: date | None
    from_age: int
    to_age: int | None
    weekly_pence: int


@dataclass(frozen=True)
class Part:
    """Days at one rate and what they come to."""

    span: Span
    weekly_pence: int
    pence: int


def rate_on(day: date, born_on: date, rates: Iterable[Allowance]) -> int | None:
    """The weekly rate for the child's age on a day; None where the table has none. Rates do not overlap."""
    for rate in rates:
        lasts = _days_of(rate, born_on)
        if lasts.start <= day < lasts.end:
            return rate.weekly_pence
    return None


def allowance(span: Span, born_on: date, rates: Sequence[Allowance]) -> tuple[Part, ...]:
    """The allowance of a span, a part for each rate in it, each rounded once; days without a rate are in no part."""
    spans = [(_days_of(rate, born_on).within(span), rate.weekly_pence) for rate in rates]
    return tuple(Part(days, pence, weekly(pence, days.days)) for days, pence in sorted(spans) if days.days)


def _days_of(rate: Allowance, born_on: date) -> Span:
    of_age = months.after(born_on, 12 * rate.from_age)
    grown = date.max if rate.to_age is None else months.after(born_on, 12 * rate.to_age)
    return Span(of_age, grown).within(Span(rate.valid_from, rate.valid_to or date.max))
