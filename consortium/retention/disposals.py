"""Disposals: one manager proposes that a record be erased, another of the same employer confirms, and it is."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Select
from sqlalchemy.orm import Mapped, mapped_column

from consortium import placements, reasons
from consortium.access import Viewer, require
from consortium.floor import clock
from consortium.floor.db import Base, Editable, db, expect_version, flush, words
from consortium.floor.errors import Conflict, NotFound, RuleBroken
from consortium.floor.guard import scoped, whole
from consortium.importing import entries
from consortium.linking import links
from consortium.placements import Placement
from consortium.referrals import Referral
from consortium.retention import due, erasure, holds, locking, records
from consortium.retention.records import OfRecord, of_record
from consortium.rights.cases import Case
from consortium.rights.shares import Entity

ACT = "retention.dispose"


class DisposalStatus(StrEnum):
    """How far a disposal has come."""

    PROPOSED = "proposed"
    DECLINED = "declined"
    CARRIED_OUT = "carried_out"


class Ground(StrEnum):
    """Why a record is disposed of: its class is over, or the person asked for it."""

    CLASS_OVER = "class_over"
    PERSON_ASKED = "person_asked"


# From a status to those that may follow; nothing follows an end.
MOVES: Mapping[DisposalStatus, tuple[DisposalStatus, ...]] = {
    DisposalStatus.PROPOSED: (DisposalStatus.DECLINED, DisposalStatus.CARRIED_OUT),
    DisposalStatus.DECLINED: (),
    DisposalStatus.CARRIED_OUT: (),
}
_PROPOSED = sa.text("status = 'proposed'")
_TWICE = {"refusal": Conflict("This disposal is proposed already.", code="recorded_already")}


class Disposal(OfRecord, Editable, Base):
    """The disposal of one record: who proposed it and why, and who ended it as what."""

    __tablename__ = "disposals"
    __table_args__ = of_record(
        *(
            sa.Index(
                f"uq_disposals_open_{side}",
                f"{side}_id",
                unique=True,
                sqlite_where=_PROPOSED,
                postgresql_where=_PROPOSED,
                info=_TWICE,
            )
            for side in ("referral", "household")
        ),
        sa.CheckConstraint("reason <> ''", name="has_reason"),
        sa.CheckConstraint("(status = 'proposed') = (ended_at IS NULL)", name="ended_at_its_end"),
        sa.CheckConstraint("status <> 'carried_out' OR ended_by <> proposed_by", name="two_people"),
    )

    status: Mapped[DisposalStatus] = mapped_column(
        words(DisposalStatus, name="status"), default=DisposalStatus.PROPOSED
    )
    ground: Mapped[Ground] = mapped_column(words(Ground, name="ground"))
    reason: Mapped[str] = mapped_column(sa.Text)
    proposed_by: Mapped[UUID] = mapped_column(sa.ForeignKey("users.id"))
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[UUID | None] = mapped_column(sa.ForeignKey("users.id"))


def visible(viewer: Viewer, *, live: bool | None = None) -> Select[Disposal]:
    """The disposals of the viewer's own organisation, the latest first."""
    require(viewer, "retention.read")
    mine = records.within(viewer, act="retention.read", table=Disposal)
    found = scoped(sa.select(Disposal).where(mine)).order_by(Disposal.created_at.desc(), Disposal.id)
    if live is None:
        return found
    is_live = Disposal.status == DisposalStatus.PROPOSED
    return found.where(is_live if live else ~is_live)


def get(viewer: Viewer, *, disposal_id: UUID, act: str = "retention.read") -> Disposal:
    """One disposal of the viewer's own organisation."""
    require(viewer, act)
    mine = records.within(viewer, act=act, table=Disposal)
    found = db.session.scalar(scoped(sa.select(Disposal).where(mine, Disposal.id == disposal_id)))
    if found is None:
        raise NotFound
    return found


