"""Receipts: hours of contact that both sides confirmed, beyond the days themselves; no hour is paid without one."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consortium.access import Viewer, require
from consortium.floor.db import Base, Editable, db, expect_version, flush
from consortium.floor.errors import Conflict, Invalid
from consortium.floor.guard import scoped, whole
from consortium.importing import entries
from consortium.placements import Placement
from consortium.rights import sight
from contracts import purchases
from contracts.invoice_sheets import RECEIPTS_CHECKS, RECEIPTS_COLUMNS
from contracts.ledger import posting
from contracts.purchases import Purchase
from contracts.reconciling.records import HUNDREDTHS

ACT = "receipts.record"
IDENTITY = ("placement_ref", "charge", "from_day", "to_day")


class Receipt(Editable, Base):
    """So many hours on the days of a span, of one purchase; owned by the authority that bought it and the agency."""

    __tablename__ = "receipts"
    __table_args__ = (
        sa.ForeignKeyConstraint(["purchase_id", "authority_id"], ["purchases.id", "purchases.authority_id"]),
        sa.UniqueConstraint(
            "purchase_id",
            *IDENTITY[1:],
            info={"refusal": Conflict("The hours of these days are recorded already.", code="recorded_already")},
        ),
        sa.Index("ix_receipts_authority_id", "authority_id"),
        sa.CheckConstraint("hundredths > 0", name="has_hours"),
        sa.CheckConstraint("to_day > from_day", name="has_days"),
    )

    purchase_id: Mapped[UUID]
    authority_id: Mapped[UUID] = mapped_column(sa.ForeignKey("members.id"))
    agency_id: Mapped[UUID] = mapped_column(sa.ForeignKey("members.id"))
    charge: Mapped[str] = mapped_column(sa.String(40))
    from_day: Mapped[date]
    to_day: Mapped[date]
    hundredths: Mapped[int]
    confirmed_on: Mapped[date]
    recorded_by: Mapped[UUID | None] = mapped_column(sa.ForeignKey("users.id"))
    changed_by: Mapped[UUID | None] = mapped_column(sa.ForeignKey("users.id"))
    purchase: Mapped[Purchase] = relationship(lazy="joined", innerjoin=True)

    @property
    def quantity(self) -> Decimal:
        """The hours, to two decimals."""
        return Decimal(self.hundredths) / HUNDREDTHS


def visible(viewer: Viewer) -> Select[Receipt]:
    """The receipts of the authorities in the viewer's sight, and of what was bought of the own agency, by day."""
    require(viewer, "receipts.read")
    own = sight.is_own(viewer, "receipts.read", owner=Receipt.agency_id)
    reached = sa.or_(sight.of(viewer, "receipts.read", owner=Receipt.authority_id), own)
    return scoped(sa.select(Receipt).where(reached).order_by(Receipt.from_day.desc(), Receipt.id))


def record(viewer: Viewer, *, values: Mapping[str, Any], version: int | None = None) -> tuple[Receipt, int | None]:
    """Records the hours of a span, or changes them; gives the version before, None where they are new.

    The authority's side alone records them, as it records the purchase: an agency does not confirm its own bill.
    """
    require(viewer, ACT)
    entered = entries.complete(entries.read(values, RECEIPTS_COLUMNS), RECEIPTS_COLUMNS)
    entries.check(entered, RECEIPTS_CHECKS)
    purchase = _purchase(viewer, entered["placement_ref"])
    posting.hold(purchase.authority_id)
    said = {"hundredths": int(entered["quantity"] * HUNDREDTHS), "confirmed_on": entered["confirmed_on"]}
    named = {"purchase_id": purchase.id, **{name: entered[name] for name in IDENTITY[1:]}}
    known = _known(**named)
    if known is None:
        sides = {"authority_id": purchase.authority_id, "agency_id": purchase.agency_id}
        known = Receipt(**named, **sides, **said, recorded_by=viewer.user_id)
        db.session.add(known)
        flush()
        return known, None
    before = known.version
    expect_version(known, before if version is None else version)
    if entries.amend(known, said):
        known.changed_by = viewer.user_id
        entries.touch(known)
        flush()
    return known, before


def as_row(receipt: Receipt) -> dict[str, Any]:
    """As a row of the receipts sheet."""
    said = {name: getattr(receipt, name) for name in ("charge", "from_day", "to_day", "quantity", "confirmed_on")}
    return {"placement_ref": receipt.purchase.placement.ref, **said, "version": receipt.version}


def _purchase(viewer: Viewer, ref: str) -> Purchase:
    """The purchase whose hours the viewer may record; what is unknown and what is not shown answer alike."""
    mine = sight.of(viewer, ACT, owner=Purchase.authority_id)
    found = list(db.session.scalars(purchases.visible(viewer).where(Placement.ref == ref, mine).limit(2)))
    if not found:
        raise Invalid({"placement_ref": ["No placement whose hours you may record has this reference."]})
    if len(found) > 1:
        sentence = "Two authorities have a placement of this reference: let the authority itself record its hours."
        raise Invalid({"placement_ref": [sentence]})
    return found[0]


@whole("the hours of a purchase that the caller reached")
def _known(**named: Any) -> Receipt | None:
    return db.session.scalar(sa.select(Receipt).filter_by(**named))
