"""Deputies: for some days a colleague does the work of somebody who is away."""

from datetime import date, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Select

from consortium.access import Viewer, require
from consortium.accounts import people
from consortium.accounts.people import Deputyship
from consortium.floor import clock
from consortium.floor.db import db, flush
from consortium.floor.errors import Invalid, NotFound, RuleBroken
from consortium.rights import sight

LONGEST = timedelta(days=92)


def visible(viewer: Viewer) -> Select[Deputyship]:
    """The deputyships of the viewer's organisations that are not over, the first to begin first."""
    require(viewer, "deputies.name")
    mine = sight.of(viewer, "deputies.name", owner=Deputyship.member_id)
    ahead = (Deputyship.ended_at.is_(None), Deputyship.until_on >= clock.today())
    return sa.select(Deputyship).where(mine, *ahead).order_by(Deputyship.from_on, Deputyship.id)


def name(viewer: Viewer, *, user_id: UUID, deputy_id: UUID, from_on: date, until_on: date) -> Deputyship:
    """Names a deputy for some days, the first and the last included; both work for the same employer.

    The deputy holds the absent person's own roles on these days, but for those of an administrator and an auditor, and
    passes none of them on.
    """
    require(viewer, "deputies.name")
    absent = people.get(viewer, user_id=user_id, act="deputies.name")
    deputy = people.get(viewer, user_id=deputy_id, act="deputies.name")
    if absent.id == deputy.id or absent.member_id != deputy.member_id:
        raise Invalid({"deputy_id": ["Name a colleague of the same organisation."]})
    people.refuse_beyond(viewer, user=absent, act="deputies.name")
    if deputy.id == viewer.user_id:
        raise RuleBroken("Nobody makes themselves a deputy: ask another.", code="oneself")
    if absent.disabled_at is not None or deputy.disabled_at is not None:
        raise RuleBroken("Both need an account that is open.", code="closed")
    if not from_on <= until_on or until_on < clock.today():
        raise Invalid({"until_on": ["Give a last day that is neither over nor before the first."]})
    if until_on - from_on > LONGEST:
        raise Invalid({"until_on": [f"Give at most {LONGEST.days} days; name a deputy again after that."]})
    days = {"from_on": from_on, "until_on": until_on}
    deputyship = Deputyship(member_id=absent.member_id, user_id=absent.id, deputy_id=deputy.id, **days)
    db.session.add(deputyship)
    flush()
    db.session.refresh(deputyship)
    return deputyship


def end(viewer: Viewer, *, deputyship_id: UUID) -> Deputyship:
    """Ends a deputyship at once."""
    found = db.session.scalar(visible(viewer).where(Deputyship.id == deputyship_id))
    if found is None:
        raise NotFound
    found.ended_at = clock.now()
    flush()
    return found
