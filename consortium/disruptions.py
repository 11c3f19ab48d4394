"""Disruptions: a placement that ended unplanned, why, and until when its household takes no child after it."""

from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from consortium.carers import Household
from consortium.floor import clock
from consortium.floor.db import Base, Record, db, flush, words
from consortium.floor.errors import Conflict, RuleBroken
from consortium.floor.guard import whole
from consortium.importing import entries
from consortium.retention import traces
from consortium.retention.traces import Gone


class DisruptionReason(StrEnum):
    """Why a placement broke down; each is an end reason of the purchases sheet too."""

    CARER_REQUEST = "carer_request"
    ALLEGATION = "allegation"
    APPROVAL_REMOVED = "approval_removed"
    MOVED_OTHER_FOSTER = "moved_other_foster"


class Disruption(Record, Base):
    """That a placement broke down on a day; the note is the placing authority's own, and read by its side alone.

    A row is never changed, but that it may be taken back, once, by a day and a reason.
    """

    __tablename__ = "disruptions"
    __table_args__ = (
        sa.ForeignKeyConstraint(["placement_id", "authority_id"], ["placements.id", "placements.authority_id"]),
        sa.Index(
            "uq_disruptions_standing",
            "placement_id",
            unique=True,
            sqlite_where=sa.text("reversed_on IS NULL"),
            postgresql_where=sa.text("reversed_on IS NULL"),
            info={"refusal": Conflict("This disruption is recorded already.", code="recorded_already")},
        ),
        sa.CheckConstraint("hold_until > happened_on", name="held_after_it"),
        sa.CheckConstraint("(reversed_on IS NULL) = (reversal_reason IS NULL)", name="reversed_for_a_reason"),
    )

    placement_id: Mapped[UUID]
    authority_id: Mapped[UUID]
    happened_on: Mapped[date]
    reason: Mapped[DisruptionReason] = mapped_column(words(DisruptionReason, name="reason"))
    note: Mapped[str] = mapped_column(sa.Text)
    hold_until: Mapped[date]
    recorded_by: Mapped[UUID | None] = mapped_column(sa.ForeignKey("users.id"))
    reversed_on: Mapped[date | None]
    reversal_reason: Mapped[str | None] = mapped_column(sa.Text)


@whole("the disruption of a placement that the caller reached")
def of(placement_id: UUID) -> Disruption | None:
    """The disruption by which a placement ended, where one stands."""
    standing = (Disruption.placement_id == placement_id, Disruption.reversed_on.is_(None))
    return db.session.scalar(sa.select(Disruption).where(*standing))


@whole("the disruptions of placements that the caller reached")
def days_of(*placement_ids: UUID) -> dict[UUID, date]:
    """The day on which each of these placements broke down; those that did not are left out."""
    found = sa.select(Disruption.placement_id, Disruption.happened_on).where(
        Disruption.placement_id.in_(placement_ids), Disruption.reversed_on.is_(None)
    )
    return {row.placement_id: row.happened_on for row in db.session.execute(found)}


def keep(**said: Any) -> Disruption:
    """Adds a disruption; whoever may do so was asked by the verb that calls this."""
    row = Disruption(**said)
    db.session.add(row)
    flush()
    return row


def take_back(row: Disruption, *, reason: str) -> None:
    """The disruption was recorded by mistake; the row stays, and counts no more."""
    row.reversed_on, row.reversal_reason = clock.today(), reason
    flush()


def expect_kept(placement_id: UUID, *, ended_on: date | None, end_reason: str | None) -> None:
    """Refuses another end for a placement that broke down: its disruption is taken back first."""
    row = of(placement_id)
    if row is not None and (ended_on, end_reason) != (row.happened_on, row.reason.value):
        raise RuleBroken(
            f"The placement broke down on {row.happened_on}: take the disruption back on its link first.",
            code="disrupted",
        )


def hold_back(household: Household, *, until: date, reason: str) -> None:
    """A placement with a household broke down: it takes no child until a day, unless it is held for longer already."""
    if household.hold_until is None or household.hold_until < until:
        household.hold_until, household.hold_reason = until, reason
        entries.touch(household)
        flush()


def let_go(household: Household, *, until: date, reason: str) -> None:
    """What held a household back was a mistake: its hold ends, unless somebody has set another meanwhile."""
    if (household.hold_until, household.hold_reason) == (until, reason):
        household.hold_until = household.hold_reason = None
        entries.touch(household)
        flush()


@whole("what was said of a disruption of an erased record")
def forget(gone: Gone) -> None:
    """Empties what was said of disruptions, and why they were taken back; the days stay."""
    placements = Base.metadata.tables["placements"].c
    column = placements.household_id if gone.entity == "households" else placements.referral_id
    own = Disruption.placement_id.in_(sa.select(placements.id).where(column == gone.record_id))
    for row in db.session.scalars(sa.select(Disruption).where(own)):
        row.note = ""
        row.reversal_reason = row.reversal_reason and ""
    flush()


traces.offer("disruptions", forget)
