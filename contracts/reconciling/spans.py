"""Lines that bill days: the weekly fostering fee, the monthly fee after a year, and charges that no tariff knows."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from contracts import months
from contracts.charging import accruals
from contracts.charging.days import Span, without
from contracts.charging.pence import half_up
from contracts.charging.prices import FOSTERING_WEEKLY, MONTHLY_AFTER_12
from contracts.reconciling.bills import Bill
from contracts.reconciling.codes import Code
from contracts.reconciling.cover import Cover
from contracts.reconciling.credits import Reversal
from contracts.reconciling.meeting import Meeting
from contracts.reconciling.records import Missing
from contracts.reconciling.standing import Standing
from contracts.reconciling.terms import Terms

BY_DAYS = (FOSTERING_WEEKLY, MONTHLY_AFTER_12)
WEEK = 7
Amounts = tuple[int, ...]
"""The amounts that a line may ask for its days; the first is what it should have asked where it asks another."""


def _share(net: int, span: Span, part: Span) -> int:
    """What the part's days are of an amount for the span, rounded as a line of them is."""
    return half_up(net * part.within(span).days, span.days)


class _Days:
    """The days that standing bills bill, less those that were credited."""

    def __init__(self, bills: Sequence[Bill]) -> None:
        spans = {at: bill.line.span for at, bill in enumerate(bills) if bill.line.span and bill.line.span.days}
        self._places, self._meeting = list(spans), Meeting([span for span in spans.values() if span])
        self._of: dict[int, list[Span]] = {}
        self._cover = Cover()

    def take_in(self, at: int, span: Span) -> None:
        self._of[at] = [span]
        self._cover.add(span)

    def give_back(self, reversals: Iterable[Reversal], standing: Standing) -> None:
        """Frees the days of bills credited in full, and days that a credit note names and pays for."""
        for reversal in reversals:
            bill = standing.bills[reversal.at].line
            if bill.span is None or not bill.span.days or reversal.at not in self._of:
                continue
            if standing.left[reversal.at] <= 0:
                self._give_back(reversal.at, bill.span)
            elif reversal.span and reversal.pence >= _share(bill.net_pence, bill.span, reversal.span):
                self._give_back(reversal.at, reversal.span.within(bill.span))

    def _give_back(self, at: int, span: Span) -> None:
        """Frees days of one bill; what other bills have of them stays billed."""
        self._of[at] = without(self._of[at], [span])
        self._cover.take_out(span)
        for place in self._meeting.of(span):
            for piece in self._of.get(self._places[place], ()):
                self._cover.add(piece)

    def meets(self, span: Span) -> bool:
        return self._cover.meets(span)

    def free(self, span: Span) -> list[Span]:
        return self._cover.free(span)


def judge(terms: Terms, bills: Sequence[Bill], reversals: Sequence[Reversal]) -> list[Missing]:
    """Writes into each bill what is wrong with it and what is owed for it; what is due and not billed."""
    if not bills:
        return _missing(terms, _Days(bills))
    standing, days, amounts = Standing(reversals), _Days(bills), _amounts_of_parts(terms, bills)
    for at, bill in enumerate(bills):
        days.give_back(standing.move_to(bill), standing)
        _look_at(terms, bill, standing, days, amounts.get(at))
        if bill.stands and bill.line.span:
            waiting = standing.take_in(at, bill)
            days.take_in(at, bill.line.span)
            days.give_back(waiting, standing)
    days.give_back(standing.move_to_end(), standing)
    _bill_what_was_sent_back(bills, standing, days)
    return _missing(terms, days)


def _bill_what_was_sent_back(bills: Sequence[Bill], standing: Standing, days: _Days) -> None:
    """A line that goes back leaves room for the right one, and yet its days are billed: they are not missing."""
    for at, bill in enumerate(bills):
        if bill.line.span and not bill.stands and not bill.repeats:
            waiting = standing.take_in(at, bill)
            days.take_in(at, bill.line.span)
            days.give_back(waiting, standing)


