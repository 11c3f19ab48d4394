"""Pairs: the table of links, and how one link goes on and ends; below the nouns that it joins, so that they can end it.

The verbs of people stand in `consortium.links`, what ends of itself in `consortium.endings`.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consortium import entries, shares
from consortium.access import Viewer
from consortium.floor import clock
from consortium.floor.db import Base, Editable, flush, words
from consortium.floor.errors import Conflict, RuleBroken
from consortium.roles import Stage

if TYPE_CHECKING:
    from consortium.carers import Household
    from consortium.referrals import Referral


class LinkStatus(StrEnum):
    """How far a link has come."""

    PROPOSED = "proposed"
    EXPLORING = "exploring"
    APPROVED = "approved"
    ENDED = "ended"


class EndReason(StrEnum):
    """Why a link ended."""

    DECLINED_BY_AUTHORITY = "declined_by_authority"
    DECLINED_BY_AGENCY = "declined_by_agency"
    CARERS_WITHDREW = "carers_withdrew"
    PLAN_CHANGED = "plan_changed"
    ANOTHER_MATCH = "another_match"
    NOT_APPROVED = "not_approved"
    MISTAKE = "mistake"


LIVE = (LinkStatus.PROPOSED, LinkStatus.EXPLORING, LinkStatus.APPROVED)
# From a status to those that may follow; nothing follows the end.
MOVES: Mapping[LinkStatus, tuple[LinkStatus, ...]] = {
    LinkStatus.PROPOSED: (LinkStatus.EXPLORING, LinkStatus.ENDED),
    LinkStatus.EXPLORING: (LinkStatus.APPROVED, LinkStatus.ENDED),
    LinkStatus.APPROVED: (LinkStatus.ENDED,),
    LinkStatus.ENDED: (),
}
STAGES: Mapping[LinkStatus, Stage] = {
    LinkStatus.PROPOSED: Stage.ANONYMISED,
    LinkStatus.EXPLORING: Stage.FULL_PROFILE,
    LinkStatus.APPROVED: Stage.IDENTIFIED,
}


def _once(name: str, *columns: str, live: str, refusal: str) -> sa.Index:
    where = sa.text(live)
    known = {"refusal": Conflict(refusal, code="linked_already")}
    return sa.Index(name, *columns, unique=True, sqlite_where=where, postgresql_where=where, info=known)


class Link(Editable, Base):
    """One pair under exploration; who agreed, approved and ended it, and when, stays on the record."""

    __tablename__ = "links"
    __table_args__ = (
        sa.ForeignKeyConstraint(["referral_id", "authority_id"], ["referrals.id", "referrals.authority_id"]),
        sa.ForeignKeyConstraint(["household_id", "agency_id"], ["households.id", "households.agency_id"]),
        _once(
            "uq_links_live_pair",
            "referral_id",
            "household_id",
            live="status <> 'ended'",
            refusal="This pair has a link already.",
        ),
        _once(
            "uq_links_approved_referral",
            "referral_id",
            live="status = 'approved'",
            refusal="A match is approved for this child already.",
        ),
        _once(
            "uq_links_approved_household",
            "household_id",
            live="status = 'approved'",
            refusal="A match is approved for this household already.",
        ),
        sa.Index("ix_links_household_id", "household_id"),
        sa.CheckConstraint("reason <> ''", name="has_reason"),
        sa.CheckConstraint("(status = 'ended') = (ended_at IS NOT NULL)", name="ended_at_its_end"),
        sa.CheckConstraint(
            "status IN ('proposed', 'ended') OR (authority_agreed_at IS NOT NULL AND agency_agreed_at IS NOT NULL)",
            name="explored_by_both",
        ),
        sa.CheckConstraint("status <> 'approved' OR approved_by IS NOT NULL", name="approved_by_somebody"),
    )

    referral_id: Mapped[UUID]
    authority_id: Mapped[UUID]
    household_id: Mapped[UUID]
    agency_id: Mapped[UUID]
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


def move(link: Link, *, target: LinkStatus) -> None:
    """Takes a link to its next state, and what it opened with it."""
    if target not in MOVES[link.status]:
        allowed = ", ".join(MOVES[link.status]) or "nothing more"
        raise RuleBroken(f"The link is {link.status}; what may follow: {allowed}.", code="status")
    link.status = target
    if target is LinkStatus.ENDED:
        shares.end_all(link_id=link.id)
    else:
        shares.raise_all(link_id=link.id, stage=STAGES[target])


def end(viewer: Viewer, *, link: Link, reason: EndReason, note: str = "") -> None:
    """Ends a link that the caller reached and locked; see `links.end`."""
    link.end_reason, link.end_note = EndReason(reason), note.strip()
    link.ended_at, link.ended_by = clock.now(), viewer.user_id
    entries.touch(link)
    move(link, target=LinkStatus.ENDED)
    flush()
