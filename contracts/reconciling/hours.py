"""Lines that bill hours of supervised contact: as many as both sides confirmed for those days, each hour once."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate

from contracts.charging import accruals
from contracts.charging.days import Span
from contracts.reconciling.bills import Bill
from contracts.reconciling.codes import Code
from contracts.reconciling.credits import Reversal, totals
from contracts.reconciling.meeting import Meeting
from contracts.reconciling.records import HUNDREDTHS, Missing, Receipt
from contracts.reconciling.standing import Standing
from contracts.reconciling.terms import Terms

Drawn = dict[int, int]


class Hours:
    """The confirmed hours of one placement by their receipts, in hundredths, and what is left of each."""

    def __init__(self, receipts: Iterable[Receipt]) -> None:
        self.receipts = sorted(receipts, key=lambda one: (one.span, one.hundredths, one.confirmed_on))
        self.left = [receipt.hundredths for receipt in self.receipts]
        self._spans = [receipt.span for receipt in self.receipts]
        self._unspent = Meeting(self._spans)
        by_end = sorted(self.receipts, key=lambda one: one.to_day)
        self._starts, self._ends = [one.from_day for one in self.receipts], [one.to_day for one in by_end]
        self._begun = [0, *accumulate(self.left)]
        self._over = [0, *accumulate(one.hundredths for one in by_end)]

    def of(self, span: Span | None) -> list[int]:
        """The receipts with hours left that a line of these days may rest on: those of the same days first."""
        return sorted(self._unspent.of(span), key=lambda at: (self._spans[at] != span, at))

    def confirmed(self, span: Span | None) -> int:
        """The hours that were confirmed for these days: of what had begun before their end, what was not over."""
        if span is None:
            return self._begun[-1]
        begun, over = bisect_left(self._starts, span.end), bisect_right(self._ends, span.start)
        return self._begun[begun] - self._over[over]

    def draw(self, places: Iterable[int], hundredths: int) -> Drawn:
        """Takes hours from these receipts, as far as they go."""
        drawn = {}
        for at in places:
            if not hundredths:
                break
            drawn[at] = min(hundredths, self.left[at])
            self.left[at] -= drawn[at]
            hundredths -= drawn[at]
        self._unspent.spend(at for at in drawn if not self.left[at])
        return drawn

    def give_back(self, drawn: Drawn, hundredths: int, span: Span | None) -> None:
        """Puts back so many of the hours that a line drew, those of the span first: they were credited."""
        for at in sorted(drawn, key=lambda at: (not (span and self._spans[at].meets(span)), at)):
            back = min(hundredths, drawn[at])
            self.left[at] += back
            drawn[at] -= back
            hundredths -= back
            self._unspent.bring_back([at] if back else [])


def judge(terms: Terms, bills: Sequence[Bill], reversals: Sequence[Reversal], hours: Hours) -> list[Missing]:
    """Writes into each bill what is wrong with it and what is owed for it; what is confirmed and not billed."""
    if not bills:
        return _missing(terms, hours)
    standing, drawn = Standing(reversals), dict[int, Drawn]()
    for at, bill in enumerate(bills):
        _free(terms, standing.move_to(bill), standing, hours, drawn)
        places = hours.of(bill.line.span)
        quantity = _look_at(terms, bill, standing, hours, left=sum(hours.left[place] for place in places))
        if bill.stands:
            drawn[at] = hours.draw(places, quantity)
            _free(terms, standing.take_in(at, bill), standing, hours, drawn)
    _free(terms, standing.move_to_end(), standing, hours, drawn)
    _draw_what_was_sent_back(bills, reversals, hours)
    return _missing(terms, hours)


def _free(
    terms: Terms, reversals: Iterable[Reversal], standing: Standing, hours: Hours, drawn: Mapping[int, Drawn]
) -> None:
    """Gives back the hours of bills credited in full; of others, those that the credit note names and pays for."""
    for reversal in reversals:
        held = drawn[reversal.at]
        wholly = standing.left[reversal.at] <= 0
        hours.give_back(held, sum(held.values()) if wholly else _paid_for(terms, reversal), reversal.span)


def _paid_for(terms: Terms, reversal: Reversal) -> int:
    """The hundredths of an hour that a credit gives back: those that it names, as far as its amount comes to them."""
    if terms.price is None or not terms.price.amount_pence:
        return reversal.hundredths or 0
    price = terms.price.amount_pence
    paid = reversal.pence * HUNDREDTHS // price
    paid += accruals.hourly(price, paid + 1) <= reversal.pence
    return paid if reversal.hundredths is None else min(paid, reversal.hundredths)


def _look_at(terms: Terms, bill: Bill, standing: Standing, hours: Hours, *, left: int) -> int:
    """The hundredths of an hour that the line bills; a line that names none bills what was confirmed for its days."""
    line, span, price = bill.line, bill.line.span, terms.price
    confirmed = hours.confirmed(span)
    quantity = line.hundredths if line.hundredths is not None else (left or confirmed)
    if span and terms.runs.within(span) != span:
        bill.codes.add(Code.OUTSIDE_STAY)
    bill.codes |= _of_hours(bill, standing, quantity=quantity, left=left, confirmed=confirmed)
    if price is None:
        return quantity
    right = accruals.hourly(price.amount_pence, quantity)
    if quantity and line.net_pence != right:
        bill.codes |= terms.wrong_by(line.net_pence, span, quantity)
    owed = min(quantity, confirmed if bill.repeats else left)
    bill.expected = 0 if bill.repeats else accruals.hourly(price.amount_pence, owed)
    return quantity


def _of_hours(bill: Bill, standing: Standing, *, quantity: int, left: int, confirmed: int) -> set[Code]:
    """More hours than were confirmed, or hours that an earlier line has billed."""
    if quantity > confirmed or not confirmed:
        return {Code.NOT_CONFIRMED}
    if bill.repeats or quantity <= left:
        return set()
    return {Code.OVERLAP, Code.DUPLICATE} if standing.has_alike(bill) else {Code.OVERLAP}


def _draw_what_was_sent_back(bills: Sequence[Bill], reversals: Sequence[Reversal], hours: Hours) -> None:
    """A line that goes back leaves room for the right one, and yet its hours are billed: they are not missing."""
    given_back = totals(reversals)
    for at, bill in enumerate(bills):
        if not bill.stands and not bill.repeats and given_back.get(at, 0) < bill.line.net_pence:
            places = hours.of(bill.line.span)
            hours.draw(places, bill.line.hundredths or sum(hours.left[place] for place in places))


def _missing(terms: Terms, hours: Hours) -> list[Missing]:
    bought, price = terms.placement, terms.price
    if price is None or not bought.is_confirmed(terms.as_of):
        return []
    return [
        Missing(bought.placement_ref, terms.charge, one.from_day, one.to_day, accruals.hourly(price.amount_pence, left))
        for one, left in zip(hours.receipts, hours.left, strict=True)
        if left
    ]
