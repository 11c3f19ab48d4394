"""Agreements: each morning those are told whose contact agreement or agreement with the family is to be reviewed soon.

Also of the day by which the authority has promised the parents to decide. Each day of each agreement is told of once.
"""

from collections.abc import Iterator
from datetime import date, time, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from consortium.access import Viewer
from consortium.floor.db import db
from consortium.floor.guard import whole
from consortium.planning import cases
from consortium.planning.contact import ContactPlan
from consortium.planning.family import FamilyAgreement
from consortium.referrals import Referral, ReferralStatus
from consortium.schedule import jobs
from consortium.schedule.jobs import Job

AHEAD, BEHIND = timedelta(days=7), timedelta(days=31)  # a day that passed longer ago is nobody's news
OVER = (ReferralStatus.WITHDRAWN, ReferralStatus.DECLINED)
Due = tuple[UUID, str, str]


@whole("the agreements of every authority's cases are watched")
def tell(viewer: Viewer, *, day: date, prepared: Any) -> None:
    """Tells both sides of what is to be reviewed or decided within a week, or was to be lately."""
    for referral_id, code, cause in (*_contact(day), *_family(day)):
        cases.tell(viewer, referral_id=referral_id, code=code, cause=cause)


def _contact(day: date) -> Iterator[Due]:
    """The latest version of each contact plan whose day of review is near."""
    last = sa.select(ContactPlan.referral_id, sa.func.max(ContactPlan.number).label("number"))
    latest = last.group_by(ContactPlan.referral_id).subquery()
    same = (ContactPlan.referral_id == latest.c.referral_id, ContactPlan.number == latest.c.number)
    found = _of_open_cases(ContactPlan).join(latest, sa.and_(*same))
    for one in db.session.scalars(found.order_by(ContactPlan.id)):
        if _is_near(one.review_on, day):
            yield one.referral_id, "contact.review_due", f"version {one.number}"


def _family(day: date) -> Iterator[Due]:
    """The days of review and of decision of the agreements in force."""
    found = _of_open_cases(FamilyAgreement).where(FamilyAgreement.ended_on.is_(None)).order_by(FamilyAgreement.id)
    for one in db.session.scalars(found):
        days = [(on, "family.review_due") for on in one.review_days] + [(one.decide_by_on, "family.decide_due")]
        yield from ((one.referral_id, code, f"{one.id} {on}") for on, code in days if _is_near(on, day))


def _of_open_cases(table: Any) -> Any:
    going_on = (Referral.erased_on.is_(None), Referral.status.not_in(OVER))
    return sa.select(table).join(Referral, sa.and_(Referral.id == table.referral_id, *going_on))


def _is_near(on: date, day: date) -> bool:
    return day - BEHIND <= on <= day + AHEAD


JOB = jobs.offer(Job("agreements.due", "Tells whose agreement is to be reviewed or decided on", time(6, 45), tell))
