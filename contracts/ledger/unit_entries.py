"""Unit entries: what happened to the units of a commitment, each with its day, its cause, its author and its number."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consortium import members
from consortium.access import Viewer
from consortium.floor.db import Base, Record, db, flush, words
from consortium.floor.guard import whole
from contracts.year_end.books import Kind


class UnitEntry(Record, Base):
    """Units of one commitment, more or (where an earlier entry is put right) fewer; the database lets none be changed.

    `number` counts the entries of the commitment; `accounting_on` is the day that decides, whenever it was recorded.
    What it stands on is a purchase, another commitment (the other side of a transfer, the period that units come from,
    the closed one that is put right) or what `cause` says in words. `member_id` is whose person recorded it, and
    without one it was the operator of the service.
    """

    __tablename__ = "unit_entries"
    __table_args__ = (
        sa.UniqueConstraint("commitment_id", "number"),
        sa.ForeignKeyConstraint(["commitment_id", "authority_id"], ["commitments.id", "commitments.authority_id"]),
        sa.ForeignKeyConstraint(["purchase_id", "authority_id"], ["purchases.id", "purchases.authority_id"]),
        sa.Index("ix_unit_entries_purchase_id", "purchase_id"),
        sa.Index("ix_unit_entries_kind", "kind", "accounting_on", "commitment_id", "units"),
        sa.CheckConstraint("number >= 1 AND units <> 0", name="counts"),
        sa.Index("ix_unit_entries_counterpart_id", "counterpart_id"),
        sa.CheckConstraint("(kind IN ('taken', 'adjusted')) = (purchase_id IS NOT NULL)", name="taken_of_a_purchase"),
        sa.Index("ix_unit_entries_transfer_id", "transfer_id"),
        sa.CheckConstraint(
            "(kind IN ('transferred_in', 'transferred_out')) = (transfer_id IS NOT NULL)", name="moved_by_a_transfer"
        ),
        sa.CheckConstraint("kind <> 'adjusted' OR counterpart_id IS NOT NULL", name="adjusts_a_period"),
    )

    commitment_id: Mapped[UUID]
    authority_id: Mapped[UUID] = mapped_column(sa.ForeignKey("members.id"))
    number: Mapped[int]
    kind: Mapped[Kind] = mapped_column(words(Kind, name="kind"))
    units: Mapped[int]
    accounting_on: Mapped[date]
    purchase_id: Mapped[UUID | None]
    transfer_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("unit_transfers.id"))
    counterpart_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("commitments.id"))
    cause: Mapped[str | None] = mapped_column(sa.String(200))
    recorded_by: Mapped[UUID | None] = mapped_column(sa.ForeignKey("users.id"))
    member_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("members.id"))
    member: Mapped[members.Member | None] = relationship(foreign_keys=[member_id], lazy="joined")


class UnitSum(Base):
    """The units of a kind in a month, by the day that decides; the database adds each entry to it as it is added.

    So a position reads one row for each month that is over, however many entries there are.
    """

    __tablename__ = "unit_sums"
    __table_args__ = (sa.CheckConstraint("kind <> ''", name="has_kind"),)

    commitment_id: Mapped[UUID] = mapped_column(sa.ForeignKey("commitments.id"), primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    units: Mapped[int]


@whole("the entries of a commitment are numbered one after the other")
def add(viewer: Viewer, *, commitment_id: UUID, authority_id: UUID, entries: Iterable[Mapping[str, Any]]) -> None:
    """Adds entries under the next numbers of their commitment, whose authority is held."""
    added = list(entries)
    if not added:
        return
    last = sa.select(sa.func.coalesce(sa.func.max(UnitEntry.number), 0)).where(UnitEntry.commitment_id == commitment_id)
    number = db.session.scalar(last) or 0
    by = {"recorded_by": viewer.user_id, "member_id": viewer.member_id}
    for at, entry in enumerate(added, start=number + 1):
        db.session.add(UnitEntry(commitment_id=commitment_id, authority_id=authority_id, number=at, **by, **entry))
    flush()
