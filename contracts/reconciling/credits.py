"""Credit notes: which earlier lines each gives back, in whole or in part, and which give back more than was billed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from contracts.charging.days import Span
from contracts.charging.pence import shared
from contracts.reconciling.bills import Bill
from contracts.reconciling.codes import Code
from contracts.reconciling.meeting import Meeting


@dataclass(frozen=True)
class Reversal:
    """So much of one bill (by its place) was given back on a day; its days and hours, where they are named."""

    on: date
    at: int
    pence: int
    span: Span | None
    hundredths: int | None = None


def settled(bills: Sequence[Bill], credits: Sequence[Bill]) -> list[Reversal]:
    """What each credit note takes back; both in order. Its own codes and amounts are written into it.

    A credit note is held against what its placement was billed for the same charge by its date: the days that it
    names, where it names days. One that is larger takes nothing back until somebody has looked at it.
    """
    left = [0 if bill.repeats else bill.line.net_pence for bill in bills]
    reversals, opened = list[Reversal](), _Open(bills, left)
    for credit in credits:
        size = -credit.line.net_pence
        open_to_it = opened.to(credit)
        room = sum(left[at] for at in open_to_it)
        credit.expected = 0 if credit.repeats else -min(size, room)
        if credit.repeats or not credit.stands:
            continue
        if size > room:
            credit.codes.add(Code.CREDIT_OVER_ORIGINAL)
            continue
        takings = dict[int, int]()
        for at in _nearest_first(credit, bills, open_to_it, left):
            taken = min(size, left[at])
            if not taken:
                break
            takings[at] = taken
            left[at] -= taken
            size -= taken
        opened.close(at for at in takings if not left[at])
        reversals += _of(credit, takings)
    return reversals


def _of(credit: Bill, takings: Mapping[int, int]) -> list[Reversal]:
    """What a credit note takes of each bill; the hours that it names are shared out as its pence are."""
    line, named = credit.line, credit.line.hundredths
    if named is None or not takings:
        return [Reversal(line.invoice_date, at, taken, line.span) for at, taken in takings.items()]
    hours = zip(takings.items(), shared(named, list(takings.values())), strict=True)
    return [Reversal(line.invoice_date, at, taken, line.span, part) for (at, taken), part in hours]


class _Open:
    """The bills that a credit note may still take from."""

    def __init__(self, bills: Sequence[Bill], left: Sequence[int]) -> None:
        self._bills = bills
        to_take = [at for at, pence in enumerate(left) if pence > 0]
        spans = {at: span for at in to_take if (span := _days(bills[at]))}
        self._dayed, self._others = list(spans), [at for at in to_take if at not in spans]
        self._place = {at: place for place, at in enumerate(self._dayed)}
        self._by_days = Meeting(list(spans.values()))

    def to(self, credit: Bill) -> list[int]:
        """Bills dated by the credit note's day: of its days, or any where one of the two names none."""
        by_then = credit.line.invoice_date
        dayed = (self._dayed[place] for place in self._by_days.of(_days(credit)))
        return [at for at in (*dayed, *self._others) if self._bills[at].line.invoice_date <= by_then]

    def close(self, places: Iterable[int]) -> None:
        """These were given back wholly."""
        for at in places:
            if at in self._place:
                self._by_days.spend([self._place[at]])
            else:
                self._others.remove(at)


def totals(reversals: Iterable[Reversal]) -> dict[int, int]:
    """How much of each bill was given back in all."""
    given_back: dict[int, int] = {}
    for reversal in reversals:
        given_back[reversal.at] = given_back.get(reversal.at, 0) + reversal.pence
    return given_back


def _days(bill: Bill) -> Span | None:
    """The days that the line names; a fee's day that is its first and last alike is none."""
    span = bill.line.span
    return span if span and span.days else None


def _nearest_first(credit: Bill, bills: Sequence[Bill], places: Sequence[int], left: Sequence[int]) -> list[int]:
    """The bill of the same amount and days first, then of the same amount, then the others, each in order.

    A bill of the credit note's own day comes after all earlier ones: it is most likely the corrected one.
    """
    size, span, day = -credit.line.net_pence, credit.line.span, credit.line.invoice_date
    return sorted(
        places,
        key=lambda at: (bills[at].line.invoice_date == day, left[at] != size, bills[at].line.span != span, at),
    )
