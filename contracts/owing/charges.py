"""Charges owed: what each placement comes to in a span of days, part by part, each with the sum behind it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from contracts.charging import instalments, refunds, vat
from contracts.charging.days import Span
from contracts.charging.instalments import SINGLE, Schedule
from contracts.charging.prices import (
    CHARGES,
    CONTACT_HOURLY,
    FOSTERING_WEEKLY,
    MONTHLY_AFTER_12,
    PLACEMENT_FEE,
    Price,
    Prices,
)
from contracts.charging.refunds import Convention
from contracts.owing import words
from contracts.owing.streams import Due, Hours, Monthly, Stream, Weekly
from contracts.reconciling.records import Placement, Receipt
from contracts.reconciling.terms import Terms


@dataclass(frozen=True)
class Bought:
    """A placement with what decides its charges beside the tariff.

    refund: how the agency repays of the fee, where the placement broke down; None where nothing is repaid.
    """

    placement: Placement
    receipts: Sequence[Receipt] = ()
    schedule: Schedule = SINGLE
    refund: Convention | None = None


@dataclass(frozen=True)
class Charge:
    """One amount that is owed: for the days up to, and without, `to_day`; a fee falls due on one day and has none."""

    placement_ref: str
    authority_code: str
    agency: str
    charge: str
    from_day: date
    to_day: date | None
    pence: int
    vat_pence: int
    words: str


def owed(bought: Bought, prices: Prices, span: Span, *, as_of: date) -> list[Charge]:
    """What is owed for a placement in a span, for days that were over by a day; each financial year by itself.

    Nothing is owed for what both sides have not confirmed by the day, nor for what the tariff has no price for.
    Whatever periods a span is cut into, their charges come to those of the whole, to the penny.
    """
    return [
        charge
        for stream, price in streams(bought, prices, as_of=as_of)
        for year in years(stream.days.within(span))
        if (charge := _part(bought.placement, stream, year, price=price)).pence
    ]


def between(found: Iterable[Stream], span: Span) -> int:
    """What streams come to in a span, in whole pence."""
    parts = [(stream, stream.days.within(span)) for stream in found]
    return sum(stream.before(part.end) - stream.before(part.start) for stream, part in parts if part.days)


def is_priced(bought: Bought, prices: Prices) -> bool:
    """Whether the tariff has any price for a placement: without one, what is owed for it is not known."""
    placement = bought.placement
    return any(
        prices.of(charge, placement.agency, placement.children, placement.moved_in_on) is not None for charge in CHARGES
    )


def years(span: Span) -> Iterator[Span]:
    """The span by financial years: cut at each 1 April, so that no part lies on both sides of a 31 March."""
    start = span.start
    while start < span.end:
        cut = date(start.year + (start >= date(start.year, 4, 1)), 4, 1)
        yield Span(start, min(cut, span.end))
        start = cut


def streams(bought: Bought, prices: Prices, *, as_of: date) -> Iterator[tuple[Stream, Price]]:
    """Each charge of a placement over its days, as far as they are over, with its price."""
    placement = bought.placement
    if not placement.is_confirmed(as_of):
        return
    for charge in CHARGES:
        terms = Terms(placement, charge, prices, as_of)
        if terms.price is not None:
            for stream in _of_charge(terms, bought, terms.price.amount_pence):
                yield stream, terms.price


def _of_charge(terms: Terms, bought: Bought, unit: int) -> Iterable[Stream]:
    over = Span(terms.runs.start, min(terms.runs.end, terms.as_of))
    if terms.charge == PLACEMENT_FEE:
        return [one for one in _fee(bought, unit) if one.on <= terms.as_of]
    if terms.charge == FOSTERING_WEEKLY:
        return [Weekly(unit, over)]
    if terms.charge == MONTHLY_AFTER_12:
        return [Monthly(unit, over, terms.placement.moved_in_on)]
    return [Hours(unit, one.hundredths, one.span) for one in _confirmed(bought, terms.as_of)]


def _fee(bought: Bought, fee: int) -> Iterator[Due]:
    """The instalments, those of one day together, and what is given back where the placement broke down."""
    placement, falls_due = bought.placement, dict[date, list[tuple[int, instalments.Instalment]]]()
    for pence, part in zip(instalments.amounts(fee, bought.schedule), bought.schedule, strict=True):
        on = instalments.due_on(part, placement.moved_in_on, placement.adoption_order_on)
        falls_due.setdefault(on, []).append((pence, part))
    for on, parts in falls_due.items():
        share = sum((part.share for _, part in parts), Fraction())
        yield Due(on, sum(pence for pence, _ in parts), words.of_fee(fee, share))
    if bought.refund is not None and placement.ended_on is not None:
        back = refunds.refund(fee, placement.moved_in_on, placement.ended_on, bought.refund)
        yield Due(placement.ended_on, -back, words.of_refund(fee, bought.refund))


def _confirmed(bought: Bought, as_of: date) -> list[Receipt]:
    return [one for one in bought.receipts if one.charge == CONTACT_HOURLY and one.confirmed_on <= as_of]


def _part(placement: Placement, stream: Stream, part: Span, *, price: Price) -> Charge:
    before, after = stream.before(part.start), stream.before(part.end)
    taxed = _vat(after, price, placement) - _vat(before, price, placement)
    return Charge(
        placement_ref=placement.placement_ref,
        authority_code=placement.authority_code,
        agency=placement.agency,
        charge=stream.charge,
        from_day=part.start,
        to_day=None if stream.charge == PLACEMENT_FEE else part.end,
        pence=after - before,
        vat_pence=taxed,
        words=stream.told(part, after - before),
    )


def _vat(pence: int, price: Price, placement: Placement) -> int:
    """By the rate of the day of moving in, which decides the price as well; where none was in force, none is due."""
    return vat.on_net(pence, price.vat, tax_point=placement.moved_in_on) or 0
