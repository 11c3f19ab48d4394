"""Events of cases: what somebody recorded as happened on a day; never changed, only taken back by a later row."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consortium import members
from consortium.access import Viewer, require
from consortium.floor import clock
from consortium.floor.db import Base, Record, db, flush
from consortium.floor.errors import Conflict, NotFound
from consortium.floor.guard import scoped
from consortium.linking.pairs import Link, is_matched
from consortium.placements import Placement, not_ended_on, stands
from consortium.referrals import Referral
from consortium.retention import traces
from consortium.retention.erasure import ERASED
from consortium.retention.traces import Gone
from consortium.rights import shares, sight
from consortium.roles import Stage
from consortium.timescales.rules import shipped


class CaseEvent(Record, Base):
    """Something that happened in a case on a day, as one side recorded it.

    A row that names another takes it back, for a reason; both stay. Triggers let nobody change a row, but for the
    reason, which an erasure empties.
    """

    __tablename__ = "case_events"
    __table_args__ = (
        sa.ForeignKeyConstraint(["referral_id", "authority_id"], ["referrals.id", "referrals.authority_id"]),
        sa.ForeignKeyConstraint(["reverses_id", "referral_id"], ["case_events.id", "case_events.referral_id"]),
        sa.UniqueConstraint("id", "referral_id"),
        sa.UniqueConstraint(
            "reverses_id", info={"refusal": Conflict("This was taken back already.", code="recorded_already")}
        ),
        sa.Index("ix_case_events_referral_id", "referral_id"),
        sa.CheckConstraint("event <> ''", name="has_event"),
        sa.CheckConstraint("(reverses_id IS NULL) = (reason = '')", name="taken_back_for_a_reason"),
        sa.CheckConstraint("reverses_id IS NULL OR reverses_id <> id", name="takes_back_another"),
    )

    referral_id: Mapped[UUID]
    authority_id: Mapped[UUID]
    member_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("members.id"))
    event: Mapped[str] = mapped_column(sa.String(60))
    happened_on: Mapped[date]
    recorded_by: Mapped[UUID | None] = mapped_column(sa.ForeignKey("users.id"))
    reverses_id: Mapped[UUID | None]
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    referral: Mapped[Referral] = relationship(lazy="joined", innerjoin=True)
    member: Mapped[members.Member | None] = relationship(lazy="joined")


def cases(viewer: Viewer, *, act: str) -> Select[Referral]:
    """The referrals whose course is the viewer's business, by reference.

    Its own authority's people and its coordinator see a case from the start; an agency's once the match is approved,
    and while a placement with one of its own households is open.
    """
    require(viewer, act)
    matched = shares.opens(viewer, act, entity="referrals", key=Referral.id, stage=Stage.IDENTIFIED)
    placed = sa.select(Placement.referral_id).where(
        sight.is_own(viewer, act, owner=Placement.agency_id),
        Placement.referral_id.is_not(None),
        not_ended_on(clock.today()),
    )
    reached = sa.or_(sight.of(viewer, act, owner=Referral.authority_id), matched, Referral.id.in_(placed))
    found = sa.select(Referral).where(reached, Referral.erased_on.is_(None))
    return scoped(found.order_by(Referral.ref, Referral.id))


def case(viewer: Viewer, *, referral_id: UUID, act: str = "clock.read") -> Referral:
    """One referral whose course is the viewer's business."""
    found = db.session.scalar(cases(viewer, act=act).where(Referral.id == referral_id))
    if found is None:
        raise NotFound
    return found


def is_seen(viewer: Viewer, *, referral_id: UUID) -> bool:
    """Whether the course of a case is the viewer's business."""
    return db.session.scalar(cases(viewer, act="clock.read").where(Referral.id == referral_id)) is not None


def sides(viewer: Viewer, *, referrals: Sequence[Referral]) -> dict[UUID, str]:
    """On which side of each case the viewer stands: authority, agency, or coordinator for whoever sees the whole."""
    act = "clock.read"
    whole = sight.consortia_of(viewer, act)
    inside = set(db.session.scalars(members.belonging(consortium_ids=whole, on=clock.today()))) if whole else set()

    def side(owner_id: UUID) -> str:
        if viewer.operator or owner_id in inside:
            return "coordinator"
        return "authority" if sight.owns(viewer, act, owner_id=owner_id) else "agency"

    return {one.id: side(one.authority_id) for one in referrals}


