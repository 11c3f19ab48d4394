"""Telling: one notice for each person who is meant, in the transaction of what they are told of."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from consortium.access import Viewer
from consortium.floor import clock
from consortium.floor.db import Base, Record, db, flush
from consortium.floor.guard import whole
from consortium.notices import outbox, recipients, wishes
from consortium.notices.codes import CODES
from consortium.notices.recipients import Recipient
from consortium.notices.wishes import Wish


class Notice(Record, Base):
    """That one person is told of one record for one cause; what is read there is made when it is read."""

    __tablename__ = "notices"
    __table_args__ = (
        sa.ForeignKeyConstraint(["user_id", "member_id"], ["users.id", "users.member_id"]),
        sa.UniqueConstraint("user_id", "code", "entity", "entity_id", "cause"),
        sa.CheckConstraint("code <> '' AND entity <> ''", name="of_something"),
    )

    user_id: Mapped[UUID]
    member_id: Mapped[UUID]
    code: Mapped[str] = mapped_column(sa.String(60))
    entity: Mapped[str] = mapped_column(sa.String(60))
    entity_id: Mapped[UUID]
    cause: Mapped[str] = mapped_column(sa.String(80), default="")
    read_at: Mapped[datetime | None]


def tell(viewer: Viewer, *, code: str, about: Any, to: Iterable[Recipient], cause: str = "") -> int:
    """Tells everybody who is meant, but for the one who acts, of a record; gives how many were told by this.

    `about` is the row. The same code, record and `cause` tell nobody twice: a cause says which time it is, for what
    may happen again. Raises KeyError for a code that is not in the table.
    """
    known = CODES[code]
    meant = [one for one in recipients.found(to, may=known.may) if one.id != viewer.user_id]
    if not meant:
        return 0
    flush()  # a row that is new has its id from here on
    said = {"code": code, "entity": about.__tablename__, "entity_id": about.id, "cause": cause}
    rows = [{"user_id": one.id, "member_id": one.member_id, **said} for one in meant]
    told = db.session.execute(_insert().returning(Notice.user_id, Notice.member_id, Notice.id), rows).all()
    at_once = wishes.among([one.user_id for one in told], wish=Wish.AT_ONCE)
    outbox.queue((one.user_id, one.member_id, one.id) for one in told if one.user_id in at_once)
    return len(told)


@whole("whoever was told of a record before, on either side")
def told_of(about: Any) -> list[UUID]:
    """Whoever was told of a record, by id."""
    of_it = (Notice.entity == about.__tablename__, Notice.entity_id == about.id)
    return sorted(db.session.scalars(sa.select(Notice.user_id).where(*of_it).distinct()))


@whole("what people were told of a record is told of the one that it goes on in")
def follow(*, entity: str, lost_id: UUID, kept_id: UUID) -> None:
    """Points the notices of one record at another; what somebody was told of both alike they are told of once."""
    of_it = sa.select(Notice).where(Notice.entity == entity)
    known = {_key(one) for one in db.session.scalars(of_it.where(Notice.entity_id == kept_id))}
    for one in db.session.scalars(of_it.where(Notice.entity_id == lost_id)).all():
        if _key(one) in known:
            one.read_at = one.read_at or clock.now()
        else:
            one.entity_id = kept_id
    flush()


def _key(one: Notice) -> tuple[UUID, str, str]:
    return one.user_id, one.code, one.cause


@whole("notices of a record that is gone, whosesoever they are")
def close(*, entity: str, ids: Collection[UUID]) -> None:
    """Marks as read whatever was told of records that are gone."""
    open_ = (Notice.entity == entity, Notice.entity_id.in_(ids), Notice.read_at.is_(None))
    db.session.execute(sa.update(Notice).where(*open_).values(read_at=clock.now()))


def _insert() -> Any:
    """The insertion that leaves out whatever was told already, also by somebody who tells it at the same instant."""
    dialect: Any = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    return dialect.insert(Notice).on_conflict_do_nothing()
