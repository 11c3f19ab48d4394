"""Resolutions: what people decide on lines that do not agree, with the reason; added, and never changed."""

from collections.abc import Iterable
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consortium import members, reasons
from consortium.access import Viewer, require
from consortium.floor.db import Base, Record, db, flush, words
from consortium.floor.errors import Conflict, NotAllowed, RuleBroken
from consortium.floor.guard import whole
from consortium.rights import sight
from contracts.invoicing import exceptions, owing, queues, segregation, telling
from contracts.invoicing.exceptions import LineException
from contracts.invoicing.queues import PAYING, Outcome
from contracts.invoicing.reversing import said_of
from contracts.ledger import posting

ACT = "invoices.decide"
_SIDES = ("agency_id", "authority_id")


class Resolution(Record, Base):
    """One decision: what, why, by whose person, and how much is paid by it; another takes it back."""

    __tablename__ = "resolutions"
    __table_args__ = (
        sa.ForeignKeyConstraint(["exception_id", *_SIDES], ["exceptions.id", *(f"exceptions.{one}" for one in _SIDES)]),
        sa.UniqueConstraint("exception_id", "number"),
        sa.CheckConstraint("number >= 1 AND reason <> ''", name="has_reason"),
    )

    exception_id: Mapped[UUID]
    agency_id: Mapped[UUID]
    authority_id: Mapped[UUID]
    number: Mapped[int]
    outcome: Mapped[Outcome] = mapped_column(words(Outcome, name="outcome"))
    pays_pence: Mapped[int] = mapped_column(sa.BigInteger)
    reason: Mapped[str] = mapped_column(sa.String(reasons.LONGEST))
    decided_by: Mapped[UUID] = mapped_column(sa.ForeignKey("users.id"))
    member_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("members.id"))
    member: Mapped[members.Member | None] = relationship(foreign_keys=[member_id], lazy="joined")


def decide(viewer: Viewer, *, exception_id: UUID, version: int, outcome: Outcome | str, reason: str) -> LineException:
    """Decides on a line that does not agree; the authority that is billed decides, as long as facts do not.

    What pays needs a person who neither ordered, nor confirmed, nor recorded what is billed. What was never ordered of
    this agency by this authority, was not confirmed, or was billed before is not paid by any decision.
    """
    require(viewer, ACT)
    standing = exceptions.get(viewer, exception_id=exception_id)
    _expect_authority(viewer, standing)
    posting.hold(standing.authority_id)
    _expect_version(standing, version)
    chosen, said = Outcome(outcome), said_of(reason, line=standing.line)
    if standing.closed_on is not None:
        raise RuleBroken("This line agrees by now: there is nothing to decide.", code="closed")
    if chosen is Outcome.TAKEN_BACK:
        _expect_decided(standing)
    else:
        _expect_fitting(viewer, standing, chosen)
    pays = _pays(viewer, standing, chosen)
    if chosen in PAYING:
        segregation.expect_apart(viewer, lines=[standing.line])
    _add(viewer, standing, outcome=chosen, pays=pays, reason=said)
    decided = chosen is not Outcome.TAKEN_BACK
    standing.outcome, standing.pays_pence = (chosen, pays) if decided else (None, None)
    standing.version += 1
    flush()
    owing.follow(viewer, pair=(standing.agency_id, standing.authority_id))
    return standing


@whole("what was decided on exceptions that the caller reached")
def of(exception_ids: Iterable[UUID]) -> dict[UUID, list[Resolution]]:
    """What was decided on each of these exceptions, in order."""
    found = sa.select(Resolution).where(Resolution.exception_id.in_(set(exception_ids))).order_by(Resolution.number)
    by_exception: dict[UUID, list[Resolution]] = {}
    for one in db.session.scalars(found).unique():
        by_exception.setdefault(one.exception_id, []).append(one)
    return by_exception


def open_outcomes(viewer: Viewer, *, standing: LineException) -> list[Outcome]:
    """What this viewer may decide now, in the order in which it is offered; nothing where it is not theirs."""
    if standing.closed_on is not None or not _decides(viewer, standing):
        return []
    if standing.outcome is not None:
        return [Outcome.TAKEN_BACK]
    told = telling.of(viewer, found=[standing])[standing.id]
    fitting = queues.outcomes(told.codes)
    if not _may_pay_in_part(standing, told.expected_pence):
        fitting -= {Outcome.PAID_IN_PART}
    return [one for one in Outcome if one in fitting]


def _decides(viewer: Viewer, standing: LineException) -> bool:
    return sight.reaches(viewer, ACT, owner_id=standing.authority_id)


def _expect_authority(viewer: Viewer, standing: LineException) -> None:
    if not _decides(viewer, standing):
        raise NotAllowed("The authority that is billed decides on this line; a credit note of your own puts it right.")


def _expect_version(standing: LineException, version: int) -> None:
    if standing.version != version:
        raise Conflict(
            "What is known of this line changed meanwhile: it is now version "
            f"{standing.version}, you decided on {version}."
        )


def _expect_decided(standing: LineException) -> None:
    if standing.outcome is None:
        raise RuleBroken("Nothing is decided on this line: there is nothing to take back.", code="undecided")


def _expect_fitting(viewer: Viewer, standing: LineException, chosen: Outcome) -> None:
    if standing.outcome is not None:
        raise RuleBroken("This line is decided on: take that decision back first.", code="decided")
    fitting = open_outcomes(viewer, standing=standing)
    if chosen not in fitting:
        words = ", ".join(one.value for one in fitting)
        raise RuleBroken(
            f"This line cannot be {chosen.value}; what may be decided on it is: {words}.", code="not_fitting"
        )


def _pays(viewer: Viewer, standing: LineException, chosen: Outcome) -> int:
    if chosen is Outcome.ACCEPTED:
        return standing.line.net_pence
    if chosen is Outcome.PAID_IN_PART:
        return telling.of(viewer, found=[standing])[standing.id].expected_pence or 0
    return 0


def _may_pay_in_part(standing: LineException, expected: int | None) -> bool:
    return expected is not None and 0 < expected < standing.line.net_pence


@whole("decisions on one exception are numbered one after the other")
def _add(viewer: Viewer, standing: LineException, *, outcome: Outcome, pays: int, reason: str) -> None:
    if viewer.user_id is None:
        raise segregation.NO_PERSON
    last = sa.select(sa.func.coalesce(sa.func.max(Resolution.number), 0)).where(Resolution.exception_id == standing.id)
    number = (db.session.scalar(last) or 0) + 1
    sides = {"agency_id": standing.agency_id, "authority_id": standing.authority_id}
    by = {"decided_by": viewer.user_id, "member_id": viewer.member_id}
    db.session.add(
        Resolution(
            exception_id=standing.id, **sides, **by, number=number, outcome=outcome, pays_pence=pays, reason=reason
        )
    )
