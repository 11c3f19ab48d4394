"""Shares: each opens one record of one organisation to another, or to one person, up to a stage and until an end.

There is no other sight across organisations: a link makes its shares and ends them, a coordinator's opened file is a
share with a reason and an hour, a panel adviser's one with the day of the panel.
"""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Any, Literal
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Select
from sqlalchemy.orm import Mapped, mapped_column

from consortium import members
from consortium.access import Viewer
from consortium.floor import clock
from consortium.floor.db import Base, Record, db, flush, words
from consortium.floor.guard import scoped, whole
from consortium.rights import sight
from consortium.rights.capabilities import CAPABILITIES
from consortium.roles import Relation, Role, Stage

Entity = Literal["households", "referrals"]


class Cause(StrEnum):
    """What opened a share."""

    LINK = "link"
    FILE = "file"
    PANEL = "panel"


class Share(Record, Base):
    """Sight of one referral or of one household, for one organisation or one person; ended rather than deleted."""

    __tablename__ = "shares"
    __table_args__ = (
        sa.ForeignKeyConstraint(["referral_id", "authority_id"], ["referrals.id", "referrals.authority_id"]),
        sa.ForeignKeyConstraint(["household_id", "agency_id"], ["households.id", "households.agency_id"]),
        sa.CheckConstraint("(referral_id IS NULL) <> (household_id IS NULL)", name="one_record"),
        sa.CheckConstraint("(referral_id IS NULL) = (authority_id IS NULL)", name="referral_with_owner"),
        sa.CheckConstraint("(household_id IS NULL) = (agency_id IS NULL)", name="household_with_owner"),
        sa.CheckConstraint("(to_member_id IS NULL) <> (to_user_id IS NULL)", name="one_reader"),
        sa.CheckConstraint("stage BETWEEN 1 AND 3", name="stage"),
        sa.CheckConstraint("cause = 'link' OR (ends_at IS NOT NULL AND reason <> '')", name="timed_with_reason"),
        sa.CheckConstraint("(cause = 'file') = (link_id IS NULL)", name="of_a_link"),
        sa.Index("ix_shares_referral_id", "referral_id"),
        sa.Index("ix_shares_household_id", "household_id"),
        sa.Index("ix_shares_to_member_id", "to_member_id"),
        sa.Index("ix_shares_to_user_id", "to_user_id"),
    )

    referral_id: Mapped[UUID | None]
    authority_id: Mapped[UUID | None]
    household_id: Mapped[UUID | None]
    agency_id: Mapped[UUID | None]
    to_member_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("members.id"))
    to_user_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("users.id"))
    stage: Mapped[int]
    cause: Mapped[Cause] = mapped_column(words(Cause, name="cause"))
    link_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("links.id"), index=True)
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    opened_by: Mapped[UUID | None] = mapped_column(sa.ForeignKey("users.id"))
    ends_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


def opens(
    viewer: Viewer, capability: str, *, entity: Entity, key: Any, stage: Stage = Stage.ANONYMISED
) -> sa.ColumnElement[bool]:
    """The condition that a live share opens the record to the viewer, at least to a stage, in a role to which a link
    grants the act.
    """
    column, readers = _column(entity), _readers(viewer, capability, entity)
    if not readers:
        return sa.false()
    opened: sa.ColumnElement[bool] = key.in_(
        sa.select(column).where(column.is_not(None), Share.stage >= int(stage), *live(), sa.or_(*readers))
    )
    return opened


def stages(viewer: Viewer, *, entity: Entity, ids: Iterable[UUID]) -> dict[UUID, Stage]:
    """The stage to which each record is open to the viewer or their organisation; the others are left out."""
    readers = _readers(viewer, f"{entity}.read", entity)
    return _greatest(entity, ids, sa.or_(*readers)) if readers else {}


def stages_of_links(viewer: Viewer, *, entity: Entity, ids: Iterable[UUID]) -> dict[UUID, Stage]:
    """The stage that each record's links within the consortia that the viewer coordinates have reached.

    A record may be linked in another consortium too: that is no business of this one's coordinator.
    """
    chosen = sight.consortia_of(viewer, "links.read")
    return _greatest(entity, ids, sa.and_(Share.cause == Cause.LINK, _joined(entity, consortium_ids=chosen)))


def shown_links(viewer: Viewer) -> Select[UUID | None]:
    """The ids of the links that are shown to the viewer as a panel adviser, which they have to be still."""
    mine = sa.and_(Share.to_user_id == viewer.user_id, Share.cause == Cause.PANEL)
    return sa.select(Share.link_id).where(mine, *live())


