"""Owing: what each line comes to, from when; every change of it is a record of its own, and an entry of money."""

from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from consortium.access import Viewer
from consortium.floor import clock
from consortium.floor.db import Base, Record, db, flush
from consortium.floor.guard import whole
from consortium.placements import Placement
from contracts.invoicing import payable
from contracts.invoicing.exceptions import LineException
from contracts.invoicing.invoices import InvoiceLine
from contracts.money import posting
from contracts.money.accounts import Act
from contracts.purchases import Purchase

Pair = tuple[UUID, UUID]
_SIDES = ("agency_id", "authority_id")


class LineAmount(Record, Base):
    """So many pence of a line are payable from here on; below nothing for a credit note. Added, and never changed."""

    __tablename__ = "line_amounts"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["line_id", *_SIDES], ["invoice_lines.id", *(f"invoice_lines.{one}" for one in _SIDES)]
        ),
        sa.UniqueConstraint("line_id", "number"),
        sa.Index("ix_line_amounts_agency_id_authority_id", *_SIDES),
        sa.CheckConstraint("number >= 1", name="counted_from_one"),
    )

    line_id: Mapped[UUID]
    agency_id: Mapped[UUID]
    authority_id: Mapped[UUID]
    number: Mapped[int]
    pence: Mapped[int] = mapped_column(sa.BigInteger)


@whole("what the lines of a pair come to follows from what stands against them")
def follow(viewer: Viewer, *, pair: Pair) -> None:
    """Records what changed of what the lines of a pair come to, and moves the money; the caller holds the authority.

    Every line has one entry that stands: what it comes to. The first is of the invoice's day, a later one of today.
    """
    lines = _lines(pair)
    standing, known = _standing(pair), _latest(pair)
    bought = _bought(pair)
    for line in lines:
        before = known.get(line.id)
        pence = payable.of_line(line.net_pence, standing=standing.get(line.id))
        if pence != (before.pence if before else 0):
            _move(viewer, line, before=before, pence=pence, purchase_id=bought.get(line.placement_ref or ""))


def _move(
    viewer: Viewer, line: InvoiceLine, *, before: LineAmount | None, pence: int, purchase_id: UUID | None
) -> None:
    sides = {"agency_id": line.agency_id, "authority_id": line.authority_id}
    made = LineAmount(line_id=line.id, **sides, number=before.number + 1 if before else 1, pence=pence)
    db.session.add(made)
    flush()
    act, told = Act.CREDIT if line.net_pence < 0 else Act.INVOICE, _called(line)
    if before is not None and before.pence:
        posting.reverse(viewer, cause_id=before.id, act=act, on=clock.today(), cause=told)
    if pence:
        on = _day(line, is_first=before is None)
        to: dict[str, UUID] = {"agency_id": line.agency_id, "authority_id": line.authority_id, "cause_id": made.id}
        posting.post(viewer, act=act, pence=abs(pence), on=on, cause=told, purchase_id=purchase_id, **to)


def _day(line: InvoiceLine, *, is_first: bool) -> date:
    return line.invoice.dated_on if is_first else clock.today()


def _called(line: InvoiceLine) -> str:
    kind = "Credit note" if line.invoice.is_credit else "Invoice"
    return f"{kind} {line.invoice.number}, line {line.number}"


def _lines(pair: Pair) -> Iterable[InvoiceLine]:
    chosen = (InvoiceLine.agency_id == pair[0], InvoiceLine.authority_id == pair[1])
    found = db.session.scalars(sa.select(InvoiceLine).where(*chosen)).unique()
    return sorted(found, key=lambda one: (one.invoice.dated_on, one.invoice.number, one.number, str(one.id)))


def _standing(pair: Pair) -> Mapping[UUID, tuple[int | None, int]]:
    columns = (LineException.line_id, LineException.pays_pence, LineException.credited_pence)
    chosen = (LineException.agency_id == pair[0], LineException.authority_id == pair[1])
    found = sa.select(*columns).where(*chosen, LineException.closed_on.is_(None))
    return {line_id: (pays, credited) for line_id, pays, credited in db.session.execute(found)}


def _latest(pair: Pair) -> Mapping[UUID, LineAmount]:
    chosen = (LineAmount.agency_id == pair[0], LineAmount.authority_id == pair[1])
    found = sa.select(LineAmount).where(*chosen).order_by(LineAmount.number)
    return {one.line_id: one for one in db.session.scalars(found)}


def _bought(pair: Pair) -> Mapping[str, UUID]:
    chosen = (Purchase.agency_id == pair[0], Purchase.authority_id == pair[1])
    joined = sa.select(Placement.ref, Purchase.id).join(Purchase, Purchase.placement_id == Placement.id)
    return {str(ref): key for ref, key in db.session.execute(joined.where(*chosen))}
