"""Steps 3 to 7 of a year end: what earlier periods of one agreement and authority leave to the later ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from contracts import months
from contracts.year_end.books import Book, Kind, told

EXPIRY_MONTHS = 12
"""How long a carried unit may be used where the terms do not say."""


@dataclass
class _Kept:
    """Units that a period left behind: usable in periods that start on `from_` or later, and before `until`."""

    units: int
    from_: date
    until: date
    cause: str

    def use(self, wanted: int, *, starting: date) -> int:
        """Takes as many of the units as are wanted, there, and usable in a period that starts on this day."""
        used = min(wanted, self.units) if self.from_ <= starting < self.until else 0
        self.units -= used
        return used


def close(chain: Sequence[Book], *, unavailable: Sequence[int]) -> None:
    """Posts all that follows on placements and transfers, period by period; `unavailable` has the relief of each.

    The terms that govern a carried or made-up unit are those of the period that earned it; the oldest is used first.
    """
    carried: list[_Kept] = []
    paid: list[_Kept] = []
    for book, relief in zip(chain, unavailable, strict=True):
        if book.is_closed:
            _repeat(book, carried, kind=Kind.CARRIED_IN)
            _repeat(book, paid, kind=Kind.MADE_UP)
        else:
            _settle(book, carried, paid, relief=relief)
        paid.append(_kept(book, book.sum(Kind.SHORTFALL), lasting=book.commitment.make_up_months))
        expiry = book.commitment.carry_forward_expiry_months
        out = book.sum(Kind.CARRIED_OUT)
        carried.append(_kept(book, out, lasting=EXPIRY_MONTHS if expiry is None else expiry))


def _settle(book: Book, carried: list[_Kept], paid: list[_Kept], *, relief: int) -> None:
    _use(book, carried, wanted=book.lacking, kind=Kind.CARRIED_IN)
    _use(book, paid, wanted=book.beyond, kind=Kind.MADE_UP)
    book.post(Kind.RELIEVED, min(relief, book.lacking), cause="supplier unavailability")
    book.post(Kind.TOLERATED, min(book.commitment.tolerance_units, book.lacking), cause="tolerance")
    book.post(Kind.SHORTFALL, book.lacking, cause="minimum")
    excess = book.post(Kind.EXCESS, book.beyond, cause="minimum")
    book.post(Kind.CARRIED_OUT, min(excess, book.commitment.carry_forward_cap), cause="excess")


def _repeat(book: Book, kept: list[_Kept], *, kind: Kind) -> None:
    """What a closed period used is used, whatever would be used today."""
    for entry in book.entries:
        if entry.kind == kind:
            for one in kept:
                if one.cause == entry.cause:
                    one.units -= entry.units


def _use(book: Book, kept: list[_Kept], *, wanted: int, kind: Kind) -> None:
    for one in kept:
        wanted -= book.post(kind, one.use(wanted, starting=book.commitment.period_start), cause=one.cause)


def _kept(book: Book, units: int, *, lasting: int) -> _Kept:
    ended = book.commitment.period_end
    return _Kept(units, ended, months.after(ended, lasting), told(book.commitment))
