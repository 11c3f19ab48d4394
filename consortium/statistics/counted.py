"""What statistics count: each child, household or link as its place in every breakdown, and whose own record it is."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from consortium import placements, transfers
from consortium.carers import Household
from consortium.children import Child
from consortium.consortia import Consortium
from consortium.floor import clock
from consortium.floor.db import db
from consortium.linking.links import Link, LinkStatus
from consortium.members import Membership
from consortium.placements import Placement
from consortium.referrals import Referral
from consortium.statistics.periods import FinancialYear, quarter_of
from consortium.statistics.sides import Sides


class AgeBand(StrEnum):
    """How old a waiting child is: wider than what a profile tells, so that more can be shown."""

    UNBORN = "unborn"
    UNDER_6_MONTHS = "under_6_months"
    UNDER_1_YEAR = "6_to_11_months"
    OLDER = "1_year_or_older"


class ApprovedTo(StrEnum):
    """The oldest age that a household is approved for."""

    TO_1_YEAR = "up_to_1_year"
    TO_2_YEARS = "up_to_2_years"
    OLDER = "over_2_years"


Unit = tuple[tuple[StrEnum, ...], frozenset[UUID]]
"""A cell for each breakdown of the figure, in their order; the members whose own record it is."""


def children_waiting(sides: Sides, *, on: date) -> Iterable[Unit]:
    """Children of referrals that were searching at the end of a day, by age and urgency."""
    open_ = sa.or_(Referral.closed_on.is_(None), Referral.closed_on > on)
    searching = (Referral.erased_on.is_(None), Referral.accepted_on <= on, open_)
    present = (Child.created_at < _end(on), sa.or_(Child.lost_on.is_(None), Child.lost_on > on))
    found = sa.select(Child).join(Referral, Referral.id == Child.referral_id)
    for child in db.session.scalars(
        found.where(Child.authority_id.in_(sides.authorities.members), *searching, *present)
    ):
        yield (_band(child.age_months(on)), child.urgency), frozenset({child.authority_id})


def households_available(sides: Sides, *, on: date) -> Iterable[Unit]:
    """Households with both approvals in force, free on a day and with a place left, by the oldest age approved for."""
    found = sa.select(Household.id, Household.agency_id, Household.approved_children, Household.max_age_months)
    free = (_come(Household.available_from, on), _come(Household.hold_until, on))
    stays = (Household.erased_on.is_(None), sa.or_(Household.withdrawn_on.is_(None), Household.withdrawn_on > on))
    approved = (Household.approved_fostering_on <= on, Household.approved_adoption_on <= on)
    reviewed = sa.or_(Household.review_due_on.is_(None), Household.review_due_on >= on)
    known = (Household.agency_id.in_(sides.agencies.members), Household.created_at < _end(on))
    rows = db.session.execute(found.where(*known, *free, *stays, *approved, reviewed)).all()
    living = placements.children_on(on, household_ids=[row.id for row in rows])
    for key, agency_id, places, oldest in rows:
        if living.get(key, 0) < places:
            yield (_approved_to(oldest),), frozenset({agency_id})


def open_links(sides: Sides, *, on: date) -> Iterable[Unit]:
    """Links between members that were open at the end of a day, by how far they had come."""
    until = _end(on)
    both = (Link.authority_id.in_(sides.authorities.members), Link.agency_id.in_(sides.agencies.members))
    lasting = sa.or_(Link.ended_at.is_(None), Link.ended_at >= until)
    found = sa.select(
        Link.authority_id, Link.agency_id, Link.authority_agreed_at, Link.agency_agreed_at, Link.approved_at
    )
    for authority_id, agency_id, *steps in db.session.execute(found.where(*both, Link.created_at < until, lasting)):
        yield (state_at(until, steps=steps),), frozenset({authority_id, agency_id})


def children_placed(consortium: Consortium, *, during: FinancialYear) -> Iterable[Unit]:
    """Children who moved in during a financial year, between members of that day, by its quarters."""
    agency = transfers.first_agency()
    found = sa.select(Placement.authority_id, agency, Placement.moved_in_on, Placement.children)
    days = (Placement.moved_in_on >= during.start, Placement.moved_in_on < during.end)
    inside = (_belonged(owner, consortium) for owner in (Placement.authority_id, agency))
    chosen = found.where(*days, *inside, placements.stands())
    for authority_id, agency_id, moved_in_on, children in db.session.execute(chosen):
        yield from [((quarter_of(moved_in_on),), frozenset({authority_id, agency_id}))] * children


def state_at(until: datetime, *, steps: Sequence[datetime | None]) -> LinkStatus:
    """How far an open link had come before an instant. steps: authority agreed, agency agreed, match approved."""
    authority, agency, approved = (step is not None and step < until for step in steps)
    if approved:
        return LinkStatus.APPROVED
    return LinkStatus.EXPLORING if authority and agency else LinkStatus.PROPOSED


def _end(day: date) -> datetime:
    """The instant at which a day is over."""
    return datetime.combine(day + timedelta(days=1), time(), clock.LONDON)


def _come(day: Any, on: date) -> sa.ColumnElement[bool]:
    """The condition that a day has come; one that is not told waits for nothing."""
    return sa.or_(day.is_(None), day <= on)


def _belonged(owner: Any, consortium: Consortium) -> sa.ColumnElement[bool]:
    """The condition that a member belonged to the consortium on the day of moving in."""
    joined = sa.or_(Membership.joined_on.is_(None), Membership.joined_on <= Placement.moved_in_on)
    left = sa.or_(Membership.left_on.is_(None), Membership.left_on > Placement.moved_in_on)
    its_own = (Membership.consortium_id == consortium.id, Membership.member_id == owner)
    return sa.exists().where(*its_own, joined, left)


def _band(months: int | None) -> AgeBand:
    if months is None:
        return AgeBand.UNBORN
    return AgeBand.UNDER_6_MONTHS if months < 6 else AgeBand.UNDER_1_YEAR if months < 12 else AgeBand.OLDER


def _approved_to(months: int) -> ApprovedTo:
    return ApprovedTo.TO_1_YEAR if months <= 12 else ApprovedTo.TO_2_YEARS if months <= 24 else ApprovedTo.OLDER
