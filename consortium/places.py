"""Places: how many children a household is approved for, held against those who live there or are to come."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import sqlalchemy as sa

from consortium import placements, shares, sight
from consortium.access import Viewer
from consortium.carers import Household
from consortium.floor.db import db
from consortium.floor.errors import RuleBroken
from consortium.floor.guard import whole
from consortium.placements import Placement
from consortium.referrals import Referral
from consortium.roles import Stage

Stay = tuple[date, date | None, int]
"""The day of moving in, the first day no longer there (None: not known yet), and how many children."""


@whole("whether a household may be named is asked before anything of it is told")
def is_open(viewer: Viewer, *, household_id: UUID) -> bool:
    """Whether the household is the viewer's own, of a member whom they coordinate, or shown to them by a live link."""
    shared = shares.opens(viewer, "households.read", entity="households", key=Household.id)
    reached = sa.or_(sight.of(viewer, "households.read", owner=Household.agency_id), shared)
    found = sa.select(Household.id).where(Household.id == household_id, Household.erased_on.is_(None), reached)
    return db.session.scalar(found) is not None


def _is_told(viewer: Viewer, *, household_id: UUID) -> bool:
    """Whether the viewer may know how full the household is: through a link, once both sides explore it."""
    reached = sight.of(viewer, "households.read", owner=Household.agency_id)
    if db.session.scalar(sa.select(Household.id).where(Household.id == household_id, reached)) is not None:
        return True
    shown = shares.stages(viewer, entity="households", ids=[household_id])
    return shown.get(household_id, Stage.STATISTICS) >= Stage.FULL_PROFILE


@whole("how many places of a household are taken")
def expect_room(viewer: Viewer, *, household_id: UUID, stay: Stay, besides: UUID | None = None) -> None:
    """Refuses a stay for which the household has too few places on any of its days.

    besides: the placement that the stay is of, where it is recorded already. The household's row stays locked until
    the transaction ends, so that nobody else takes the same place meanwhile. How many places there are is told to those
    alone who read of the household how many live there.
    """
    approved = sa.select(Household.ref, Household.approved_children).where(Household.id == household_id)
    ref, places = db.session.execute(approved.with_for_update(key_share=True)).one()
    moved_in_on, ended_on, children = stay
    others = sa.select(Placement.moved_in_on, Placement.ended_on, Placement.children).where(
        Placement.household_id == household_id, placements.not_ended_on(moved_in_on)
    )
    if besides is not None:
        others = others.where(Placement.id != besides)
    if ended_on is not None:
        others = others.where(Placement.moved_in_on < ended_on)
    held = [(begun, ended, living) for begun, ended, living in db.session.execute(others)]
    free = places - _most(held, since=moved_in_on)
    if children > free and not _is_told(viewer, household_id=household_id):
        raise RuleBroken("The household has no place for this stay: ask its agency.", code="no_place")
    if children > free:
        said = "1 place" if free == 1 else f"{max(free, 0) or 'no'} places"
        raise RuleBroken(
            f"{ref} is approved for {places} at one time and has {said} free from {moved_in_on}: "
            "choose another household, or correct the days or the number of children.",
            code="no_place",
        )


@whole("how many children of a referral are placed")
def expect_search(*, referral_id: UUID, children: int) -> None:
    """Refuses to place more children of a referral than it has and are not placed already.

    The referral's row stays locked until the transaction ends, so that a second click places nobody a second time.
    """
    known = sa.select(Referral).where(Referral.id == referral_id).with_for_update(key_share=True)
    referral = db.session.scalars(known).one()
    placed = placements.children_of(referral_id)
    if placed and placed + children > len(referral.current_children):
        raise RuleBroken(
            f"{referral.ref} is placed already: correct that purchase, or record the end of its placement first.",
            code="placed_already",
        )


def _most(held: Sequence[Stay], *, since: date) -> int:
    """The most children there on any day from the given one on; it is reached on a day on which somebody moves in."""
    days = {since} | {begun for begun, _, _ in held if begun > since}
    return max(
        sum(children for begun, ended, children in held if begun <= day and (ended is None or ended > day))
        for day in days
    )
