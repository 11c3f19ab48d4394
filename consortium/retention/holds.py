"""Legal holds: while one lies on a record, nothing and nobody disposes of it."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Select
from sqlalchemy.orm import Mapped, mapped_column

from consortium import reasons
from consortium.access import Viewer, require
from consortium.floor import clock
from consortium.floor.db import Base, Record, db, flush
from consortium.floor.errors import NotFound, RuleBroken
from consortium.floor.guard import scoped
from consortium.retention import locking, records
from consortium.retention.records import OfRecord, of_record
from consortium.rights.shares import Entity


class Hold(OfRecord, Record, Base):
    """A hold on one record: why, placed by whom, and when and by whom it was lifted."""

    __tablename__ = "holds"
    __table_args__ = of_record(
        sa.Index("ix_holds_referral_id", "referral_id"),
        sa.Index("ix_holds_household_id", "household_id"),
        sa.CheckConstraint("reason <> ''", name="has_reason"),
    )

    reason: Mapped[str] = mapped_column(sa.Text)
    placed_by: Mapped[UUID | None] = mapped_column(sa.ForeignKey("users.id"))
    lifted_at: Mapped[datetime | None]
    lifted_by: Mapped[UUID | None] = mapped_column(sa.ForeignKey("users.id"))


def visible(viewer: Viewer) -> Select[Hold]:
    """The holds in force on records of the viewer's own organisation, the latest first."""
    require(viewer, "retention.read")
    mine = records.within(viewer, act="retention.read", table=Hold)
    return scoped(sa.select(Hold).where(mine, Hold.lifted_at.is_(None)).order_by(Hold.created_at.desc(), Hold.id))


def place(viewer: Viewer, *, entity: Entity, record_id: UUID, reason: str) -> Hold:
    """Places a hold on a record of one's own organisation; a record may be held for several reasons at once."""
    require(viewer, "retention.hold")
    case = records.get(viewer, entity=entity, record_id=record_id, act="retention.hold")
    locking.lock(case)
    hold = Hold(**records.keys_of(case), reason=reasons.said(reason), placed_by=viewer.user_id)
    db.session.add(hold)
    flush()
    return hold


def get(viewer: Viewer, *, hold_id: UUID, act: str = "retention.read") -> Hold:
    """One hold, lifted or not, on a record of the viewer's own organisation."""
    require(viewer, act)
    mine = records.within(viewer, act=act, table=Hold)
    found = db.session.scalar(scoped(sa.select(Hold).where(mine, Hold.id == hold_id)))
    if found is None:
        raise NotFound
    return found


def lift(viewer: Viewer, *, hold_id: UUID) -> Hold:
    """Lifts a hold; that it was there stays on the record."""
    hold = get(viewer, hold_id=hold_id, act="retention.hold")
    if hold.lifted_at is not None:
        raise RuleBroken("This hold is lifted already.", code="recorded_already")
    hold.lifted_at, hold.lifted_by = clock.now(), viewer.user_id
    flush()
    return hold


def on(record_ids: Iterable[UUID]) -> dict[UUID, list[Hold]]:
    """The holds in force on records that the caller reached; those without any are left out."""
    chosen = scoped(sa.select(Hold).where(records.speaks_of(Hold, record_ids=record_ids), Hold.lifted_at.is_(None)))
    found: dict[UUID, list[Hold]] = {}
    for hold in db.session.scalars(chosen.order_by(Hold.created_at, Hold.id)):
        found.setdefault(hold.record_id, []).append(hold)
    return found
