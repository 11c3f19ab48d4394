"""Links: one household explored for one referral, from the proposal to the approved match, or to its end.

What either side may read of the other follows the state and nothing else: see `consortium.shares`.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consortium import carers, entries, members, referrals, shares, sight
from consortium.access import Viewer, require
from consortium.carers import Household
from consortium.floor import clock
from consortium.floor.db import Base, Editable, db, expect_version, flush, words
from consortium.floor.errors import Conflict, Invalid, NotAllowed, NotFound, RuleBroken
from consortium.floor.guard import scoped, whole
from consortium.referrals import Referral, ReferralStatus
from consortium.roles import Stage
from consortium.shares import Cause

SHORTEST_REASON = 10


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
    referral: Mapped[Referral] = relationship(lazy="joined", innerjoin=True, overlaps="household")
    household: Mapped[Household] = relationship(lazy="joined", innerjoin=True, overlaps="referral")


def visible(viewer: Viewer, *, live: bool | None = None) -> Select[Link]:
    """The links of one's own children and households, and those of the consortia that one coordinates; latest first."""
    require(viewer, "links.read")
    found = _reached(viewer, "links.read").order_by(Link.created_at.desc(), Link.id)
    if live is None:
        return found
    return found.where(is_live() if live else ~is_live())


def get(viewer: Viewer, *, link_id: UUID, act: str = "links.read") -> Link:
    """One link that the viewer may do this to."""
    require(viewer, act)
    found = db.session.scalar(_reached(viewer, act).where(Link.id == link_id))
    if found is None:
        raise NotFound
    return found


def is_live() -> sa.ColumnElement[bool]:
    """The condition that a link has not ended."""
    return Link.status != LinkStatus.ENDED


@whole("caps on open links look at all links of a household or referral")
def open_counts(*, referral_ids: Iterable[UUID] = (), household_ids: Iterable[UUID] = ()) -> dict[UUID, int]:
    """How many live links each of these referrals and households has; those without are left out."""
    sides = ((Link.referral_id, list(referral_ids)), (Link.household_id, list(household_ids)))
    found: dict[UUID, int] = {}
    for column, ids in sides:
        if ids:
            counted = sa.select(column, sa.func.count()).where(column.in_(ids), is_live()).group_by(column)
            found |= {key: count for key, count in db.session.execute(counted) if key}
    return found


def propose(viewer: Viewer, *, referral_id: UUID, household_id: UUID, reason: str) -> Link:
    """Opens a link with its reason; from now on each side reads the other's anonymised profile."""
    require(viewer, "links.open")
    referral = referrals.get(viewer, referral_id=referral_id)
    household = carers.get(viewer, household_id=household_id)
    _expect_coordinated(viewer, referral=referral, household=household)
    if referral.status is not ReferralStatus.SEARCHING:
        raise RuleBroken(f"The referral is {referral.status}: a link is opened while it searches.", code="status")
    if household.withdrawn_on is not None:
        raise RuleBroken("The household is withdrawn.", code="withdrawn")
    sides = {"referral_id": referral.id, "household_id": household.id}
    owners = {"authority_id": referral.authority_id, "agency_id": household.agency_id}
    link = Link(**sides, **owners, reason=_reason(reason), proposed_by=viewer.user_id)
    db.session.add(link)
    flush()
    for record, reader in ((referral, household.agency_id), (household, referral.authority_id)):
        of_link: dict[str, Any] = {"cause": Cause.LINK, "link_id": link.id, "to_member_id": reader}
        shares.open_(viewer, record=record, stage=STAGES[link.status], **of_link)
    return link


def propose_named(viewer: Viewer, *, referral_ref: str, household_ref: str, reason: str) -> Link:
    """As `propose`, for whoever knows both by their references, after the owner's code where several share one."""
    found = named(viewer, referral_ref=referral_ref, household_ref=household_ref)
    faults = {field: [_unclear(rows)] for field, rows in found.items() if len(rows) != 1}
    if faults:
        raise Invalid(faults)
    referral, household = (rows[0] for rows in found.values())
    return propose(viewer, referral_id=referral.id, household_id=household.id, reason=reason)


def named(viewer: Viewer, *, referral_ref: str, household_ref: str) -> dict[str, list[Any]]:
    """The referrals, and the households, within the viewer's sight that are called so."""
    chosen = (
        ("referral_ref", referrals.visible(viewer).where(_called(referral_ref, Referral.ref, Referral.authority_id))),
        ("household_ref", carers.visible(viewer).where(_called(household_ref, Household.ref, Household.agency_id))),
    )
    return {field: list(db.session.scalars(select).unique()) for field, select in chosen}


