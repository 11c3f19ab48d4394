"""What was owed by a day and not billed by then, as it is known later: the accrual at 31 March, or at any other day."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from contracts import months
from contracts.charging import refunds
from contracts.charging.days import Span, months_completed
from contracts.charging.pence import half_up
from contracts.charging.prices import MONTHLY_AFTER_12, PLACEMENT_FEE, Price, Prices
from contracts.owing.charges import Bought
from contracts.owing.streams import Monthly
from contracts.reconciling import three_way
from contracts.reconciling.records import Line, Missing, Placement, Receipt
from contracts.reconciling.terms import Terms


@dataclass(frozen=True)
class Unbilled:
    """So many pence of a placement; below nothing where a repayment is due that no credit note gives."""

    placement_ref: str
    charge: str
    pence: int


def before(
    day: date, lines: Iterable[Line], bought: Sequence[Bought], prices: Sequence[Price], *, as_of: date
) -> list[Unbilled]:
    """What was owed for the days before one and what no line bills, between two members.

    `lines` are those that count by then. `as_of` is the day by which a move-in or hours have to be confirmed, so that
    late confirmations stand in the period that they are about.
    """
    known = [one for one in bought if one.placement.is_confirmed(as_of)]
    billed = list(lines)
    placements = [replace(one.placement, confirmed_on=one.placement.moved_in_on) for one in known]
    receipts = [replace(hours, confirmed_on=hours.from_day) for one in known for hours in _known(one.receipts, as_of)]
    missing = three_way.reconcile(billed, placements, prices, receipts, as_of=day).missing
    found = [_until(day, one) for one in missing if one.from_day < day]
    priced = Prices(prices)
    for placement in placements:
        found += _month_begun(Terms(placement, MONTHLY_AFTER_12, priced, day), billed)
    for one in known:
        found += _repayment(one, Terms(one.placement, PLACEMENT_FEE, priced, day), billed)
    return found


def _known(receipts: Iterable[Receipt], as_of: date) -> Iterator[Receipt]:
    yield from (one for one in receipts if one.confirmed_on <= as_of)


def _until(day: date, one: Missing) -> Unbilled:
    """Hours of days on both sides of the day are shared out by the days."""
    if one.to_day is None or one.to_day <= day:
        return Unbilled(one.placement_ref, one.charge, one.expected_pence)
    days, of_days = Span(one.from_day, day).days, Span(one.from_day, one.to_day).days
    return Unbilled(one.placement_ref, one.charge, half_up(one.expected_pence * days, of_days))


def _month_begun(terms: Terms, billed: Iterable[Line]) -> Iterator[Unbilled]:
    """The days of the month that is not over: nobody bills them yet, and they are owed for."""
    placement, day = terms.placement, terms.as_of
    start = months.after(placement.moved_in_on, months_completed(placement.moved_in_on, day))
    if terms.price is None or not terms.runs.start <= start < day < terms.runs.end:
        return
    part = Span(start, day)
    if not any(_bills(line, placement, MONTHLY_AFTER_12) and line.span and line.span.meets(part) for line in billed):
        fee = Monthly(terms.price.amount_pence, Span(terms.runs.start, day), placement.moved_in_on)
        yield Unbilled(placement.placement_ref, MONTHLY_AFTER_12, fee.before(day) - fee.before(start))


def _repayment(bought: Bought, terms: Terms, billed: Iterable[Line]) -> Iterator[Unbilled]:
    """What the agency repays after a disruption, until a credit note gives anything of the fee back."""
    placement = bought.placement
    if terms.price is None or bought.refund is None or placement.ended_on is None or placement.ended_on >= terms.as_of:
        return
    if not any(line.is_credit and _bills(line, placement, PLACEMENT_FEE) for line in billed):
        back = refunds.refund(terms.price.amount_pence, placement.moved_in_on, placement.ended_on, bought.refund)
        yield Unbilled(placement.placement_ref, PLACEMENT_FEE, -back)


def _bills(line: Line, placement: Placement, charge: str) -> bool:
    return line.placement_ref == placement.placement_ref and line.charge == charge
