"""Wishes: whether a person's notices come by mail, each at once, or together once a day."""

from collections.abc import Collection
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from consortium.access import Viewer, require
from consortium.accounts.people import User
from consortium.floor.db import Base, Record, db, flush, words
from consortium.floor.errors import NotFound, RuleBroken
from consortium.floor.guard import scoped, whole


class Wish(StrEnum):
    """How notices come by mail."""

    AT_ONCE = "at_once"
    DAILY = "daily"
    NEVER = "never"


USUAL = Wish.DAILY


class MailWish(Record, Base):
    """What one person has chosen."""

    __tablename__ = "mail_wishes"
    __table_args__ = (
        sa.ForeignKeyConstraint(["user_id", "member_id"], ["users.id", "users.member_id"]),
        sa.UniqueConstraint("user_id"),
    )

    user_id: Mapped[UUID]
    member_id: Mapped[UUID]
    wish: Mapped[Wish] = mapped_column(words(Wish, name="wish"))


def of(viewer: Viewer) -> Wish:
    """What the viewer has chosen; a digest a day where they have not."""
    require(viewer, "notices.read")
    found = db.session.scalar(scoped(sa.select(MailWish.wish).where(MailWish.user_id == viewer.user_id)))
    return found or USUAL


def choose(viewer: Viewer, *, wish: Wish) -> Wish:
    """Chooses how the viewer's own notices come by mail; refused to whom notices cannot come, who works for nobody."""
    require(viewer, "notices.choose")
    user = db.session.scalar(sa.select(User).where(User.id == viewer.user_id))
    if user is None:
        raise NotFound
    if user.member_id is None:
        raise RuleBroken("Notices come to people who work for a member.", code="no_member")
    kept = db.session.scalar(scoped(sa.select(MailWish).where(MailWish.user_id == user.id)))
    if kept is None:
        db.session.add(MailWish(user_id=user.id, member_id=user.member_id, wish=Wish(wish)))
    else:
        kept.wish = Wish(wish)
    flush()
    return Wish(wish)


@whole("who is told by mail depends on what each has chosen")
def among(user_ids: Collection[UUID], *, wish: Wish) -> set[UUID]:
    """Those of these people who have chosen this, or have not chosen at all where it is the usual."""
    found = sa.select(MailWish.user_id, MailWish.wish).where(MailWish.user_id.in_(user_ids))
    chosen = {row[0]: row[1] for row in db.session.execute(found)}
    return {key for key in user_ids if chosen.get(key, USUAL) is wish}