def _look_at(terms: Terms, bill: Bill, standing: Standing, days: _Days, amounts: Amounts | None) -> None:
    line, span, price = bill.line, bill.line.span, terms.price
    free = []
    if span:
        free = [span] if bill.repeats else days.free(span)
        bill.codes |= _of_days(terms, span)
        if not bill.repeats and sum(piece.days for piece in free) < span.days:
            bill.codes |= {Code.OVERLAP} | ({Code.DUPLICATE} if standing.has_alike(bill) else set())
    elif terms.charge in BY_DAYS:
        bill.codes.add(Code.NOT_CONFIRMED)
    if price is None:
        return
    worth, *others = amounts or (terms.worth(price.amount_pence, span, line.hundredths),)
    is_right = line.net_pence in (worth, *others)
    if worth is not None and not is_right:
        bill.codes |= terms.wrong_by(line.net_pence, span, line.hundredths)
    if bill.repeats:
        bill.expected = 0
    elif {Code.OVERLAP, Code.OUTSIDE_STAY} & bill.codes:
        bill.expected = _owed(terms, price.amount_pence, [piece.within(terms.runs) for piece in free])
    else:
        bill.expected = line.net_pence if is_right else worth


def _of_days(terms: Terms, span: Span) -> set[Code]:
    """Days outside those for which the charge runs, and days that nobody can have confirmed by now."""
    outside = terms.runs.within(span) != span
    to_come = span.end > terms.as_of + timedelta(days=1)
    return {code for code, holds in ((Code.OUTSIDE_STAY, outside), (Code.NOT_CONFIRMED, to_come)) if holds}


def _owed(terms: Terms, unit: int, pieces: Iterable[Span]) -> int:
    if terms.charge == FOSTERING_WEEKLY:
        return accruals.weekly(unit, sum(piece.days for piece in pieces))
    return sum(accruals.monthly(unit, piece, moved_in_on=terms.placement.moved_in_on) for piece in pieces)


def _amounts_of_parts(terms: Terms, bills: Sequence[Bill]) -> dict[int, Amounts]:
    """What each part of days without a gap may ask, by place among the bills: its days, or what rounding left of all.

    The parts before it have to be right themselves. A part that makes whole weeks of a broken one has what is left
    alone: seven days at a seventh each would come to more than the week.
    """
    if terms.charge != FOSTERING_WEEKLY or terms.price is None:
        return {}
    unit, found = terms.price.amount_pence, dict[int, Amounts]()
    end, start, before = None, None, 0
    spans = [(bill.line.span, at) for at, bill in enumerate(bills) if bill.line.span and not bill.repeats]
    for span, at in sorted(spans, key=lambda one: (one[0].start, one[0].end, one[1])):
        if span.start != end or start is None:
            start, before = span.start, 0
        days = Span(start, span.end).days
        left, completes = accruals.weekly(unit, days) - before, span.days < WEEK and days % WEEK == 0
        found[at] = (left,) if completes else (accruals.weekly(unit, span.days), left)
        net, end = bills[at].line.net_pence, span.end
        if net in found[at]:
            before += net
        else:
            end = None
    return found


def _missing(terms: Terms, billed: _Days) -> list[Missing]:
    """The days of the stay that are over and that no line bills; of monthly fees, months that are over."""
    bought, price = terms.placement, terms.price
    if price is None or not bought.is_confirmed(terms.as_of):
        return []
    over = Span(terms.runs.start, min(terms.runs.end, terms.as_of))
    pieces = billed.free(over) if terms.charge == FOSTERING_WEEKLY else _months(terms, over, billed)
    return [
        Missing(bought.placement_ref, terms.charge, piece.start, piece.end, _owed(terms, price.amount_pence, [piece]))
        for piece in pieces
    ]


def _months(terms: Terms, over: Span, billed: _Days) -> list[Span]:
    """Whole months in which no day is billed: one that is billed in part is somebody's to see.

    Counted from the day of moving in, as they are priced. What the end of the charge cuts off a month is due as well.
    """
    free, count = [], accruals.FIRST_MONTHS
    while (start := months.after(terms.placement.moved_in_on, count)) < over.end:
        count += 1
        month = Span(start, months.after(terms.placement.moved_in_on, count))
        if month.end > over.end:
            if over.end < terms.runs.end:
                break
            month = Span(start, over.end)
        if not billed.meets(month):
            free.append(month)
    return free
