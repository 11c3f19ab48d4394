"""Returns: a child went home, and came back to the same household: the days between, and the placement goes on.

Whether a placement goes on or a new one begins is for the agreement to say; `contracts.stays` asks it.
"""

from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from consortium.floor import clock
from consortium.floor.db import Base, Record, db, flush
from consortium.floor.errors import Conflict, RuleBroken
from consortium.floor.guard import whole
from consortium.retention import traces
from consortium.retention.traces import Gone


class PlacementReturn(Record, Base):
    """From `left_on` until the day of coming back the child lived elsewhere; owned by the placing authority.

    A row is never changed, but that it may be taken back, once, by a day and a reason.
    """

    __tablename__ = "placement_returns"
    __table_args__ = (
        sa.ForeignKeyConstraint(["placement_id", "authority_id"], ["placements.id", "placements.authority_id"]),
        sa.Index(
            "uq_placement_returns_standing",
            "placement_id",
            "left_on",
            unique=True,
            sqlite_where=sa.text("reversed_on IS NULL"),
            postgresql_where=sa.text("reversed_on IS NULL"),
            info={"refusal": Conflict("This return is recorded already.", code="recorded_already")},
        ),
        sa.CheckConstraint("came_back_on >= left_on", name="comes_back_after_leaving"),
        sa.CheckConstraint("end_reason = 'reunified_parent'", name="after_a_return_home"),
        sa.CheckConstraint("(reversed_on IS NULL) = (reversal_reason IS NULL)", name="reversed_for_a_reason"),
    )

    placement_id: Mapped[UUID]
    authority_id: Mapped[UUID]
    left_on: Mapped[date]
    end_reason: Mapped[str] = mapped_column(sa.String(100))
    came_back_on: Mapped[date]
    recorded_by: Mapped[UUID | None] = mapped_column(sa.ForeignKey("users.id"))
    reversed_on: Mapped[date | None]
    reversal_reason: Mapped[str | None] = mapped_column(sa.Text)


def is_away(*, placement_id: Any, on: Any) -> sa.ColumnElement[bool]:
    """The condition that the child of a placement lived elsewhere on a day, before coming back."""
    days = (PlacementReturn.left_on <= on, PlacementReturn.came_back_on > on)
    return (
        sa.select(PlacementReturn.id).where(PlacementReturn.placement_id == placement_id, *_standing(), *days).exists()
    )


@whole("the returns of placements that the caller reached")
def of(*placement_ids: UUID) -> list[PlacementReturn]:
    """The returns that stand, by day."""
    found = sa.select(PlacementReturn).where(PlacementReturn.placement_id.in_(placement_ids), *_standing())
    return list(db.session.scalars(found.order_by(PlacementReturn.left_on)))


def latest(placement_id: UUID) -> PlacementReturn | None:
    """The last return of a placement that stands."""
    return next(reversed(of(placement_id)), None)


def keep(**said: Any) -> PlacementReturn:
    """Adds a return; whoever may do so was asked by the verb that calls this."""
    row = PlacementReturn(**said)
    db.session.add(row)
    flush()
    return row


def take_back(row: PlacementReturn, *, reason: str) -> None:
    """The return was recorded by mistake; the row stays, and counts no more."""
    row.reversed_on, row.reversal_reason = clock.today(), reason
    flush()


def expect_around(placement_id: UUID, *, moved_in_on: date, ended_on: date | None) -> None:
    """Refuses days of a placement that leave a return of its child outside."""
    for row in of(placement_id):
        if moved_in_on > row.left_on or (ended_on is not None and ended_on < row.came_back_on):
            raise RuleBroken(
                f"The child left on {row.left_on} and came back on {row.came_back_on}: give days around these, or take "
                "the return back first.",
                code="return_inside",
            )


@whole("what was said of a return of an erased record")
def forget(gone: Gone) -> None:
    """Empties why returns were taken back; the days stay."""
    placements = Base.metadata.tables["placements"].c
    column = placements.household_id if gone.entity == "households" else placements.referral_id
    own = PlacementReturn.placement_id.in_(sa.select(placements.id).where(column == gone.record_id))
    for row in db.session.scalars(sa.select(PlacementReturn).where(own, PlacementReturn.reversed_on.is_not(None))):
        row.reversal_reason = ""
    flush()


def _standing() -> tuple[sa.ColumnElement[bool], ...]:
    return (PlacementReturn.reversed_on.is_(None),)


traces.offer("returns", forget)
