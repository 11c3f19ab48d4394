"""Invoices: what an agency bills an authority, line by line, as it was issued; only a credit note puts it right."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consortium import members
from consortium.access import Viewer, require
from consortium.floor.db import Base, Record, db
from consortium.floor.errors import NotFound
from consortium.floor.guard import scoped
from consortium.rights import sight
from contracts.charging.days import Span
from contracts.reconciling import numbers
from contracts.reconciling.records import HUNDREDTHS, Line

LONGEST_KEY = 300
_SIDES = ("agency_id", "authority_id")


class Invoice(Record, Base):
    """One invoice of an agency to an authority, or a credit note of that number; owned by both, and never changed.

    `number_key` is the number in its one plain form: in another spelling it is the same invoice still. It is unique for
    each pair of sides, so that no authority learns from a refusal what another is billed. A credit note that takes a
    whole invoice back names it, and says why.
    """

    __tablename__ = "invoices"
    __table_args__ = (
        sa.UniqueConstraint("agency_id", "authority_id", "number_key", "is_credit"),
        sa.UniqueConstraint("id", *_SIDES),
        sa.ForeignKeyConstraint(["reverses_id", *_SIDES], ["invoices.id", *(f"invoices.{side}" for side in _SIDES)]),
        sa.UniqueConstraint("reverses_id"),
        sa.Index("ix_invoices_authority_id", "authority_id"),
        sa.CheckConstraint("number <> '' AND number_key <> ''", name="has_number"),
        sa.CheckConstraint(
            "(reverses_id IS NULL) = (reason IS NULL) AND (reverses_id IS NULL OR is_credit)",
            name="reversed_for_a_reason",
        ),
    )

    agency_id: Mapped[UUID] = mapped_column(sa.ForeignKey("members.id"))
    authority_id: Mapped[UUID] = mapped_column(sa.ForeignKey("members.id"))
    number: Mapped[str] = mapped_column(sa.String(100))
    number_key: Mapped[str] = mapped_column(sa.String(LONGEST_KEY))
    is_credit: Mapped[bool]
    dated_on: Mapped[date]
    reverses_id: Mapped[UUID | None]
    reason: Mapped[str | None] = mapped_column(sa.Text)
    recorded_by: Mapped[UUID | None] = mapped_column(sa.ForeignKey("users.id"))
    agency: Mapped[members.Member] = relationship(foreign_keys=[agency_id], lazy="joined", innerjoin=True)
    authority: Mapped[members.Member] = relationship(foreign_keys=[authority_id], lazy="joined", innerjoin=True)
    lines: Mapped[list["InvoiceLine"]] = relationship(lazy="selectin", order_by="InvoiceLine.number", viewonly=True)


class InvoiceLine(Record, Base):
    """One line as it was issued: whole pence, half-open days, hours in hundredths; the database lets none change."""

    __tablename__ = "invoice_lines"
    __table_args__ = (
        sa.ForeignKeyConstraint(["invoice_id", *_SIDES], ["invoices.id", *(f"invoices.{side}" for side in _SIDES)]),
        sa.UniqueConstraint("invoice_id", "number"),
        sa.UniqueConstraint("id", *_SIDES),
        sa.Index("ix_invoice_lines_agency_id_authority_id", *_SIDES),
        sa.CheckConstraint("from_day IS NULL OR to_day IS NULL OR to_day >= from_day", name="days_in_order"),
        sa.CheckConstraint("vat_pence IS NULL OR vat_pence = 0 OR (vat_pence < 0) = (net_pence < 0)", name="one_sign"),
    )

    invoice_id: Mapped[UUID]
    agency_id: Mapped[UUID]
    authority_id: Mapped[UUID]
    number: Mapped[int]
    placement_ref: Mapped[str | None] = mapped_column(sa.String(100))
    charge: Mapped[str] = mapped_column(sa.String(100))
    from_day: Mapped[date | None]
    to_day: Mapped[date | None]
    hundredths: Mapped[int | None]
    net_pence: Mapped[int] = mapped_column(sa.BigInteger)
    vat_pence: Mapped[int | None] = mapped_column(sa.BigInteger)
    description: Mapped[str | None] = mapped_column(sa.Text)
    recorded_by: Mapped[UUID | None] = mapped_column(sa.ForeignKey("users.id"))
    invoice: Mapped[Invoice] = relationship(lazy="joined", innerjoin=True)

    @property
    def span(self) -> Span | None:
        """The days billed; None where the line does not name both ends."""
        return None if self.from_day is None or self.to_day is None else Span(self.from_day, self.to_day)

    @property
    def quantity(self) -> Decimal | None:
        """Hours, weeks or months, to two decimals."""
        return None if self.hundredths is None else Decimal(self.hundredths) / HUNDREDTHS


def key_of(number: str) -> str:
    """The number in its one plain form: case, spaces, punctuation, width and leading zeros make no other invoice."""
    return " ".join(numbers.plain(number))


def visible(
    viewer: Viewer,
    *,
    agency_id: UUID | None = None,
    authority_id: UUID | None = None,
    number: str | None = None,
) -> Select[Invoice]:
    """The invoices within the viewer's sight, the latest first; `number` in any spelling."""
    require(viewer, "invoices.read")
    found = scoped(sa.select(Invoice).where(reached(viewer, act="invoices.read", of=Invoice)))
    found = found.order_by(Invoice.dated_on.desc(), Invoice.number, Invoice.id)
    asked = {"agency_id": agency_id, "authority_id": authority_id, "number_key": number and key_of(number)}
    for name, value in asked.items():
        if value is not None:
            found = found.where(getattr(Invoice, name) == value)
    return found


def reached(viewer: Viewer, *, act: str, of: type[Invoice] | type[InvoiceLine]) -> sa.ColumnElement[bool]:
    """The condition that the authority billed is within the viewer's sight, or the agency is the viewer's own.

    Coordinators see by the authority alone, as they see placements.
    """
    return sa.or_(sight.of(viewer, act, owner=of.authority_id), sight.is_own(viewer, act, owner=of.agency_id))


def get(viewer: Viewer, *, invoice_id: UUID) -> Invoice:
    """One invoice within the viewer's sight, with its lines."""
    found = db.session.scalar(visible(viewer).where(Invoice.id == invoice_id))
    if found is None:
        raise NotFound
    return found


def as_line(line: InvoiceLine) -> Line:
    """The line as it is reconciled."""
    return Line.of(as_row(line))


def as_row(line: InvoiceLine) -> dict[str, Any]:
    """As a row of the invoices sheet."""
    issued = line.invoice
    return {
        "supplier": issued.agency.code,
        "invoice_number": issued.number,
        "invoice_date": issued.dated_on,
        "line": line.number,
        "authority_code": issued.authority.code,
        "placement_ref": line.placement_ref,
        "charge": line.charge,
        "from_day": line.from_day,
        "to_day": line.to_day,
        "quantity": line.quantity,
        "net_pence": line.net_pence,
        "vat_pence": line.vat_pence,
        "description": line.description,
    }