def propose(viewer: Viewer, *, entity: Entity, record_id: UUID, ground: Ground, reason: str) -> Disposal:
    """Proposes to erase a record: because its class is over, or because the person asked for it."""
    require(viewer, ACT)
    case = records.get(viewer, entity=entity, record_id=record_id, act=ACT)
    said, person = reasons.said(reason), _person(viewer)
    locking.lock(case)
    _expect_free(case, ground=Ground(ground))
    disposal = Disposal(**records.keys_of(case), ground=Ground(ground), reason=said, proposed_by=person)
    db.session.add(disposal)
    flush()
    return disposal


def confirm(viewer: Viewer, *, disposal_id: UUID, version: int) -> Disposal:
    """The second person confirms, and the record is erased for good."""
    disposal, person = _open(viewer, DisposalStatus.CARRIED_OUT, disposal_id=disposal_id, version=version)
    if disposal.proposed_by == person:
        raise RuleBroken("You proposed this disposal: another manager of your organisation confirms it.", code="alone")
    case = records.get(viewer, entity=disposal.entity, record_id=disposal.record_id, act=ACT)
    locking.lock(case)
    _expect_free(case, ground=disposal.ground)
    _end(disposal, DisposalStatus.CARRIED_OUT, by=person)
    erasure.erase(case)
    return disposal


def decline(viewer: Viewer, *, disposal_id: UUID, version: int) -> Disposal:
    """A manager, the one who proposed it or another, takes the disposal back; the record stays."""
    disposal, person = _open(viewer, DisposalStatus.DECLINED, disposal_id=disposal_id, version=version)
    _end(disposal, DisposalStatus.DECLINED, by=person)
    return disposal


def _open(viewer: Viewer, target: DisposalStatus, *, disposal_id: UUID, version: int) -> tuple[Disposal, UUID]:
    """The disposal and the person, where the disposal may become this."""
    disposal, person = get(viewer, disposal_id=disposal_id, act=ACT), _person(viewer)
    expect_version(disposal, version)
    if target not in MOVES[disposal.status]:
        allowed = ", ".join(MOVES[disposal.status]) or "nothing more"
        raise RuleBroken(f"The disposal is {disposal.status}; what may follow: {allowed}.", code="status")
    return disposal, person


def _end(disposal: Disposal, status: DisposalStatus, *, by: UUID) -> None:
    disposal.status, disposal.ended_at, disposal.ended_by = status, clock.now(), by
    entries.touch(disposal)
    flush()


def _person(viewer: Viewer) -> UUID:
    if viewer.user_id is None:
        raise RuleBroken("Two people of one organisation dispose of a record; the operator cannot.", code="no_person")
    return viewer.user_id


def _expect_free(case: Case, *, ground: Ground) -> None:
    """Refuses while a hold lies on the record, while it is in use, and before it is due.

    A person may ask for it earlier where the class is the consortium's own policy, and not where a law sets it.
    """
    if holds.on([case.id]):
        raise RuleBroken(f"A legal hold lies on {case.ref}: lift it first.", code="held")
    _expect_closed(case)
    kept = due.kept_of(case)
    if kept.is_over(clock.today()):
        return
    until = f" until {kept.until}" if kept.until else ""
    if ground is Ground.CLASS_OVER:
        raise RuleBroken(f"{case.ref} is not due: it is kept{until}. {kept.sentence}", code="not_due")
    if kept.by_law:
        raise RuleBroken(f"{case.ref} is kept{until}, whoever asks. {kept.sentence} {kept.by_law}", code="by_law")


@whole("whether a record is still in use")
def _expect_closed(case: Case) -> None:
    side = next(iter(records.keys_of(case)))
    live = isinstance(case, Referral) and case.closed_on is None
    if live or (not isinstance(case, Referral) and case.withdrawn_on is None):
        raise RuleBroken(f"{case.ref} is in use: withdraw or conclude it first.", code="in_use")
    if links.open_counts(**{f"{side}s": [case.id]}):
        raise RuleBroken(f"{case.ref} has an open link: end it first.", code="linked")
    together = (getattr(Placement, side) == case.id, placements.not_ended_on(clock.today()))
    lasting = sa.select(Placement.id).where(*together, Placement.adoption_order_on.is_(None)).limit(1)
    if db.session.scalar(lasting) is not None:
        raise RuleBroken(f"A placement of {case.ref} has not ended.", code="placed")
