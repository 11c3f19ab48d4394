"""Groups: which children belong to a referral, once a panel has advised on them or a match holds places for them."""

from typing import Any

import sqlalchemy as sa

from consortium import places
from consortium.access import Viewer
from consortium.carers import Household
from consortium.floor.db import db, expect_version
from consortium.floor.errors import RuleBroken
from consortium.floor.guard import whole
from consortium.linking import held_places, pairs
from consortium.linking.pairs import Link, LinkStatus
from consortium.referrals.records import Referral

# From the panel's recommendation on everything was said of these children, and of no others.
ADVISED = (LinkStatus.RECOMMENDED, *pairs.MATCHED)


@whole("whoever links, advises or approves comes first, or finds the group as it is now")
def hold(referral: Referral, *, version: int) -> None:
    """The referral as it is now, after the household of its match: in the order in which those who link hold both.

    Refuses whoever has seen another version of it than stands once everybody else is done.
    """
    match = _of(referral, among=pairs.MATCHED)
    held: list[tuple[Any, Any]] = [(Household, match.household_id)] if match else []
    for table, key in [*held, (Referral, referral.id)]:
        found = sa.select(table).where(table.id == key).with_for_update(key_share=True, of=table)
        db.session.scalars(found.execution_options(populate_existing=True)).unique().one()
    expect_version(referral, version)


@whole("a group is what panel and match were about, whosesoever the household is")
def expect_open(referral: Referral, *, allowed: str) -> None:
    """Refuses to change who belongs to a referral that a panel has advised on; `allowed` says what may be done."""
    link = _of(referral, among=ADVISED)
    if link is None:
        return
    if link.status is LinkStatus.RECOMMENDED:
        said = "The panel has recommended a household for these children: take that back or end the link first"
    else:
        said = "A match is approved for all of them: end it first"
    raise RuleBroken(f"{said}{allowed}.", code="matched")


@whole("the places of a match, whosesoever the household is")
def make_room(viewer: Viewer, *, referral: Referral) -> None:
    """One more child than was known belongs to a referral: its match, where it has one, takes a further place."""
    match = _of(referral, among=pairs.MATCHED)
    if match is None:
        return
    try:
        places.expect_free(viewer, household_id=match.household_id, children=1)
    except RuleBroken as refused:
        raise RuleBroken(
            "The household of their match has no place for both: end the match first, and record them then.",
            code="no_place",
        ) from refused
    sides = {"household_id": match.household_id, "agency_id": match.agency_id}
    held_places.take(link_id=match.id, **sides, children=1, places=match.household.approved_children)


@whole("the places of a match, whosesoever the household is")
def give_back(referral: Referral) -> None:
    """Fewer children are to be placed: the match, where there is one, holds no more places than they need."""
    match = _of(referral, among=pairs.MATCHED)
    if match is not None:
        held_places.keep(link_id=match.id, children=len(referral.current_children))


def _of(referral: Referral, *, among: tuple[LinkStatus, ...]) -> Link | None:
    """The link that came furthest of those in these states."""
    order = {status: number for number, status in enumerate(LinkStatus)}
    found = sa.select(Link).where(Link.referral_id == referral.id, Link.status.in_(among))
    fresh = found.execution_options(populate_existing=True)
    return max(db.session.scalars(fresh).unique(), key=lambda link: order[link.status], default=None)
