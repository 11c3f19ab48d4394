"""Lines that bill hours of supervised contact: as many as both sides confirmed for those days, each hour once."""

from collections.abc import Iterable, Sequence

from contracts.charging import accruals
from contracts.charging.days import Span
from contracts.reconciling.bills import Bill
from contracts.reconciling.codes import Code
from contracts.reconciling.credits import Reversal, totals
from contracts.reconciling.records import Missing, Receipt
from contracts.reconciling.standing import Standing
from contracts.reconciling.terms import Terms

Drawn = dict[int, int]


class Hours:
    """The confirmed hours of one placement by their receipts, in hundredths, and what is left of each."""

    def __init__(self, receipts: Iterable[Receipt]) -> None:
        self.receipts = sorted(receipts, key=lambda one: (one.span, one.hundredths, one.confirmed_on))
        self.left = [receipt.hundredths for receipt in self.receipts]

    def of(self, span: Span | None) -> list[int]:
        """The receipts that a line of these days may rest on: those of the same days first."""
        places = [at for at, one in enumerate(self.receipts) if span is None or one.span.meets(span)]
        return sorted(places, key=lambda at: (self.receipts[at].span != span, at))

    def draw(self, places: Sequence[int], hundredths: int) -> Drawn:
        """Takes hours from these receipts, as far as they go."""
        drawn = {}
        for at in places:
            drawn[at] = min(hundredths, self.left[at])
            self.left[at] -= drawn[at]
            hundredths -= drawn[at]
        return drawn

    def give_back(self, drawn: Drawn) -> None:
        """Puts back what a line drew: it was credited."""
        for at, hundredths in drawn.items():
            self.left[at] += hundredths


def judge(terms: Terms, bills: Sequence[Bill], reversals: Sequence[Reversal], hours: Hours) -> list[Missing]:
    """Writes into each bill what is wrong with it and what is owed for it; what is confirmed and not billed."""
    if not bills:
        return _missing(terms, hours)
    standing, drawn = Standing(reversals), dict[int, Drawn]()
    for at, bill in enumerate(bills):
        _free(standing.move_to(bill), standing, hours, drawn)
        quantity = _look_at(terms, bill, standing, hours)
        if bill.stands:
            drawn[at] = hours.draw(hours.of(bill.line.span), quantity)
            _free(standing.take_in(at, bill), standing, hours, drawn)
    _free(standing.move_to_end(), standing, hours, drawn)
    _draw_what_was_sent_back(bills, reversals, hours)
    return _missing(terms, hours)


def _free(reversals: Iterable[Reversal], standing: Standing, hours: Hours, drawn: dict[int, Drawn]) -> None:
    for reversal in reversals:
        if standing.left[reversal.at] <= 0:
            hours.give_back(drawn.pop(reversal.at, {}))


def _look_at(terms: Terms, bill: Bill, standing: Standing, hours: Hours) -> int:
    """The hundredths of an hour that the line bills; a line that names none bills what was confirmed for its days."""
    line, span, price, places = bill.line, bill.line.span, terms.price, hours.of(bill.line.span)
    left, confirmed = sum(hours.left[at] for at in places), sum(hours.receipts[at].hundredths for at in places)
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
