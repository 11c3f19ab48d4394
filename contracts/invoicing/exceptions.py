"""Exceptions: invoice lines that do not agree, since when, for how much, and what became of each; kept for ever."""

from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consortium.access import Viewer, require
from consortium.floor import clock
from consortium.floor.db import Base, Record, db, words
from consortium.floor.errors import NotFound
from consortium.floor.guard import scoped
from consortium.rights import sight
from contracts.invoicing import queues
from contracts.invoicing.invoices import InvoiceLine
from contracts.invoicing.queues import Outcome, Owner
from contracts.reconciling.codes import Code

READ = "invoices.read"
_SIDES = ("agency_id", "authority_id")


class Closed(StrEnum):
    """By what an exception closed of itself."""

    CREDITED = "credited"  # a credit note gave back what was too much, or all
    REVERSED = "reversed"  # the whole invoice was taken back
    PUT_RIGHT = "put_right"  # a purchase, a receipt or a price says otherwise now


class Status(StrEnum):
    """Where an exception stands."""

    OPEN = "open"
    DECIDED = "decided"
    CLOSED = "closed"


class LineException(Record, Base):
    """A line that does not agree, from the day that showed it until the day on which it did.

    `code` says in whose queue it stands; `codes` are all that is wrong, as both sides of the invoice may know it. What
    only they may know who see the placement that the line names is in the columns that begin with `seen`, beside whose
    placement it is. `version` rises with each change that both sides may know of; `outcome` is the decision that holds.
    """

    __tablename__ = "exceptions"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["line_id", *_SIDES], ["invoice_lines.id", *(f"invoice_lines.{one}" for one in _SIDES)]
        ),
        sa.UniqueConstraint("id", *_SIDES),
        sa.Index(
            "uq_exceptions_open",
            "line_id",
            unique=True,
            sqlite_where=sa.text("closed_on IS NULL"),
            postgresql_where=sa.text("closed_on IS NULL"),
        ),
        sa.Index("ix_exceptions_agency_id_authority_id", *_SIDES),
        sa.Index("ix_exceptions_authority_id", "authority_id"),
        sa.CheckConstraint("(closed_on IS NULL) = (closed_by IS NULL)", name="closed_by_something"),
        sa.CheckConstraint("(outcome IS NULL) = (pays_pence IS NULL)", name="decided_with_an_amount"),
        sa.CheckConstraint("(seen_code IS NULL) = (about_authority_id IS NULL)", name="seen_of_a_placement"),
    )

    line_id: Mapped[UUID]
    agency_id: Mapped[UUID]
    authority_id: Mapped[UUID]
    opened_on: Mapped[date]
    code: Mapped[Code] = mapped_column(words(Code, name="code"))
    codes: Mapped[list[str]]
    placement_ref: Mapped[str | None] = mapped_column(sa.String(100))
    expected_pence: Mapped[int | None] = mapped_column(sa.BigInteger)
    credited_pence: Mapped[int] = mapped_column(sa.BigInteger)
    stake_pence: Mapped[int] = mapped_column(sa.BigInteger)
    confidence_pct: Mapped[int]
    because: Mapped[str] = mapped_column(sa.Text)
    about_authority_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("members.id"))
    about_agency_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("members.id"))
    seen_code: Mapped[Code | None] = mapped_column(words(Code, name="seen_code"))
    seen_codes: Mapped[list[str] | None]
    seen_expected_pence: Mapped[int | None] = mapped_column(sa.BigInteger)
    seen_stake_pence: Mapped[int | None] = mapped_column(sa.BigInteger)
    seen_because: Mapped[str | None] = mapped_column(sa.Text)
    outcome: Mapped[Outcome | None] = mapped_column(words(Outcome, name="outcome"))
    pays_pence: Mapped[int | None] = mapped_column(sa.BigInteger)
    closed_on: Mapped[date | None]
    closed_by: Mapped[Closed | None] = mapped_column(words(Closed, name="closed_by"))
    version: Mapped[int]
    line: Mapped[InvoiceLine] = relationship(lazy="joined", innerjoin=True)

    @property
    def status(self) -> Status:
        """Open, decided by a person, or closed of itself."""
        if self.closed_on is not None:
            return Status.CLOSED
        return Status.DECIDED if self.outcome else Status.OPEN

    @property
    def confidence(self) -> Decimal:
        """How sure it is that the line belongs to the placement named; never 1."""
        return Decimal(self.confidence_pct) / 100

    @property
    def age(self) -> int:
        """Days since it arose, or for which it stood."""
        return ((self.closed_on or clock.today()) - self.opened_on).days


def visible(
    viewer: Viewer,
    *,
    code: Code | str | None = None,
    owner: Owner | str | None = None,
    status: Status | str | None = None,
    older_than_days: int | None = None,
    agency_id: UUID | None = None,
    authority_id: UUID | None = None,
) -> Select[LineException]:
    """The exceptions of the invoices within the viewer's sight, the oldest first, of one day the dearest."""
    require(viewer, READ)
    is_side = sa.or_(
        sight.of(viewer, READ, owner=LineException.authority_id),
        sight.is_own(viewer, READ, owner=LineException.agency_id),
    )
    found = scoped(sa.select(LineException).where(is_side)).order_by(
        LineException.opened_on, LineException.stake_pence.desc(), LineException.id
    )
    told = told_code(viewer)
    if code is not None:
        found = found.where(told == Code(code))
    if owner is not None:
        found = found.where(told.in_(queues.owned_by(Owner(owner))))
    if older_than_days is not None:
        found = found.where(LineException.opened_on < clock.today() - timedelta(days=older_than_days))
    if status is not None:
        found = found.where(_STANDING[Status(status)])
    for name, value in (("agency_id", agency_id), ("authority_id", authority_id)):
        if value is not None:
            found = found.where(getattr(LineException, name) == value)
    return found


def get(viewer: Viewer, *, exception_id: UUID) -> LineException:
    """One exception within the viewer's sight."""
    found = db.session.scalar(visible(viewer).where(LineException.id == exception_id))
    if found is None:
        raise NotFound
    return found


def told_code(viewer: Viewer) -> sa.ColumnElement[Code]:
    """In whose queue the exception stands as this viewer knows it."""
    return sa.case((knows(viewer), LineException.seen_code), else_=LineException.code)


def told_stake(viewer: Viewer) -> sa.ColumnElement[int]:
    """What is at stake as this viewer knows it."""
    return sa.case((knows(viewer), LineException.seen_stake_pence), else_=LineException.stake_pence)


def knows(viewer: Viewer) -> sa.ColumnElement[bool]:
    """The condition that the viewer sees the placement that a line names and that is not of both its sides.

    To everybody else it is as if there were none: a reference is no way to learn whom others place with whom.
    """
    sees = sa.or_(
        sight.of(viewer, "placements.read", owner=LineException.about_authority_id),
        sight.is_own(viewer, "placements.read", owner=LineException.about_agency_id),
    )
    return sa.and_(LineException.seen_code.is_not(None), sees)


_STANDING: dict[Status, sa.ColumnElement[bool]] = {
    Status.OPEN: sa.and_(LineException.closed_on.is_(None), LineException.outcome.is_(None)),
    Status.DECIDED: sa.and_(LineException.closed_on.is_(None), LineException.outcome.is_not(None)),
    Status.CLOSED: LineException.closed_on.is_not(None),
}
