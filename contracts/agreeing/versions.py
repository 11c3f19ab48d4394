"""Versions: an agreement and what it says from a day on, with the signatures of both sides; see `signing`.

What both sides have signed is never changed again, and no commitment under it but by an amendment that both have
signed too: the database holds it, whoever asks.
"""

import hmac
import secrets
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consortium import consortia, members
from consortium.accounts.people import User
from consortium.floor.db import Base, Editable, Record, words
from consortium.floor.errors import Conflict, RuleBroken
from contracts.agreeing.declaring import LONGEST_DAYS
from contracts.agreeing.terms import PriceBasis, ProRata, Rounding, Sums, Terms
from contracts.charging.refunds import Convention


class Status(StrEnum):
    """How far a version has come."""

    UNSIGNED = "unsigned"  # it holds, and nobody is bound by a signature yet
    DRAFT = "draft"  # it amends a signed version: it holds once both sides have signed it
    SIGNED = "signed"
    DISCARDED = "discarded"


class Side(StrEnum):
    """For whom somebody signs."""

    AUTHORITIES = "authorities"
    AGENCIES = "agencies"


class Agreement(Editable, Base):
    """A consortium's agreement; commitments are made under it."""

    __tablename__ = "agreements"
    __table_args__ = (
        sa.UniqueConstraint(
            "consortium_id", "ref", info={"refusal": Conflict("The consortium has an agreement with this reference.")}
        ),
        sa.UniqueConstraint("id", "consortium_id"),
        sa.CheckConstraint("ref <> '' AND title <> ''", name="named"),
    )

    consortium_id: Mapped[UUID] = mapped_column(sa.ForeignKey("consortia.id"))
    ref: Mapped[str] = mapped_column(sa.String(100))
    title: Mapped[str] = mapped_column(sa.String(200))
    consortium: Mapped[consortia.Consortium] = relationship(lazy="joined", innerjoin=True)
    versions: Mapped[list["AgreementVersion"]] = relationship(
        lazy="selectin", order_by="AgreementVersion.number", cascade="all, delete-orphan"
    )

    @property
    def current(self) -> "AgreementVersion":
        """The latest version that holds, or will from a day that is agreed."""
        return [one for one in self.versions if one.holds][-1]

    @property
    def draft(self) -> "AgreementVersion | None":
        """The amendment that waits to be signed."""
        return next((one for one in self.versions if one.status is Status.DRAFT), None)

    @property
    def is_signed(self) -> bool:
        """Whether both sides have signed it: from then on it changes by amendments alone."""
        return any(one.status is Status.SIGNED for one in self.versions)


class AgreementVersion(Record, Base):
    """The terms of an agreement from a day on; `agreeing.terms` says what each means."""

    __tablename__ = "agreement_versions"
    __table_args__ = (
        sa.UniqueConstraint("agreement_id", "number"),
        sa.ForeignKeyConstraint(["agreement_id", "consortium_id"], ["agreements.id", "agreements.consortium_id"]),
        sa.CheckConstraint("number >= 1", name="number"),
        sa.CheckConstraint(f"re_placement_window_days BETWEEN 0 AND {LONGEST_DAYS}", name="window"),
        sa.CheckConstraint(f"minimum_stay_days BETWEEN 0 AND {LONGEST_DAYS}", name="minimum_stay"),
        sa.CheckConstraint("(price_basis = 'fixed') = (fixed_price_pence IS NOT NULL)", name="fixed_price"),
        sa.CheckConstraint(
            "fixed_price_pence >= 0 AND transfer_price_pct >= 0 AND offer_within_days >= 1 AND true_up_days >= 0",
            name="counts",
        ),
        sa.CheckConstraint(
            "(signed_on IS NULL) = (signed_digest IS NULL) AND (signed_on IS NULL) = (signed_text IS NULL)",
            name="signed_as_it_reads",
        ),
        sa.CheckConstraint("discarded_on IS NULL OR (is_amendment AND signed_on IS NULL)", name="discarded_unsigned"),
    )

    agreement_id: Mapped[UUID]
    consortium_id: Mapped[UUID]
    number: Mapped[int]
    effective_on: Mapped[date]
    terms: Mapped[str] = mapped_column(sa.Text)
    minimum_stay_days: Mapped[int] = mapped_column(server_default=sa.text("0"))
    re_placement_window_days: Mapped[int] = mapped_column(server_default=sa.text("0"))
    aborted_introduction_counts: Mapped[bool] = mapped_column(server_default=sa.true())
    price_basis: Mapped[PriceBasis] = mapped_column(words(PriceBasis, name="price_basis"), server_default="tariff")
    fixed_price_pence: Mapped[int | None]
    transfers_allowed: Mapped[bool] = mapped_column(server_default=sa.true())
    transfer_price_pct: Mapped[int | None]
    transfer_cutoff_days: Mapped[int | None]
    unavailability_relief: Mapped[bool] = mapped_column(server_default=sa.true())
    offer_within_days: Mapped[int | None]
    pro_rata: Mapped[ProRata] = mapped_column(words(ProRata, name="pro_rata"), server_default="none")
    pro_rata_rounding: Mapped[Rounding] = mapped_column(
        words(Rounding, name="pro_rata_rounding"), server_default="nearest"
    )
    true_up_days: Mapped[int | None]
    refund_convention: Mapped[Convention | None] = mapped_column(words(Convention, name="refund_convention"))
    sums_shown: Mapped[Sums] = mapped_column(words(Sums, name="sums_shown"), server_default="nothing")

    drafted_by: Mapped[UUID | None] = mapped_column(sa.ForeignKey("users.id"))
    is_amendment: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    salt: Mapped[str] = mapped_column(sa.String(32), default=lambda: secrets.token_hex(16), server_default="")
    signed_on: Mapped[date | None]
    signed_digest: Mapped[str | None] = mapped_column(sa.String(64))
    signed_text: Mapped[str | None] = mapped_column(sa.Text)
    discarded_on: Mapped[date | None]
    signatures: Mapped[list["AgreementSignature"]] = relationship(
        lazy="selectin", order_by="AgreementSignature.created_at"
    )

    @property
    def status(self) -> Status:
        """How far it has come."""
        if self.signed_on is not None:
            return Status.SIGNED
        if self.discarded_on is not None:
            return Status.DISCARDED
        return Status.DRAFT if self.is_amendment else Status.UNSIGNED

    @property
    def holds(self) -> bool:
        """Whether what it says holds from its day on."""
        return self.status in (Status.UNSIGNED, Status.SIGNED)

    @property
    def agreed(self) -> Terms:
        """Its terms as typed values."""
        return Terms.of(self)


