"""The table of referrals, and which of them somebody may reach."""

from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Select
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from consortium import members
from consortium.access import Viewer, require
from consortium.children import Child
from consortium.floor import clock
from consortium.floor.db import Base, Editable, db, expect_version, words
from consortium.floor.errors import Conflict, NotFound
from consortium.floor.guard import scoped
from consortium.referrals import standings
from consortium.referrals.courses import CLOSED, ReferralStatus
from consortium.rights import shares, sight


class Referral(Editable, Base):
    """One or more children of one authority who are to be placed together."""

    __tablename__ = "referrals"
    __table_args__ = (
        sa.UniqueConstraint(
            "authority_id", "ref", info={"refusal": Conflict("The authority has a referral with this reference.")}
        ),
        sa.UniqueConstraint("id", "authority_id"),
        sa.ForeignKeyConstraint(["held_by", "authority_id"], ["users.id", "users.member_id"]),
        sa.CheckConstraint("ref <> ''", name="has_ref"),
        sa.CheckConstraint(
            "(status IN ('declined', 'concluded', 'withdrawn')) = (closed_on IS NOT NULL)", name="closed_at_its_end"
        ),
        sa.CheckConstraint("status NOT IN ('linked', 'matched', 'placed')", name="stored"),
        sa.CheckConstraint("status <> 'searching' OR accepted_on IS NOT NULL", name="accepted_before_search"),
    )

    authority_id: Mapped[UUID] = mapped_column(sa.ForeignKey("members.id"))
    ref: Mapped[str] = mapped_column(sa.String(100))
    status: Mapped[ReferralStatus] = mapped_column(words(ReferralStatus, name="status"), default=ReferralStatus.DRAFT)
    accepted_on: Mapped[date | None]
    closed_on: Mapped[date | None]
    erased_on: Mapped[date | None]
    held_by: Mapped[UUID | None]
    authority: Mapped[members.Member] = relationship(lazy="joined", innerjoin=True)
    children: Mapped[list["Child"]] = relationship(
        lazy="selectin", order_by="Child.ref", cascade="all, delete-orphan", back_populates="referral"
    )

    @validates("status")
    def _note_end(self, _name: str, status: ReferralStatus) -> ReferralStatus:
        """Keeps the day on which a referral was closed: retention counts from it."""
        if status is not self.status:
            self.closed_on = clock.today() if status in CLOSED else None
        return status

    @property
    def is_searching(self) -> bool:
        """Whether a household is looked for, whatever is being explored meanwhile."""
        return self.status is ReferralStatus.SEARCHING

    @property
    def current_children(self) -> list["Child"]:
        """The children who are still to be placed."""
        return [child for child in self.children if child.lost_on is None]


def visible(
    viewer: Viewer,
    *,
    search: str | None = None,
    authority_id: UUID | None = None,
    status: ReferralStatus | None = None,
) -> Select[Referral]:
    """The referrals within the viewer's sight, by reference; `status` is the one that they are told."""
    require(viewer, "referrals.read")
    found = reached(viewer, act="referrals.read").order_by(Referral.ref, Referral.id)
    if authority_id is not None:
        found = found.where(Referral.authority_id == authority_id)
    if status is not None:
        found = found.where(standings.is_shown(viewer, status=status, referral=Referral))
    if search:
        found = found.where(Referral.ref.icontains(search, autoescape=True))
    return found


def awaiting(viewer: Viewer) -> Select[Referral]:
    """The referrals within the viewer's sight that search, whether or not a link is explored for them."""
    return visible(viewer).where(Referral.status == ReferralStatus.SEARCHING)


def get(viewer: Viewer, *, referral_id: UUID, act: str = "referrals.read") -> Referral:
    """One referral that the viewer may do this to."""
    require(viewer, act)
    found = db.session.scalar(reached(viewer, act=act).where(Referral.id == referral_id))
    if found is None:
        raise NotFound
    return found


def get_child(viewer: Viewer, *, child_id: UUID, act: str = "referrals.read") -> Child:
    """One child of a referral that the viewer may do this to."""
    require(viewer, act)
    seen = reached(viewer, act=act).with_only_columns(Referral.id)
    child = db.session.scalar(scoped(sa.select(Child).where(Child.id == child_id, Child.referral_id.in_(seen))))
    if child is None:
        raise NotFound
    return child


def reached(viewer: Viewer, *, act: str) -> Select[Referral]:
    """The referrals that the table gives the viewer this act towards, and those that a share opens; none erased."""
    shared = shares.opens(viewer, act, entity="referrals", key=Referral.id)
    seen = sa.or_(sight.of(viewer, act, owner=Referral.authority_id), shared)
    return scoped(sa.select(Referral).where(seen, Referral.erased_on.is_(None)))


def by_ref(viewer: Viewer, *, authority_code: str, ref: str) -> Referral:
    """One referral within the viewer's sight, by the reference its authority gave it."""
    found = visible(viewer).join(members.Member, members.Member.id == Referral.authority_id)
    referral = db.session.scalar(found.where(members.Member.code == authority_code, Referral.ref == ref))
    if referral is None:
        raise NotFound
    return referral


def editable(viewer: Viewer, *, referral_id: UUID, version: int) -> Referral:
    """The referral as it stands, for whoever may change it and has seen this version of it."""
    referral = get(viewer, referral_id=referral_id, act="referrals.change")
    expect_version(referral, version)
    return referral
