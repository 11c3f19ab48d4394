"""Placement agreements: the per-child order that a move-in makes, under the framework the authority committed to."""

from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from consortium import transfers
from consortium.floor import clock
from consortium.floor.db import Base, Record, db, flush
from consortium.floor.guard import whole
from consortium.importing import entries
from consortium.placements import Placement
from contracts import agreements
from contracts.agreeing.terms import Terms
from contracts.commitments import Commitment


class PlacementAgreement(Record, Base):
    """The order of one placement; spot where no commitment of the authority covers the day and the agency."""

    __tablename__ = "placement_agreements"
    __table_args__ = (
        sa.ForeignKeyConstraint(["placement_id", "authority_id"], ["placements.id", "placements.authority_id"]),
        sa.UniqueConstraint("placement_id"),
        sa.UniqueConstraint("authority_id", "ref"),
        sa.CheckConstraint("cancelled_on IS NULL OR cancelled_on >= made_on", name="cancelled_later"),
    )

    placement_id: Mapped[UUID]
    authority_id: Mapped[UUID]
    ref: Mapped[str] = mapped_column(sa.String(100))
    agreement_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("agreements.id"))
    made_on: Mapped[date]
    cancelled_on: Mapped[date | None]


def make(placement: Placement) -> PlacementAgreement:
    """Makes the order of a placement that has just been opened."""
    known = {"placement_id": placement.id, "authority_id": placement.authority_id, "made_on": clock.today()}
    made = PlacementAgreement(**known, ref=entries.new_ref("O"), agreement_id=_framework(placement))
    db.session.add(made)
    flush()
    return made


@whole("the order of a placement that the caller reached")
def of(placement_id: UUID) -> PlacementAgreement | None:
    """The order of a placement; history that was imported has none."""
    return db.session.scalar(sa.select(PlacementAgreement).where(PlacementAgreement.placement_id == placement_id))


def cancel(placement_id: UUID) -> None:
    """Nothing is ordered any more: the child never moved in."""
    made = of(placement_id)
    if made is not None:
        made.cancelled_on = clock.today()
        flush()


def window_of(placement: Placement) -> int:
    """Within how many days after its end a child who comes back to the household is in this placement still."""
    if placement.ended_on is None:
        return 0
    return terms_on(placement.ended_on, placement=placement).re_placement_window_days


def terms_on(day: date, *, placement: Placement) -> Terms:
    """The terms of the framework that a placement stands under, on a day; what holds without any for a spot one."""
    made = of(placement.id)
    agreement_id = made.agreement_id if made else _framework(placement)
    return Terms() if agreement_id is None else agreements.terms_on(day, agreement_id=agreement_id)


@whole("which framework an order stands under")
def _framework(placement: Placement) -> UUID | None:
    """The agreement of the authority's commitment for the day; one that names the agency goes first."""
    day = placement.moved_in_on
    covered = (Commitment.period_start <= day, Commitment.period_end > day)
    first = next(iter(transfers.of(placement.id)), None)
    agency_id = first.from_agency_id if first else placement.agency_id
    chosen = sa.or_(Commitment.agency_id == agency_id, Commitment.agency_id.is_(None))
    found = sa.select(Commitment.agreement_id).where(
        Commitment.authority_id == placement.authority_id, *covered, chosen
    )
    return db.session.scalar(found.order_by(Commitment.agency_id.is_(None), Commitment.agreement_id).limit(1))
