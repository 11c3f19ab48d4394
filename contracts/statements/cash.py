"""What was billed, disputed and paid, and which hours were confirmed, as far as a person may see it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from uuid import UUID

import sqlalchemy as sa

from consortium import members
from consortium.access import Viewer
from consortium.floor import clock
from consortium.floor.db import db
from consortium.floor.guard import whole
from contracts.invoicing import exceptions, invoices, payable, receipts
from contracts.invoicing.ageing import BANDS
from contracts.invoicing.exceptions import LineException
from contracts.invoicing.invoices import Invoice
from contracts.money import reading as ledger
from contracts.money.accounts import Act
from contracts.money.money_entries import MoneyEntry
from contracts.reconciling import records
from contracts.statements.figures import Age, Kind
from contracts.statements.making import Billed, Paid
from contracts.statements.subjects import Chosen

_HELD = ("charge", "from_day", "to_day", "quantity", "confirmed_on")


def billed(viewer: Viewer, *, chosen: Chosen) -> list[Billed]:
    """Every line of the invoices and credit notes that the subject has part in, with what of it is in dispute."""
    found = db.session.scalars(invoices.visible(viewer).where(_its_own(chosen, Invoice))).unique().all()
    standing = _standing(found)
    return [
        Billed(
            invoices.as_line(line),
            line.net_pence - payable.of_line(line.net_pence, standing=standing.get(line.id)),
        )
        for invoice in found
        for line in invoice.lines
    ]


def paid(viewer: Viewer, *, chosen: Chosen) -> Iterator[Paid]:
    """Every payment that the money ledger has, and what of it was taken back; by agency, where it was to one."""
    payments = (MoneyEntry.act == Act.PAYMENT, MoneyEntry.agency_id.is_not(None))
    found = db.session.scalars(ledger.visible(viewer).where(_its_own(chosen, MoneyEntry), *payments)).unique().all()
    for entry, row in zip(found, ledger.rows(viewer, found=found), strict=True):
        pence = -entry.pence if entry.reverses_id else entry.pence
        yield Paid((row["authority_code"], row["agency"], row["placement_ref"]), entry.accounting_on, pence)


def hours(viewer: Viewer, *, purchase_ids: Iterable[UUID]) -> dict[UUID, list[records.Receipt]]:
    """The hours that were confirmed of each of these purchases."""
    known = defaultdict[UUID, list[records.Receipt]](list)
    chosen = receipts.visible(viewer).where(receipts.Receipt.purchase_id.in_(set(purchase_ids)))
    for one in db.session.scalars(chosen).unique():
        held = {name: getattr(one, name) for name in _HELD}
        known[one.purchase_id].append(records.Receipt(one.purchase.placement.ref, **held))
    return known


def ageing(viewer: Viewer, *, chosen: Chosen, on: date) -> list[Age]:
    """The lines that did not agree on a day, by how long already; none where no line was open."""
    stake = exceptions.told_stake(viewer)
    open_ = sa.or_(LineException.closed_on.is_(None), LineException.closed_on > on)
    found = exceptions.visible(viewer).where(_its_own(chosen, LineException), LineException.opened_on <= on, open_)
    undecided = found.where(LineException.outcome.is_(None)).order_by(None)
    rows = db.session.execute(undecided.with_only_columns(stake, LineException.opened_on))
    aged = [(int(pence), (on - opened_on).days) for pence, opened_on in rows]
    return [_aged(first, last, aged) for first, last in BANDS] if aged else []


def _aged(first: int, last: int | None, aged: Iterable[tuple[int, int]]) -> Age:
    within = [pence for pence, days in aged if first <= days and (last is None or days <= last)]
    return Age(first, last, len(within), sum(within))


@whole("what stands against lines of invoices that the caller reached")
def _standing(found: Sequence[Invoice]) -> dict[UUID, tuple[int | None, int]]:
    """Of each line that does not agree: what was decided to be paid, and what was given back."""
    lines = [line.id for invoice in found for line in invoice.lines]
    columns = (LineException.line_id, LineException.pays_pence, LineException.credited_pence)
    asked = sa.select(*columns).where(LineException.line_id.in_(lines), LineException.closed_on.is_(None))
    return {line_id: (pays, credited) for line_id, pays, credited in db.session.execute(asked)}


def _its_own(chosen: Chosen, of: type[Invoice] | type[MoneyEntry] | type[LineException]) -> sa.ColumnElement[bool]:
    """The condition that the subject is the side that buys, or that sells; or that today's authorities of it buy."""
    if chosen.subject.kind is Kind.AUTHORITY:
        return of.authority_id == chosen.id
    if chosen.subject.kind is Kind.AGENCY:
        return of.agency_id == chosen.id
    return of.authority_id.in_(members.belonging(consortium_ids=[chosen.id], on=clock.today()))