def agree(viewer: Viewer, *, link_id: UUID, version: int) -> Link:
    """One side agrees to explore the link; once both have, each reads the other's full profile."""
    link = _changed(viewer, "links.agree", link_id=link_id, version=version)
    side = "authority" if sight.owns(viewer, "links.agree", owner_id=link.authority_id) else "agency"
    if link.status is not LinkStatus.PROPOSED:
        raise RuleBroken(f"The link is {link.status}: both sides agree while it is proposed.", code="status")
    if getattr(link, f"{side}_agreed_at") is not None:
        raise RuleBroken("Your side has agreed already.", code="recorded_already")
    setattr(link, f"{side}_agreed_at", clock.now())
    setattr(link, f"{side}_agreed_by", viewer.user_id)
    if link.authority_agreed_at and link.agency_agreed_at:
        _move(link, LinkStatus.EXPLORING)
    flush()
    return link


def approve(viewer: Viewer, *, link_id: UUID, version: int) -> Link:
    """The placing authority's decision-maker approves the match: names and addresses open to both sides."""
    link = _changed(viewer, "links.approve", link_id=link_id, version=version)
    if viewer.user_id is not None and viewer.user_id == link.authority_agreed_by:
        raise NotAllowed("Whoever agreed for the authority does not approve the match too: another manager decides.")
    link.approved_at, link.approved_by = clock.now(), viewer.user_id
    _move(link, LinkStatus.APPROVED)
    flush()
    return link


def end(viewer: Viewer, *, link_id: UUID, version: int, reason: EndReason, note: str = "") -> Link:
    """Ends a link: what it opened closes at once, for both sides."""
    link = _changed(viewer, "links.end", link_id=link_id, version=version)
    link.end_reason, link.end_note = EndReason(reason), note.strip()
    link.ended_at, link.ended_by = clock.now(), viewer.user_id
    _move(link, LinkStatus.ENDED)
    flush()
    return link


def _changed(viewer: Viewer, act: str, *, link_id: UUID, version: int) -> Link:
    link = get(viewer, link_id=link_id, act=act)
    expect_version(link, version)
    entries.touch(link)
    return link


def _move(link: Link, target: LinkStatus) -> None:
    if target not in MOVES[link.status]:
        allowed = ", ".join(MOVES[link.status]) or "nothing more"
        raise RuleBroken(f"The link is {link.status}; what may follow: {allowed}.", code="status")
    link.status = target
    if target is LinkStatus.ENDED:
        shares.end_all(link_id=link.id)
    else:
        shares.raise_all(link_id=link.id, stage=STAGES[target])


def _reached(viewer: Viewer, act: str) -> Select[Link]:
    """The links of which either side is the viewer's own, or which join two members of a coordinated consortium."""
    if viewer.operator:
        return scoped(sa.select(Link))
    own = (sight.is_own(viewer, act, owner=owner) for owner in (Link.authority_id, Link.agency_id))
    chosen = sight.consortia_of(viewer, act)
    inside = members.belonging(consortium_ids=chosen, on=clock.today())
    both = sa.and_(Link.authority_id.in_(inside), Link.agency_id.in_(inside)) if chosen else sa.false()
    panel = sa.select(shares.Share.link_id).where(
        shares.Share.to_user_id == viewer.user_id, shares.Share.cause == Cause.PANEL, *shares.live()
    )
    advised = Link.id.in_(panel) if act == "links.read" and viewer.user_id else sa.false()
    return scoped(sa.select(Link).where(sa.or_(*own, both, advised)))


def _expect_coordinated(viewer: Viewer, *, referral: Referral, household: Household) -> None:
    """A link joins members of a consortium that whoever proposes it coordinates."""
    if viewer.operator:
        return
    for owner_id in (referral.authority_id, household.agency_id):
        if not sight.reaches(viewer, "links.open", owner_id=owner_id):
            raise NotFound


def _called(name: str, ref: Any, owner_id: Any) -> sa.ColumnElement[bool]:
    """The condition that a record has this reference, or that its owner's code and its reference are CODE/REF."""
    code, _, rest = name.strip().partition("/")
    owner = sa.select(members.Member.id).where(members.Member.code == code)
    return sa.or_(ref == name.strip(), sa.and_(ref == rest, owner_id.in_(owner)))


def _unclear(rows: list[Any]) -> str:
    return "This is the reference of several records here." if rows else "This reference is not known here."


def _reason(text: str) -> str:
    reason = text.strip()
    if len(reason) < SHORTEST_REASON:
        raise Invalid({"reason": [f"Say why, in at least {SHORTEST_REASON} characters."]})
    return reason
