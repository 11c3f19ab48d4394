"""The outbox: one row for each mail that is to go out, in the transaction of what it tells of; it holds no text.

A row is claimed by one statement, for longer than a mail can take, and tried again with growing waits. Each mail
leaves once: but for one whose sender is ended after the server took it and before the row says so. That one leaves
again, under the same Message-ID, by which the readers' programs know it.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Mapped, mapped_column

from consortium.floor import clock
from consortium.floor.db import Base, Record, db, flush
from consortium.floor.guard import whole

WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720, 1440))
CLAIM = timedelta(minutes=15)


class Mail(Record, Base):
    """A mail to one person: of a notice, or the digest of a day; `failure` is the code of the last try that failed."""

    __tablename__ = "mails"
    __table_args__ = (
        sa.ForeignKeyConstraint(["user_id", "member_id"], ["users.id", "users.member_id"]),
        sa.CheckConstraint("(notice_id IS NULL) <> (day IS NULL)", name="of_a_notice_or_a_day"),
        sa.CheckConstraint("sent_at IS NULL OR given_up_at IS NULL", name="one_end"),
        sa.UniqueConstraint("notice_id"),
        sa.UniqueConstraint("user_id", "day"),
        sa.UniqueConstraint("message_id"),
        sa.Index("ix_mails_due_at", "due_at"),
    )

    user_id: Mapped[UUID]
    member_id: Mapped[UUID]
    notice_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("notices.id"))
    day: Mapped[date | None]
    message_id: Mapped[str] = mapped_column(sa.String(200))
    tries: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    given_up_at: Mapped[datetime | None]
    failure: Mapped[str] = mapped_column(sa.String(60), default="")


@dataclass(frozen=True)
class Postbox:
    """How mail leaves an installation: by which server, from whom, and the address at which people find the service."""

    smtp_url: str
    sender: str
    address: str

    @property
    def host(self) -> str:
        """The name after which Message-IDs are called."""
        return self.sender.rpartition("@")[2]


_postboxes: WeakKeyDictionary[Engine, Postbox] = WeakKeyDictionary()


def keep(engine: Engine, *, postbox: Postbox) -> None:
    """Tells how mail leaves the installation behind an engine; where nobody does, none is queued."""
    _postboxes[engine] = postbox


def postbox() -> Postbox | None:
    """How mail leaves this installation; None where the inbox alone serves."""
    return _postboxes.get(db.engine)


def queue(people: Iterable[tuple[UUID, UUID, UUID | None]], *, day: date | None = None) -> int:
    """Queues a mail for each (person, employer, notice); the digest of a day where the notice is None."""
    box = postbox()
    if box is None:
        return 0
    rows = [_row(box, person, day) for person in people]
    db.session.add_all(rows)
    flush()
    return len(rows)


def _row(box: Postbox, person: tuple[UUID, UUID, UUID | None], day: date | None) -> Mail:
    user_id, member_id, notice_id = person
    key = uuid4()
    known: dict[str, Any] = {"user_id": user_id, "member_id": member_id, "notice_id": notice_id}
    return Mail(id=key, **known, day=day, message_id=f"<{key.hex}@{box.host}>", due_at=clock.now())


@whole("mail leaves for everybody")
def claim() -> Mail | None:
    """The mail that has waited longest, kept from everybody else for a while; None where none is due."""
    first = sa.select(Mail.id).where(*_waiting(), Mail.due_at <= clock.now()).order_by(Mail.due_at, Mail.id).limit(1)
    chosen = first.with_for_update(skip_locked=True).scalar_subquery()
    claimed = sa.update(Mail).where(Mail.id == chosen).values(due_at=clock.now() + CLAIM, tries=Mail.tries + 1)
    return db.session.scalar(claimed.returning(Mail).execution_options(synchronize_session=False))


@whole("a mail has left")
def mark_sent(*, mail_id: UUID) -> None:
    """Notes that the server took it."""
    mail = db.session.get_one(Mail, mail_id)
    mail.sent_at, mail.failure = clock.now(), ""
    flush()


@whole("a mail has not left")
def note_failure(*, mail_id: UUID, code: str, final: bool) -> None:
    """Notes why it did not leave, and when to try again; after the last try, or where no other would help, never."""
    mail = db.session.get_one(Mail, mail_id)
    mail.failure = code
    if final or mail.tries > len(WAITS):
        mail.given_up_at = clock.now()
    else:
        mail.due_at = clock.now() + WAITS[mail.tries - 1]
    flush()


@whole("the state of the outbox is told in numbers")
def counts() -> dict[str, int]:
    """How many mails wait, and how many were given up in the last 30 days."""
    lately = clock.now() - timedelta(days=30)
    conditions = {"waiting": sa.and_(*_waiting()), "given_up": Mail.given_up_at > lately}
    counted = (sa.select(sa.func.count()).select_from(Mail).where(one).scalar_subquery() for one in conditions.values())
    return dict(zip(conditions, db.session.execute(sa.select(*counted)).one(), strict=True))


@whole("what is long over is forgotten")
def forget(*, before: datetime) -> None:
    """Deletes what left, or was given up, before an instant."""
    over = sa.or_(Mail.sent_at < before, Mail.given_up_at < before)
    db.session.execute(sa.delete(Mail).where(over).execution_options(synchronize_session=False))


def mailed(user_ids: Collection[UUID]) -> dict[UUID, datetime]:
    """When the last digest of each of these was queued."""
    found = sa.select(Mail.user_id, sa.func.max(Mail.created_at)).where(Mail.user_id.in_(user_ids))
    rows = db.session.execute(found.where(Mail.day.is_not(None)).group_by(Mail.user_id))
    return {row[0]: row[1] for row in rows}


def _waiting() -> tuple[sa.ColumnElement[bool], ...]:
    return Mail.sent_at.is_(None), Mail.given_up_at.is_(None)
