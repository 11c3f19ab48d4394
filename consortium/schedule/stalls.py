"""Stalls: each morning those who have to do with a link that stands still are told, and told again while it does."""

from collections.abc import Iterator, Mapping
from datetime import date, time
from typing import Any

import sqlalchemy as sa

from consortium import notices
from consortium.access import Viewer
from consortium.floor import clock
from consortium.floor.db import db
from consortium.floor.guard import whole
from consortium.linking.pairs import LIVE, Link
from consortium.schedule import jobs
from consortium.schedule.jobs import Job

# After so many days without a move a link stands still, by how far it has come; targets of ours, not law.
DAYS: Mapping[str, int] = {
    "proposed": 7, "exploring": 21, "meeting_held": 14, "recommended": 14, "approved": 14, "introductions": 28,
}  # fmt: skip


def times_stalled(status: str, *, moved_on: date, today: date) -> int:
    """How often the limit of this status has passed since the last move: 0 while the link goes on."""
    limit = DAYS.get(status)
    return max(0, (today - moved_on).days // limit) if limit else 0


@whole("links of all sides are watched")
def tell(viewer: Viewer, *, day: date, prepared: Any) -> None:
    """Tells both sides and the coordinators of every link that stands still, once each time its limit passes."""
    for link, times in _stalled(day):
        both = notices.Coordinators((link.authority_id, link.agency_id))
        to = (notices.Holder(link.referral), notices.Holder(link.household), both)
        notices.tell(viewer, code="link.stalled", about=link, to=to, cause=f"{link.version}/{times}")


def _stalled(day: date) -> Iterator[tuple[Link, int]]:
    moving = sa.select(Link).where(Link.status.in_(LIVE)).order_by(Link.id)
    for link in db.session.scalars(moving).unique().all():
        moved_on = clock.day_of(link.changed_at)
        if times := times_stalled(link.status.value, moved_on=moved_on, today=day):
            yield link, times


JOB = jobs.offer(Job("links.stalled", "Finds links that stand still, and chases them", time(6, 15), tell))
