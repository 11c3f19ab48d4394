"""What of an agreement is closed: each closing with the figures that two people saw, and the books it left behind."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consortium.accounts.people import User
from consortium.floor.db import Base, Editable, db, words
from consortium.floor.errors import Conflict, RuleBroken
from consortium.floor.guard import whole
from contracts.agreements import Agreement
from contracts.year_end.books import Entry, Kind


class ClosingStatus(StrEnum):
    """How far a closing has come."""

    PROPOSED = "proposed"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"


_STANDS = sa.text("status <> 'withdrawn'")
_TWICE = Conflict("The closing of this period is proposed already, or it is closed.", code="recorded_already")


class Closing(Editable, Base):
    """The closing of all commitments of an agreement whose period ends on one day, with the figures that were closed.

    `document` is what `settling` makes of them and `digest` its SHA-256: the second person confirms what the first saw.
    """

    __tablename__ = "closings"
    __table_args__ = (
        sa.ForeignKeyConstraint(["agreement_id", "consortium_id"], ["agreements.id", "agreements.consortium_id"]),
        sa.Index(
            "uq_closings_standing",
            "agreement_id",
            "period_end",
            unique=True,
            sqlite_where=_STANDS,
            postgresql_where=_STANDS,
            info={"refusal": _TWICE},
        ),
        sa.CheckConstraint("(status = 'proposed') = (ended_at IS NULL)", name="ended_at_its_end"),
        sa.CheckConstraint("(ended_at IS NULL) = (ended_by IS NULL)", name="ended_by_somebody"),
        sa.CheckConstraint("status <> 'closed' OR ended_by <> proposed_by", name="two_people"),
    )

    agreement_id: Mapped[UUID]
    consortium_id: Mapped[UUID]
    period_end: Mapped[date]
    status: Mapped[ClosingStatus] = mapped_column(words(ClosingStatus, name="status"), default=ClosingStatus.PROPOSED)
    document: Mapped[dict[str, Any]]
    digest: Mapped[str] = mapped_column(sa.String(64))
    proposed_by: Mapped[UUID] = mapped_column(sa.ForeignKey("users.id"))
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[UUID | None] = mapped_column(sa.ForeignKey("users.id"))
    agreement: Mapped[Agreement] = relationship(lazy="joined", innerjoin=True)
    proposer: Mapped[User] = relationship(foreign_keys=[proposed_by], lazy="joined", innerjoin=True)
    ender: Mapped[User | None] = relationship(foreign_keys=[ended_by], lazy="joined")

    @property
    def parts(self) -> list[dict[str, Any]]:
        """What the document says of each commitment."""
        found: list[dict[str, Any]] = self.document["commitments"]
        return found


@whole("that a period is closed binds whatever is recorded under its agreement")
def expect_open(agreement_id: UUID, *, period_ends: Iterable[date]) -> None:
    """Refuses periods that end up to the latest day to which the agreement is closed: what they leave is settled."""
    found = sa.select(sa.func.max(Closing.period_end)).where(
        Closing.agreement_id == agreement_id, Closing.status == ClosingStatus.CLOSED
    )
    with db.session.no_autoflush:
        until = db.session.scalar(found)
    if until is not None and min(period_ends) <= until:
        last = until - timedelta(days=1)
        raise RuleBroken(
            f"The periods of this agreement that end up to {last.day} {last:%B %Y} are closed: what is found of them "
            "now is adjusted in a later one.",
            code="closed",
        )


def covers(commitments: sa.ColumnCollection[Any, Any]) -> sa.ColumnElement[bool]:
    """The condition that a row of commitments is closed."""
    same = (Closing.agreement_id == commitments.agreement_id, Closing.period_end == commitments.period_end)
    return sa.exists().where(*same, Closing.status == ClosingStatus.CLOSED)


@whole("that a period is closed binds whatever is recorded under its agreement")
def documents(agreement_ids: Iterable[UUID]) -> dict[UUID, dict[str, Any]]:
    """What was closed of each commitment of these agreements: its part of the document, by the commitment."""
    found = sa.select(Closing).where(
        Closing.agreement_id.in_(set(agreement_ids)), Closing.status == ClosingStatus.CLOSED
    )
    return {UUID(one["commitment_id"]): one for closing in db.session.scalars(found) for one in closing.parts}


def book(told: Mapping[str, Any]) -> list[Entry]:
    """The entries of a commitment's part of a closing, as the arithmetic reads them."""
    return [Entry(Kind(one["kind"]), one["units"], one["cause"]) for one in told["entries"]]
