"""Digests: once a day, one mail of all that waits, for each who wants it so and has something new since the last."""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from consortium.access import Viewer
from consortium.accounts.people import User
from consortium.floor.db import db
from consortium.floor.guard import whole
from consortium.notices import outbox, wishes
from consortium.notices.telling import Notice
from consortium.notices.wishes import Wish
from consortium.schedule import jobs
from consortium.schedule.jobs import Job


@whole("everybody's notices are looked through for a digest")
def queue(_viewer: Viewer, *, day: date, prepared: Any) -> None:
    """Queues the digest of a day."""
    latest = sa.select(Notice.user_id, Notice.member_id, sa.func.max(Notice.created_at))
    waiting = latest.where(Notice.read_at.is_(None)).join(User, User.id == Notice.user_id)
    rows = db.session.execute(
        waiting.where(User.disabled_at.is_(None)).group_by(Notice.user_id, Notice.member_id)
    ).all()
    outbox.queue(_wanting([(row[0], row[1], row[2]) for row in rows]), day=day)


def _wanting(rows: list[tuple[UUID, UUID, datetime]]) -> Iterable[tuple[UUID, UUID, None]]:
    """Of those for whom something waits, who want a digest and have not had one that told of all of it."""
    ids = [key for key, _, _ in rows]
    wanted, last = wishes.among(ids, wish=Wish.DAILY), outbox.mailed(ids)
    for user_id, member_id, newest in rows:
        if user_id in wanted and (user_id not in last or last[user_id] < newest):
            yield user_id, member_id, None


JOB = jobs.offer(
    Job("mail.digest", "Puts together a mail of the day's notices for each who wants one", time(7, 0), queue)
)
