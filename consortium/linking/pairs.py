"""Pairs: the table of links, and how one link goes on and ends; below the nouns that it joins, so that they can end it.

The verbs of people stand in `consortium.linking.links`, what ends of itself in `consortium.linking.endings`.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consortium import notices
from consortium.access import Viewer
from consortium.floor import clock
from consortium.floor.db import Base, Editable, db, flush, words
from consortium.floor.errors import Conflict, RuleBroken
from consortium.floor.guard import whole
from consortium.importing import entries
from consortium.linking import held_places
from consortium.notices import Coordinators, Holder, Person, Staff, telling
from consortium.notices.recipients import Recipient
from consortium.rights import shares
from consortium.roles import Stage

if TYPE_CHECKING:
    from consortium.carers import Household
    from consortium.referrals import Referral


class LinkStatus(StrEnum):
    """How far a link has come."""

    PROPOSED = "proposed"
    EXPLORING = "exploring"
    MEETING_HELD = "meeting_held"
    RECOMMENDED = "recommended"
    APPROVED = "approved"
    INTRODUCTIONS = "introductions"
    MOVED_IN = "moved_in"
    ENDED = "ended"


class EndReason(StrEnum):
    """Why a link ended."""

    DECLINED_BY_AUTHORITY = "declined_by_authority"
    DECLINED_BY_AGENCY = "declined_by_agency"
    CARERS_WITHDREW = "carers_withdrew"
    APPROVAL_REMOVED = "approval_removed"
    PLAN_CHANGED = "plan_changed"
    ANOTHER_MATCH = "another_match"
    NOT_APPROVED = "not_approved"
    PLACEMENT_ENDED = "placement_ended"
    TRANSFERRED = "transferred"
    MISTAKE = "mistake"


LIVE = tuple(status for status in LinkStatus if status is not LinkStatus.ENDED)
# Under exploration: both sides read the full profile, and a panel may be shown it.
EXPLORED = (LinkStatus.EXPLORING, LinkStatus.MEETING_HELD, LinkStatus.RECOMMENDED)
# The match is approved: names and addresses are open, and the places of the household are taken.
MATCHED = (LinkStatus.APPROVED, LinkStatus.INTRODUCTIONS, LinkStatus.MOVED_IN)
STAGES: Mapping[LinkStatus, Stage] = {
    LinkStatus.PROPOSED: Stage.ANONYMISED,
    **dict.fromkeys(EXPLORED, Stage.FULL_PROFILE),
    **dict.fromkeys(MATCHED, Stage.IDENTIFIED),
}
_MATCHED_SQL = "status IN ('approved', 'introductions', 'moved_in')"


def _once(name: str, *columns: str, live: str, refusal: str) -> sa.Index:
    where = sa.text(live)
    known = {"refusal": Conflict(refusal, code="linked_already")}
    return sa.Index(name, *columns, unique=True, sqlite_where=where, postgresql_where=where, info=known)


class Link(Editable, Base):
    """One pair under exploration; who agreed, approved and ended it, and when, stays on the record.

    placement_id: the placement that is to go on by this link, where it is a transfer to another agency. part: 1, but
    where brothers and sisters of one referral live in several homes whose placements went on with other agencies.
    """

    __tablename__ = "links"
    __table_args__ = (
        sa.ForeignKeyConstraint(["referral_id", "authority_id"], ["referrals.id", "referrals.authority_id"]),
        sa.ForeignKeyConstraint(["household_id", "agency_id"], ["households.id", "households.agency_id"]),
        sa.ForeignKeyConstraint(["placement_id", "authority_id"], ["placements.id", "placements.authority_id"]),
        _once(
            "uq_links_live_pair",
            "referral_id",
            "household_id",
            live="status <> 'ended'",
            refusal="This pair has a link already.",
        ),
        _once(
            "uq_links_matched_referral",
            "referral_id",
            "part",
            live=_MATCHED_SQL,
            refusal="A match is approved for this child already.",
        ),
        sa.UniqueConstraint("id", "household_id", "agency_id"),
        sa.UniqueConstraint("id", "authority_id", "agency_id"),
        sa.Index("ix_links_household_id", "household_id"),
        sa.CheckConstraint("reason <> ''", name="has_reason"),
        sa.CheckConstraint("part = 1 OR placement_id IS NOT NULL", name="one_match_but_for_transfers"),
        sa.CheckConstraint("(status = 'ended') = (ended_at IS NOT NULL)", name="ended_at_its_end"),
        sa.CheckConstraint(
            "status IN ('proposed', 'ended') OR (authority_agreed_at IS NOT NULL AND agency_agreed_at IS NOT NULL)",
            name="explored_by_both",
        ),
        sa.CheckConstraint(
            f"NOT ({_MATCHED_SQL}) OR approved_by IS NOT NULL",
            name="approved_by_somebody",
            info={"refusal": RuleBroken("A person decides on a match, not the operator.", code="no_person")},
        ),
    )

    referral_id: Mapped[UUID]
    authority_id: Mapped[UUID]
    household_id: Mapped[UUID]
    agency_id: Mapped[UUID]
    placement_id: Mapped[UUID | None]
    part: Mapped[int] = mapped_column(default=1)
    status: Mapped[LinkStatus] = mapped_column(words(LinkStatus, name="status"), default=LinkStatus.PROPOSED)
    reason: Mapped[str] = mapped_column(sa.Text)
    proposed_by: Mapped[UUID | None] = mapped_column(sa.ForeignKey("users.id"))
    authority_agreed_at: Mapped[datetime | None]
    authority_agreed_by: Mapped[UUID | None] = mapped_column(sa.ForeignKey("users.id"))
    agency_agreed_at: Mapped[datetime | None]
    agency_agreed_by: Mapped[UUID | None] = mapped_column(sa.ForeignKey("users.id"))
    approved_at: Mapped[datetime | None]
    approved_by: Mapped[UUID | None] = mapped_column(sa.ForeignKey("users.id"))
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[UUID | None] = mapped_column(sa.ForeignKey("users.id"))
    end_reason: Mapped[EndReason | None] = mapped_column(words(EndReason, name="end_reason"))
    end_note: Mapped[str] = mapped_column(sa.Text, default="")
    referral: Mapped["Referral"] = relationship(lazy="joined", innerjoin=True, overlaps="household")
    household: Mapped["Household"] = relationship(lazy="joined", innerjoin=True, overlaps="referral")


def is_live() -> sa.ColumnElement[bool]:
    """The condition that a link has not ended."""
    return Link.status != LinkStatus.ENDED


def is_open() -> sa.ColumnElement[bool]:
    """The condition that a link is still on its way: it has not ended, and nobody has moved in by it."""
    return Link.status.not_in((LinkStatus.MOVED_IN, LinkStatus.ENDED))


def is_matched() -> sa.ColumnElement[bool]:
    """The condition that the match of a link is approved and has not ended."""
    return Link.status.in_(MATCHED)


@whole("whoever has to do with a case is told of it, on either side")
def homes(*, referral_id: UUID, statuses: Iterable[LinkStatus]) -> list["Household"]:
    """The households that a referral has links with in these states, for telling whoever holds them."""
    chosen = (Link.referral_id == referral_id, Link.status.in_(tuple(statuses)))
    return [link.household for link in db.session.scalars(sa.select(Link).where(*chosen).order_by(Link.id)).unique()]


@whole("until when another agency had the match is no more than an instant")
def last_match_of_others(*, referral_id: UUID, agency_id: UUID | None) -> datetime | None:
    """When the last approved match of a child with another agency's household ended; None where there was none.

    A match that went on with another agency did not end in this sense: the carers are the same. Nor was one that was
    opened for a transfer that never was.
    """
    never = sa.and_(Link.placement_id.is_not(None), Link.end_reason == EndReason.MISTAKE)
    goes_on = sa.func.coalesce(sa.or_(Link.end_reason == EndReason.TRANSFERRED, never), sa.false())
    others = (Link.referral_id == referral_id, Link.agency_id != agency_id, Link.approved_at.is_not(None))
    return db.session.scalar(sa.select(sa.func.max(Link.ended_at)).where(*others, ~goes_on))


def move(viewer: Viewer, *, link: Link, target: LinkStatus, code: str = "") -> None:
    """Takes a link to another state, and what it opened with it, and tells whom it concerns.

    Whether it may go there, the caller has asked. code: of what is told, where it is not the state alone.
    """
    back = list(LinkStatus).index(target) < list(LinkStatus).index(link.status)
    link.status = target
    entries.touch(link)
    if target is LinkStatus.ENDED:
        shares.end_all(link_id=link.id)
    else:
        shares.set_all(link_id=link.id, stage=STAGES[target])
    if target not in MATCHED:
        held_places.release(link_id=link.id)
    tell(viewer, link=link, code=code or ("link.taken_back" if back else f"link.{target}"))


def tell(viewer: Viewer, *, link: Link, code: str) -> None:
    """Tells who holds the two cases, who coordinates both sides, and whoever has the next step in their side's name."""
    to: list[Recipient] = [Holder(link.referral), Holder(link.household)]
    to.append(Coordinators((link.authority_id, link.agency_id)))
    if link.status is LinkStatus.RECOMMENDED:
        to.append(Staff(link.authority_id, may="links.approve"))
    if link.status is LinkStatus.ENDED:  # however late, whoever had been told of it before is told of its end
        to += [Person(user_id) for user_id in telling.told_of(link)]
    notices.tell(viewer, code=code, about=link, to=to, cause=str(link.version))


def end(viewer: Viewer, *, link: Link, reason: EndReason, note: str = "") -> None:
    """Ends a link that the caller reached and locked; see `links.end`."""
    if link.status is LinkStatus.ENDED:
        raise RuleBroken("The link has ended: nothing more may follow.", code="status")
    link.end_reason, link.end_note = EndReason(reason), note.strip()
    link.ended_at, link.ended_by = clock.now(), viewer.user_id
    move(viewer, link=link, target=LinkStatus.ENDED)
    flush()
