"""The tables of what is decided about units between the start of a period and its close; no row is ever edited."""

from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consortium import members, reasons
from consortium.floor.db import Base, Record, words
from consortium.floor.errors import RuleBroken
from contracts.commitments import Commitment

LONGEST = 2_000
_TWO = RuleBroken("A transfer is between two authorities: name another.", code="two_authorities")


class Offer(StrEnum):
    """What the agency offered for a referral that was accepted, by the day on which it had to."""

    NONE = "none"
    DECLINED = "declined"


class UnitTransfer(Record, Base):
    """Units that one authority took beyond its own minimum, attributed to another's, which lacks them.

    Owned by the giver, whose minimum it is. A row is never changed, but that it may be taken back, once, by a day and a
    reason. `receiving_id` is the receiver's own commitment that had the units to spare, where it has one.
    """

    __tablename__ = "unit_transfers"
    __table_args__ = (
        sa.ForeignKeyConstraint(["commitment_id", "authority_id"], ["commitments.id", "commitments.authority_id"]),
        sa.ForeignKeyConstraint(["receiving_id", "to_authority_id"], ["commitments.id", "commitments.authority_id"]),
        sa.Index("ix_unit_transfers_commitment_id", "commitment_id"),
        sa.Index("ix_unit_transfers_to_authority_id", "to_authority_id"),
        sa.CheckConstraint("units >= 1", name="counts"),
        sa.CheckConstraint("authority_id <> to_authority_id", name="two_authorities", info={"refusal": _TWO}),
        sa.CheckConstraint("(reversed_on IS NULL) = (reversal_reason IS NULL)", name="reversed_for_a_reason"),
    )

    commitment_id: Mapped[UUID]
    authority_id: Mapped[UUID] = mapped_column(sa.ForeignKey("members.id"))
    to_authority_id: Mapped[UUID] = mapped_column(sa.ForeignKey("members.id"))
    receiving_id: Mapped[UUID | None]
    units: Mapped[int]
    transferred_on: Mapped[date]
    reason: Mapped[str] = mapped_column(sa.String(LONGEST))
    recorded_by: Mapped[UUID | None] = mapped_column(sa.ForeignKey("users.id"))
    recorded_for: Mapped[UUID | None] = mapped_column(sa.ForeignKey("members.id"))
    reversed_on: Mapped[date | None]
    reversed_by: Mapped[UUID | None] = mapped_column(sa.ForeignKey("users.id"))
    reversal_reason: Mapped[str | None] = mapped_column(sa.String(reasons.LONGEST))
    commitment: Mapped[Commitment] = relationship(
        primaryjoin=lambda: UnitTransfer.commitment_id == Commitment.id,
        foreign_keys=lambda: [UnitTransfer.commitment_id],
        lazy="joined",
        innerjoin=True,
    )
    authority: Mapped[members.Member] = relationship(foreign_keys=[authority_id], lazy="joined", innerjoin=True)
    to_authority: Mapped[members.Member] = relationship(foreign_keys=[to_authority_id], lazy="joined", innerjoin=True)
    recorder: Mapped[members.Member | None] = relationship(foreign_keys=[recorded_for], lazy="joined")


class Relief(Record, Base):
    """Units of a minimum for which an agency had nobody to offer in time; what was offered and declined relieves none.

    `accepted_on` is the day on which the referral was accepted, `offered_on` the day of the offer that was declined.
    A row is never changed, but that it may be taken back, once, by a day and a reason.
    """

    __tablename__ = "reliefs"
    __table_args__ = (
        sa.ForeignKeyConstraint(["commitment_id", "authority_id"], ["commitments.id", "commitments.authority_id"]),
        sa.Index("ix_reliefs_commitment_id", "commitment_id"),
        sa.CheckConstraint("units >= 1", name="counts"),
        sa.CheckConstraint("offered_on IS NULL OR offer = 'declined'", name="offered"),
        sa.CheckConstraint("accepted_on IS NULL OR offered_on IS NULL OR offered_on >= accepted_on", name="days"),
        sa.CheckConstraint("(reversed_on IS NULL) = (reversal_reason IS NULL)", name="reversed_for_a_reason"),
    )

    commitment_id: Mapped[UUID]
    authority_id: Mapped[UUID] = mapped_column(sa.ForeignKey("members.id"))
    units: Mapped[int]
    offer: Mapped[Offer] = mapped_column(words(Offer, name="offer"))
    accepted_on: Mapped[date | None]
    offered_on: Mapped[date | None]
    reason: Mapped[str] = mapped_column(sa.String(LONGEST))
    recorded_by: Mapped[UUID | None] = mapped_column(sa.ForeignKey("users.id"))
    recorded_for: Mapped[UUID | None] = mapped_column(sa.ForeignKey("members.id"))
    reversed_on: Mapped[date | None]
    reversed_by: Mapped[UUID | None] = mapped_column(sa.ForeignKey("users.id"))
    reversal_reason: Mapped[str | None] = mapped_column(sa.String(reasons.LONGEST))
    commitment: Mapped[Commitment] = relationship(
        primaryjoin=lambda: Relief.commitment_id == Commitment.id,
        foreign_keys=lambda: [Relief.commitment_id],
        lazy="joined",
        innerjoin=True,
    )
    recorder: Mapped[members.Member | None] = relationship(foreign_keys=[recorded_for], lazy="joined")


def last_day(commitment: Commitment) -> date:
    """The last day of a period, whose end is the day after."""
    return commitment.period_end - timedelta(days=1)