_SAME_PERSON = "You have signed for the other side already: somebody else signs for this one."


class AgreementSignature(Record, Base):
    """That one person signed a version for one side, by the digest of exactly what was to be read then."""

    __tablename__ = "agreement_signatures"
    __table_args__ = (
        sa.UniqueConstraint(
            "version_id",
            "digest",
            "side",
            info={"refusal": Conflict("This side has signed it already.", code="recorded_already")},
        ),
        sa.UniqueConstraint(
            "version_id", "digest", "signed_by", info={"refusal": RuleBroken(_SAME_PERSON, code="same_person")}
        ),
        sa.CheckConstraint("length(digest) = 64", name="digest"),
    )

    version_id: Mapped[UUID] = mapped_column(sa.ForeignKey("agreement_versions.id"))
    consortium_id: Mapped[UUID] = mapped_column(sa.ForeignKey("consortia.id"))
    member_id: Mapped[UUID] = mapped_column(sa.ForeignKey("members.id"))
    side: Mapped[Side] = mapped_column(words(Side, name="side"))
    signed_by: Mapped[UUID] = mapped_column(sa.ForeignKey("users.id"))
    signed_on: Mapped[date]
    digest: Mapped[str] = mapped_column(sa.String(64))
    member: Mapped[members.Member] = relationship(foreign_keys=[member_id], lazy="joined", innerjoin=True)
    person: Mapped[User] = relationship(foreign_keys=[signed_by], lazy="joined", innerjoin=True)

    def is_of(self, digest: str) -> bool:
        """Whether it is for the text of this digest; another text makes it void."""
        return hmac.compare_digest(self.digest, digest)


class ProposedCommitment(Record, Base):
    """What an amendment would change of a commitment, or a new one; by columns of the commitments sheet.

    `said` is what differs, or all of a new one; `was` is how the commitment stood, whatever becomes of it.
    """

    __tablename__ = "proposed_commitments"
    __table_args__ = (
        sa.UniqueConstraint("version_id", "commitment_id"),
        sa.ForeignKeyConstraint(["commitment_id", "authority_id"], ["commitments.id", "commitments.authority_id"]),
    )

    version_id: Mapped[UUID] = mapped_column(sa.ForeignKey("agreement_versions.id"))
    consortium_id: Mapped[UUID] = mapped_column(sa.ForeignKey("consortia.id"))
    commitment_id: Mapped[UUID | None]
    authority_id: Mapped[UUID] = mapped_column(sa.ForeignKey("members.id"))
    agency_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("members.id"))
    said: Mapped[dict[str, Any]]
    was: Mapped[dict[str, Any]]
    authority: Mapped[members.Member] = relationship(foreign_keys=[authority_id], lazy="joined", innerjoin=True)
    agency: Mapped[members.Member | None] = relationship(foreign_keys=[agency_id], lazy="joined")

    def as_entered(self) -> dict[str, Any]:
        """What it says, with days as days."""
        return _with_days(self.said)

    def as_was(self) -> dict[str, Any]:
        """The commitment as it was when this was proposed; nothing of a new one."""
        return _with_days(self.was)


def _with_days(row: dict[str, Any]) -> dict[str, Any]:
    days = ("period_start", "period_end")
    return {name: date.fromisoformat(value) if name in days else value for name, value in row.items()}