@whole("who advised on a link does not decide it")
def was_shown(*, link_id: UUID, user_id: UUID) -> bool:
    """Whether a link was ever shown to this person for a panel."""
    shown = (Share.link_id == link_id, Share.to_user_id == user_id, Share.cause == Cause.PANEL)
    return db.session.scalar(sa.select(Share.id).where(*shown).limit(1)) is not None


def open_(
    viewer: Viewer, *, record: Any, stage: Stage, cause: Cause, ends_at: datetime | None = None, **more: Any
) -> Share:
    """Opens a record to `to_member_id` or `to_user_id`. Whoever may do so was asked by the verb that calls this."""
    referral = "authority_id" in record.__table__.columns
    sides = ("referral_id", "authority_id") if referral else ("household_id", "agency_id")
    owner = {sides[0]: record.id, sides[1]: getattr(record, sides[1])}
    share = Share(stage=int(stage), cause=cause, ends_at=ends_at, opened_by=viewer.user_id, **owner, **more)
    db.session.add(share)
    flush()
    return share


@whole("a link closes all that it opened")
def end_all(*, link_id: UUID) -> None:
    """Closes everything that a link opened, at once."""
    for share in db.session.scalars(sa.select(Share).where(Share.link_id == link_id, *live())):
        share.ended_at = clock.now()
    flush()


@whole("an adoption order or an erasure closes all that showed a record")
def end_of(*, referral_id: UUID | None = None, household_id: UUID | None = None) -> None:
    """Closes everything that shows a record, and what its links opened of the other side."""
    record = Share.referral_id == referral_id if referral_id else Share.household_id == household_id
    links = sa.select(Share.link_id).where(record, Share.link_id.is_not(None))
    for share in db.session.scalars(sa.select(Share).where(sa.or_(record, Share.link_id.in_(links)), *live())):
        share.ended_at = clock.now()
    flush()


@whole("a link goes on to its next stage")
def set_all(*, link_id: UUID, stage: Stage) -> None:
    """What a link opened to its two organisations is open to this stage: further, or back after a mistake."""
    found = sa.select(Share).where(Share.link_id == link_id, Share.cause == Cause.LINK, *live())
    for share in db.session.scalars(found):
        share.stage = int(stage)
    flush()


def _readers(viewer: Viewer, capability: str, entity: Entity) -> list[sa.ColumnElement[bool]]:
    """The shares that are the viewer's: those to their organisation, and those to themselves.

    A share outlives no reason for it: a link's is read while both organisations are in one consortium, an opened file
    by who may still open it, and what was shown for a coming panel by who still advises one in the owner's consortium.
    A panel adviser reads nothing else that their organisation may read.
    """
    roles, owner = CAPABILITIES[capability].through(Relation.LINKED), _owner(entity)
    if not roles:
        return []
    found, homes = [], viewer.consortia(Role.PANEL_ADVISER)
    if viewer.user_id and (homes or viewer.holds(*CAPABILITIES["files.open"].roles)):
        advised = owner.in_(members.belonging(consortium_ids=homes, on=clock.today())) if homes else sa.false()
        panel = sa.and_(Share.cause == Cause.PANEL, advised)
        file = sa.and_(Share.cause == Cause.FILE, sight.of(viewer, "files.open", owner=owner))
        found.append(sa.and_(Share.to_user_id == viewer.user_id, sa.or_(panel, file)))
    if viewer.member_id and viewer.holds(*(roles - {Role.PANEL_ADVISER})):
        found.append(sa.and_(Share.to_member_id == viewer.member_id, _joined(entity)))
    return found


def _joined(entity: Entity, *, consortium_ids: Iterable[UUID] | None = None) -> sa.ColumnElement[bool]:
    """The condition that the owner and the organisation that reads are in one consortium today; see `together`."""
    sides: dict[str, Any] = {"first": _owner(entity), "second": Share.to_member_id}
    return members.together(**sides, on=clock.today(), consortium_ids=consortium_ids)


def _owner(entity: Entity) -> Any:
    return Share.agency_id if entity == "households" else Share.authority_id


def _greatest(entity: Entity, ids: Iterable[UUID], readers: sa.ColumnElement[bool]) -> dict[UUID, Stage]:
    column, chosen = _column(entity), list(ids)
    if not chosen:
        return {}
    found = sa.select(column, sa.func.max(Share.stage)).where(column.in_(chosen), *live(), readers).group_by(column)
    return {key: Stage(stage) for key, stage in db.session.execute(scoped(found))}


def live() -> tuple[sa.ColumnElement[bool], ...]:
    """The conditions that a share has not ended."""
    return Share.ended_at.is_(None), sa.or_(Share.ends_at.is_(None), Share.ends_at > clock.now())


def _column(entity: Entity) -> Any:
    return Share.household_id if entity == "households" else Share.referral_id
