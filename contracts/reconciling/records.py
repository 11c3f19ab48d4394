"""What is reconciled and what comes of it, as plain values: lines, placements, receipts, answers, what is missing."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any, Self

from contracts.charging.days import Span
from contracts.minimums import Purchase
from contracts.reconciling.codes import Code

HUNDREDTHS = 100


def _named(cls: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    return {one.name: values[one.name] for one in fields(cls)}


@dataclass(frozen=True)
class Line:
    """One line of an invoice, or of a credit note where `net_pence` is below nothing. Days are half-open."""

    supplier: str
    invoice_number: str
    invoice_date: date
    line: int
    authority_code: str
    placement_ref: str | None
    charge: str
    from_day: date | None
    to_day: date | None
    quantity: Decimal | None
    net_pence: int
    vat_pence: int | None

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Self:
        """From the values of a row of the invoices sheet, or any mapping with these keys."""
        return cls(**_named(cls, values))

    @property
    def span(self) -> Span | None:
        """The days billed; None where the line does not name both ends."""
        if self.from_day is None or self.to_day is None:
            return None
        return Span(self.from_day, self.to_day)

    @property
    def hundredths(self) -> int | None:
        """The quantity in hundredths, as a size: a credit note may write it below nothing."""
        return None if self.quantity is None else abs(int(self.quantity * HUNDREDTHS))

    @property
    def is_credit(self) -> bool:
        """Whether the line gives back."""
        return self.net_pence < 0


@dataclass(frozen=True)
class Placement(Purchase):
    """A purchase with what bounds its charges: the order, which days there are, and when both sides confirmed it."""

    adoption_order_on: date | None = None
    ended_on: date | None = None
    confirmed_on: date | None = None

    def is_confirmed(self, as_of: date) -> bool:
        """Whether both sides had confirmed by this day that the child has moved in."""
        return self.confirmed_on is not None and self.confirmed_on <= as_of and self.moved_in_on <= as_of


@dataclass(frozen=True)
class Receipt:
    """Hours of contact that both sides confirmed for the days of a span."""

    placement_ref: str
    charge: str
    from_day: date
    to_day: date
    quantity: Decimal
    confirmed_on: date

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Self:
        """From the values of a row of the receipts sheet, or any mapping with these keys."""
        return cls(**_named(cls, values))

    @property
    def span(self) -> Span:
        """The days on which the hours were."""
        return Span(self.from_day, self.to_day)

    @property
    def hundredths(self) -> int:
        """The hours in hundredths of an hour."""
        return int(self.quantity * HUNDREDTHS)


@dataclass(frozen=True)
class Answer:
    """What came of one line: matched only where placement, order, days and amount agree by their keys.

    `expected_pence` is what is owed for what the line bills, beside what earlier lines bill already; None where no
    placement or no price says it. `confidence` is 1 where matched; below it, how sure it is that the line belongs to
    the placement named, and `because` says by what.
    """

    line: Line
    exceptions: tuple[Code, ...]
    placement_ref: str | None
    expected_pence: int | None
    confidence: Decimal
    because: str
    credited_pence: int = 0

    @property
    def is_settled(self) -> bool:
        """Whether credit notes have put right what was billed: all of it was given back, or what was too much."""
        owed = {0} if self.expected_pence is None else {0, self.expected_pence}
        return self.credited_pence > 0 and self.line.net_pence - self.credited_pence in owed

    @property
    def status(self) -> str:
        """Matched, or an exception that somebody has to look at."""
        return "exception" if self.exceptions else "matched"


@dataclass(frozen=True)
class Missing:
    """A charge that is due and that no line bills. `to_day` is half-open; a fee has none."""

    placement_ref: str
    charge: str
    from_day: date
    to_day: date | None
    expected_pence: int

    @property
    def span(self) -> Span | None:
        """Its days, where it runs by days."""
        return None if self.to_day is None else Span(self.from_day, self.to_day)
