"""Merges: what a person decided of two records that look like one: that one goes on in the other, or that they differ.

Below the nouns that it joins, so that a record that was merged away is opened again by nobody.
"""

from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from consortium.floor.db import Base, Record, db, words
from consortium.floor.errors import Conflict, RuleBroken
from consortium.floor.guard import whole


class Decision(StrEnum):
    """What was decided of two records."""

    MERGED = "merged"
    DIFFERENT = "different"


def _once(name: str, *columns: str, where: str) -> sa.Index:
    refusal = Conflict("This was decided already.", code="decided_already")
    return sa.Index(
        name,
        *columns,
        unique=True,
        sqlite_where=sa.text(where),
        postgresql_where=sa.text(where),
        info={"refusal": refusal},
    )


class DuplicateDecision(Record, Base):
    """One decision: the record that is kept, and the other, which points at it once they are merged; appended alone."""

    __tablename__ = "duplicate_decisions"
    __table_args__ = (
        sa.ForeignKeyConstraint(["referral_id", "authority_id"], ["referrals.id", "referrals.authority_id"]),
        sa.ForeignKeyConstraint(["other_referral_id", "authority_id"], ["referrals.id", "referrals.authority_id"]),
        sa.ForeignKeyConstraint(["household_id", "agency_id"], ["households.id", "households.agency_id"]),
        sa.ForeignKeyConstraint(["other_household_id", "agency_id"], ["households.id", "households.agency_id"]),
        sa.CheckConstraint("(referral_id IS NULL) <> (household_id IS NULL)", name="one_kind"),
        sa.CheckConstraint(
            "(referral_id IS NULL) = (authority_id IS NULL) AND (referral_id IS NULL) = (other_referral_id IS NULL)",
            name="referrals_with_owner",
        ),
        sa.CheckConstraint(
            "(household_id IS NULL) = (agency_id IS NULL) AND (household_id IS NULL) = (other_household_id IS NULL)",
            name="households_with_owner",
        ),
        sa.CheckConstraint(
            "(referral_id IS NULL OR referral_id <> other_referral_id)"
            " AND (household_id IS NULL OR household_id <> other_household_id)",
            name="two_records",
        ),
        _once("uq_duplicate_decisions_merged_referral", "other_referral_id", where="decision = 'merged'"),
        _once("uq_duplicate_decisions_merged_household", "other_household_id", where="decision = 'merged'"),
        sa.Index("ix_duplicate_decisions_referral_id", "referral_id"),
        sa.Index("ix_duplicate_decisions_household_id", "household_id"),
    )

    referral_id: Mapped[UUID | None]
    other_referral_id: Mapped[UUID | None]
    authority_id: Mapped[UUID | None]
    household_id: Mapped[UUID | None]
    other_household_id: Mapped[UUID | None]
    agency_id: Mapped[UUID | None]
    decision: Mapped[Decision] = mapped_column(words(Decision, name="decision"))
    reason: Mapped[str] = mapped_column(sa.Text)
    decided_by: Mapped[UUID | None] = mapped_column(sa.ForeignKey("users.id"))


@whole("a record that was merged away is opened again by nobody")
def expect_kept(*, referral_id: UUID | None = None, household_id: UUID | None = None) -> None:
    """Refuses what would open a record again that goes on in another one."""
    lost = DuplicateDecision.other_referral_id == referral_id
    if household_id is not None:
        lost = DuplicateDecision.other_household_id == household_id
    found = sa.select(DuplicateDecision.id).where(lost, DuplicateDecision.decision == Decision.MERGED)
    if db.session.scalar(found) is not None:
        raise RuleBroken("This record was merged into another one, which goes on.", code="merged")