def begun(viewer: Viewer, *, referral_ids: Sequence[UUID]) -> dict[UUID, date]:
    """Since when each case is the business of the viewer's agency: by its match that is approved, or its open stay."""
    found = dict.fromkeys(referral_ids, clock.today())
    if not referral_ids:
        return found
    act = "clock.read"
    links = sa.select(Link).where(Link.referral_id.in_(referral_ids), sight.is_own(viewer, act, owner=Link.agency_id))
    stays = sa.select(Placement).where(
        Placement.referral_id.in_(referral_ids),
        sight.is_own(viewer, act, owner=Placement.agency_id),
        not_ended_on(clock.today()),
        stands(),
    )
    for link in db.session.scalars(scoped(links.where(is_matched()))).unique():
        found[link.referral_id] = min(found[link.referral_id], clock.day_of(link.approved_at or clock.now()))
    for stay in db.session.scalars(scoped(stays)):
        if stay.referral_id:
            found[stay.referral_id] = min(found[stay.referral_id], stay.moved_in_on)
    return found


def is_for_agency(viewer: Viewer, *, row: CaseEvent, since: date) -> bool:
    """As `visible` chooses rows for an agency, of a row that somebody has in hand."""
    if row.member_id == viewer.member_id:
        return True
    is_authoritys = row.member_id in (None, row.authority_id)
    return is_authoritys and row.event in of_side("agency") and row.happened_on >= since


def visible(viewer: Viewer, *, referral_id: UUID) -> Select[CaseEvent]:
    """What was recorded of a case, with what was taken back, the latest first.

    An agency sees its own rows, and the authority's that concern its duty, from its own match or stay on: of another
    agency's, which had the child before, it sees none.
    """
    referral = case(viewer, referral_id=referral_id)
    found = sa.select(CaseEvent).where(CaseEvent.referral_id == referral.id)
    if sides(viewer, referrals=[referral])[referral.id] == "agency":
        since = begun(viewer, referral_ids=[referral.id])[referral.id]
        authoritys = sa.or_(CaseEvent.member_id.is_(None), CaseEvent.member_id == CaseEvent.authority_id)
        concerns = (authoritys, CaseEvent.event.in_(of_side("agency")), CaseEvent.happened_on >= since)
        found = found.where(sa.or_(CaseEvent.member_id == viewer.member_id, sa.and_(*concerns)))
    return scoped(found.order_by(CaseEvent.created_at.desc(), CaseEvent.id))


def get(viewer: Viewer, *, referral_id: UUID, event_id: UUID) -> CaseEvent:
    """One row of a case that the viewer may see."""
    found = db.session.scalar(visible(viewer, referral_id=referral_id).where(CaseEvent.id == event_id))
    if found is None:
        raise NotFound
    return found


def of_side(side: str) -> list[str]:
    """The kinds of event that people of this side record."""
    return [code for code, kind in shipped().events.items() if side in kind.recorded_by]


def standing() -> sa.ColumnElement[bool]:
    """The condition that a row counts: it takes nothing back, and nothing took it back."""
    taken_back = sa.select(CaseEvent.reverses_id).where(CaseEvent.reverses_id.is_not(None))
    return sa.and_(CaseEvent.reverses_id.is_(None), CaseEvent.id.not_in(taken_back))


def of_record(referral_id: UUID) -> list[tuple[str, date]]:
    """What counts of the rows of one case, by day, for whoever may read the whole record."""
    found = sa.select(CaseEvent).where(CaseEvent.referral_id == referral_id, standing())
    rows = db.session.scalars(scoped(found.order_by(CaseEvent.happened_on, CaseEvent.created_at)))
    return [(row.event, row.happened_on) for row in rows]


def forget(gone: Gone) -> None:
    """The reasons for which something was taken back are in people's own words: an erasure empties them."""
    if gone.entity == "referrals":
        taken_back = CaseEvent.referral_id == gone.record_id, CaseEvent.reverses_id.is_not(None)
        for row in db.session.scalars(sa.select(CaseEvent).where(*taken_back)):
            row.reason = ERASED
        flush()


traces.offer("case events", forget)
