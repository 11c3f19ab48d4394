"""A line under judgement, and what can be said of it before its charge's other lines are looked at."""

from dataclasses import dataclass, field
from datetime import date

from contracts.charging import vat
from contracts.charging.prices import Price
from contracts.reconciling.codes import Code
from contracts.reconciling.records import Line, Placement

SENT_BACK = frozenset({Code.WRONG_AUTHORITY, Code.WRONG_SUPPLIER})
"""A line with one of these goes back unpaid: it takes nothing from what the right line may bill."""


@dataclass
class Bill:
    """A line, what is wrong with it as far as is known, and what is owed for it."""

    line: Line
    codes: set[Code] = field(default_factory=set)
    expected: int | None = None
    repeats: bool = False  # the line stands in the file already, and bills nothing of its own
    credited: int = 0

    @property
    def stands(self) -> bool:
        """Whether later lines have to leave room for this one."""
        return not self.repeats and self.codes.isdisjoint(SENT_BACK)


def opened(line: Line, placement: Placement, price: Price | None, *, repeats: bool, as_of: date) -> Bill:
    """The line with what its own cells say against the placement and its order."""
    bill = Bill(line, repeats=repeats)
    said = {
        Code.WRONG_AUTHORITY: line.authority_code != placement.authority_code,
        Code.WRONG_SUPPLIER: line.supplier != placement.agency,
        Code.DUPLICATE: repeats,
        Code.NOT_CONFIRMED: not line.is_credit and not placement.is_confirmed(as_of),
        Code.BEFORE_PLACEMENT: line.invoice_date < placement.moved_in_on,
        Code.NOT_IN_TARIFF: price is None and not line.is_credit,
    }
    bill.codes.update(code for code, holds in said.items() if holds)
    bill.codes.update(of_vat(line, vat.Treatment.EXEMPT if price is None else price.vat))
    return bill


def of_vat(line: Line, treatment: str) -> set[Code]:
    """VAT charged where none is due, or another amount than the rate gives; a cell left empty says nothing."""
    if line.vat_pence is None:
        return set()
    if treatment != vat.Treatment.STANDARD:
        return {Code.VAT_ON_EXEMPT} if line.vat_pence > 0 else set()
    due = vat.on_net(line.net_pence, vat.Treatment.STANDARD, tax_point=line.invoice_date)
    return set() if line.vat_pence == due else {Code.WRONG_AMOUNT}
