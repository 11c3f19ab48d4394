"""Places: how many children a household is approved for, held against those who live there or are to come."""

from collections.abc import Iterator, Sequence
from datetime import date
from uuid import UUID

import sqlalchemy as sa

from consortium import placements, returns
from consortium.access import Viewer
from consortium.carers import Household
from consortium.floor import clock
from consortium.floor.db import db
from consortium.floor.errors import RuleBroken
from consortium.floor.guard import whole
from consortium.linking import pairs
from consortium.linking.held_places import HeldPlace
from consortium.linking.pairs import Link
from consortium.placements import Placement
from consortium.referrals.records import Referral
from consortium.rights import shares, sight
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
def expect_room(
    viewer: Viewer, *, household_id: UUID, stay: Stay, besides: UUID | None = None, referral_id: UUID | None = None
) -> None:
    """Refuses a stay for which the household has too few places on any of its days.

    besides: the placement that the stay is of, where it is recorded already; referral_id: whose stay it is, for the
    match that waits for it holds its places. How many places there are is told to those alone who read of the
    household how many live there.
    """
    moved_in_on, ended_on, children = stay
    ref, approved = _hold(household_id)
    living = _living(household_id, since=moved_in_on, until=ended_on, besides=besides)
    to_come = 0 if placements.has_ended(ended_on) else _to_come(household_id, besides=referral_id)
    free = approved - living - to_come
    if children > free:
        said = _say(viewer, household_id=household_id, ref=ref, approved=approved, free=free, since=moved_in_on)
        raise RuleBroken(f"{said} Choose another household, or correct the days or the number.", code="no_place")


@whole("how many places of a household are taken")
def expect_free(viewer: Viewer, *, household_id: UUID, children: int) -> int:
    """Refuses a match for which the household has too few places; gives how many are left after it.

    Taken are the places of those who live there or are to come, and those that other matches hold.
    """
    ref, approved = _hold(household_id)
    today = clock.today()
    free = approved - _living(household_id, since=today) - _to_come(household_id)
    if children > free:
        said = _say(viewer, household_id=household_id, ref=ref, approved=approved, free=free, since=today)
        raise RuleBroken(f"{said} Wait for a place, or end the link.", code="no_place")
    return free - children


@whole("how many children of a referral are placed")
def expect_search(*, referral_id: UUID, children: int, besides: UUID | None = None) -> None:
    """Refuses to place more children of a referral than it has and are not placed already, but by one placement.

    The referral's row stays locked until the transaction ends, so that a second click places nobody a second time.
    """
    known = sa.select(Referral).where(Referral.id == referral_id).with_for_update(key_share=True)
    referral = db.session.scalars(known).one()
    placed, known_children = placements.children_of(referral_id, besides=besides), len(referral.current_children)
    if children > known_children:
        many = "1 child" if known_children == 1 else f"{known_children or 'no'} children"
        said = f"{referral.ref} is of {many}: correct the number, or record the others first."
        raise RuleBroken(said, code="too_many_children")
    if placed and placed + children > known_children:
        raise RuleBroken(
            f"{referral.ref} is placed already: correct that purchase, or record the end of its placement first.",
            code="placed_already",
        )


def _hold(household_id: UUID) -> tuple[str, int]:
    """The household's reference and places; its row stays locked, so that nobody takes the same place meanwhile."""
    approved = sa.select(Household.ref, Household.approved_children).where(Household.id == household_id)
    ref, places = db.session.execute(approved.with_for_update(key_share=True)).one()
    return ref, places


def _living(household_id: UUID, *, since: date, until: date | None = None, besides: UUID | None = None) -> int:
    """The most children who live there on any day from one on, those with them who are to move in."""
    found = sa.select(Placement.id, Placement.moved_in_on, Placement.ended_on, Placement.children).where(
        Placement.household_id == household_id, placements.not_ended_on(since)
    )
    if besides is not None:
        found = found.where(Placement.id != besides)
    if until is not None:
        found = found.where(Placement.moved_in_on < until)
    stays = [
        part
        for key, begun, ended, children in db.session.execute(found)
        for part in _parts(key, (begun, ended, children))
    ]
    return _most([stay for stay in stays if stay[1] is None or stay[1] > since], since=since)


def _parts(placement_id: UUID, stay: Stay) -> Iterator[Stay]:
    """One stay, or its parts before, between and after the days that the child was at home."""
    begun, ended, children = stay
    for row in returns.of(placement_id):
        yield begun, row.left_on, children
        begun = row.came_back_on
    yield begun, ended, children


def _to_come(household_id: UUID, *, besides: UUID | None = None) -> int:
    """The places that approved matches hold whose children have not moved in."""
    waiting = (HeldPlace.released_at.is_(None), pairs.is_matched(), pairs.is_open())
    counted = sa.select(sa.func.count(HeldPlace.id)).join(Link, Link.id == HeldPlace.link_id)
    if besides is not None:
        counted = counted.where(Link.referral_id != besides)
    return db.session.scalar(counted.where(HeldPlace.household_id == household_id, *waiting)) or 0


def _say(viewer: Viewer, *, household_id: UUID, ref: str, approved: int, free: int, since: date) -> str:
    if not _is_told(viewer, household_id=household_id):
        return "The household has no place for this stay: ask its agency."
    said = "1 place" if free == 1 else f"{max(free, 0) or 'no'} places"
    return f"{ref} is approved for {approved} at one time and has {said} free from {since}."


def _most(held: Sequence[Stay], *, since: date) -> int:
    """The most children there on any day from the given one on; it is reached on a day on which somebody moves in."""
    days = {since} | {begun for begun, _, _ in held if begun > since}
    return max(
        sum(children for begun, ended, children in held if begun <= day and (ended is None or ended > day))
        for day in days
    )
