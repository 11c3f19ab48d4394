"""Reviews: each morning the workers of households are told whose review falls due in 90 days, in 30, and today."""

from collections.abc import Iterator
from datetime import date, time, timedelta
from typing import Any

import sqlalchemy as sa

from consortium import notices
from consortium.access import Viewer
from consortium.carers import Household
from consortium.floor.db import db
from consortium.floor.guard import whole
from consortium.schedule import jobs
from consortium.schedule.jobs import Job

# How many days before, and the code of what is told then; the nearest first.
AHEAD = ((0, "review.due"), (30, "review.in_30_days"), (90, "review.in_90_days"))


def code_for(review_due_on: date, *, today: date) -> str:
    """What is to be told of a review on a day: the nearest of the thresholds that it has passed; "" for none yet."""
    left = (review_due_on - today).days
    return next((code for days, code in AHEAD if left <= days), "")


@whole("reviews of every agency's households are watched")
def tell(viewer: Viewer, *, day: date, prepared: Any) -> None:
    """Tells the holders of all households whose review has come near; the same review and threshold once."""
    for household in _near(day):
        due = household.review_due_on or day
        to = [notices.Holder(household)]
        notices.tell(viewer, code=code_for(due, today=day), about=household, to=to, cause=due.isoformat())


def _near(day: date) -> Iterator[Household]:
    last = day + timedelta(days=max(days for days, _ in AHEAD))
    current = (Household.withdrawn_on.is_(None), Household.erased_on.is_(None), Household.review_due_on <= last)
    yield from db.session.scalars(sa.select(Household).where(*current).order_by(Household.id)).unique().all()


JOB = jobs.offer(
    Job("reviews.due", "Tells agencies' workers whose household's review comes near or is due", time(6, 0), tell)
)
