"""Credit notes: which earlier lines each gives back, in whole or in part, and which give back more than was billed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from contracts.charging.days import Span
from contracts.reconciling.bills import Bill
from contracts.reconciling.codes import Code


@dataclass(frozen=True)
class Reversal:
    """So much of one bill (by its place) was given back on a day, for these days where the credit note names some."""

    on: date
    at: int
    pence: int
    span: Span | None


def settled(bills: Sequence[Bill], credits: Sequence[Bill]) -> list[Reversal]:
    """What each credit note takes back; both in order. Its own codes and amounts are written into it.

    A credit note is held against what its placement was billed for the same charge by its date: the days that it
    names, where it names days. One that is larger takes nothing back until somebody has looked at it.
    """
    left = [0 if bill.repeats else bill.line.net_pence for bill in bills]
    reversals = []
    for credit in credits:
        size = -credit.line.net_pence
        open_to_it = [at for at in range(len(bills)) if left[at] > 0 and _answers(credit, bills[at])]
        room = sum(left[at] for at in open_to_it)
        credit.expected = 0 if credit.repeats else -min(size, room)
        if credit.repeats or not credit.stands:
            continue
        if size > room:
            credit.codes.add(Code.CREDIT_OVER_ORIGINAL)
            continue
        for at in _nearest_first(credit, bills, open_to_it, left):
            taken = min(size, left[at])
            if taken:
                reversals.append(Reversal(credit.line.invoice_date, at, taken, credit.line.span))
            left[at] -= taken
            size -= taken
    return reversals


def totals(reversals: Iterable[Reversal]) -> dict[int, int]:
    """How much of each bill was given back in all."""
    given_back: dict[int, int] = {}
    for reversal in reversals:
        given_back[reversal.at] = given_back.get(reversal.at, 0) + reversal.pence
    return given_back


def _answers(credit: Bill, bill: Bill) -> bool:
    by_then = bill.line.invoice_date <= credit.line.invoice_date
    given, billed = credit.line.span, bill.line.span
    return by_then and (given is None or billed is None or given.meets(billed))


def _nearest_first(credit: Bill, bills: Sequence[Bill], places: Sequence[int], left: Sequence[int]) -> list[int]:
    """The bill of the same amount and days first, then of the same amount, then the others, each in order.

    A bill of the credit note's own day comes after all earlier ones: it is most likely the corrected one.
    """
    size, span, day = -credit.line.net_pence, credit.line.span, credit.line.invoice_date
    return sorted(
        places,
        key=lambda at: (bills[at].line.invoice_date == day, left[at] != size, bills[at].line.span != span, at),
    )
