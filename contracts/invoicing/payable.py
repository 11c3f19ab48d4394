"""Payable: how much of an invoice agrees with the records, or was decided to be paid; the rest is in dispute."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa

from consortium.floor.db import db
from consortium.floor.guard import whole
from contracts.invoicing.exceptions import LineException
from contracts.invoicing.invoices import Invoice


@dataclass(frozen=True)
class Sums:
    """An invoice in whole pence without VAT: what it bills, what of it is payable, and how many lines do not agree."""

    net_pence: int
    payable_pence: int
    exceptions: int

    @property
    def disputed_pence(self) -> int:
        """What is billed and not payable."""
        return self.net_pence - self.payable_pence


@whole("what stands against lines of invoices that the caller reached")
def of(invoices: Sequence[Invoice]) -> dict[UUID, Sums]:
    """The sums of each invoice, asked once for all."""
    lines = [line.id for invoice in invoices for line in invoice.lines]
    columns = (LineException.line_id, LineException.pays_pence, LineException.credited_pence)
    found = sa.select(*columns).where(LineException.line_id.in_(lines), LineException.closed_on.is_(None))
    open_ = {line_id: (pays, credited) for line_id, pays, credited in db.session.execute(found)}
    sums = {}
    for invoice in invoices:
        pays = [of_line(line.net_pence, standing=open_.get(line.id)) for line in invoice.lines]
        wrong = sum(line.id in open_ for line in invoice.lines)
        sums[invoice.id] = Sums(sum(line.net_pence for line in invoice.lines), sum(pays), wrong)
    return sums


def of_line(net_pence: int, *, standing: tuple[int | None, int] | None) -> int:
    """What a line comes to: all of it where it agrees; else what was decided, and what a credit note gave back of it.

    The credit note counts in full on its own line, so that what it gives back is owed here: both come to nothing.
    """
    if standing is None:
        return net_pence
    pays, credited = standing
    return min((pays or 0) + credited, net_pence) if net_pence > 0 else pays or 0
