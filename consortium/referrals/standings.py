"""Standings: the status of a referral as it is shown; linked, matched and placed are read off links and placements.

Each reader's standing follows from the links and placements that they could see anyway, so that no status tells one
organisation what another explores.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

import sqlalchemy as sa

from consortium import members, placements
from consortium.access import Viewer
from consortium.floor import clock
from consortium.floor.db import db
from consortium.floor.guard import scoped
from consortium.linking import pairs
from consortium.linking.pairs import Link
from consortium.placements import Placement
from consortium.referrals.courses import ReferralStatus
from consortium.rights import sight

if TYPE_CHECKING:
    from consortium.referrals import Referral


def shown(viewer: Viewer, *, found: Sequence["Referral"]) -> dict[UUID, ReferralStatus]:
    """The status of each of these referrals as this reader is told it; at most two statements, however many."""
    told = {one.id: one.status for one in found}
    seeking = [key for key, status in told.items() if status is ReferralStatus.SEARCHING]
    ended = [key for key, status in told.items() if status is ReferralStatus.CONCLUDED]
    if seeking:
        matched = sa.func.max(sa.case((pairs.is_matched(), 1), else_=0))
        live: Any = sa.select(Link.referral_id, matched).where(Link.referral_id.in_(seeking), *_live(viewer))
        for key, is_matched in db.session.execute(scoped(live.group_by(Link.referral_id))):
            told[key] = ReferralStatus.MATCHED if is_matched else ReferralStatus.LINKED
    if ended:
        homes = sa.select(Placement.referral_id).where(Placement.referral_id.in_(ended), *_open(viewer))
        for key in db.session.scalars(scoped(homes)):
            if key is not None:
                told[key] = ReferralStatus.PLACED
    return told


def is_shown(viewer: Viewer, *, status: ReferralStatus, referral: Any) -> sa.ColumnElement[bool]:
    """The condition that a referral (the table) stands so for this reader."""
    linked = sa.select(Link.id).where(Link.referral_id == referral.id, *_live(viewer)).exists()
    matched = sa.select(Link.id).where(Link.referral_id == referral.id, pairs.is_matched(), *_live(viewer)).exists()
    placed = sa.select(Placement.id).where(Placement.referral_id == referral.id, *_open(viewer)).exists()
    seeks, ended = referral.status == ReferralStatus.SEARCHING, referral.status == ReferralStatus.CONCLUDED
    conditions = {
        ReferralStatus.SEARCHING: sa.and_(seeks, ~linked),
        ReferralStatus.LINKED: sa.and_(seeks, linked, ~matched),
        ReferralStatus.MATCHED: sa.and_(seeks, matched),
        ReferralStatus.PLACED: sa.and_(ended, placed),
        ReferralStatus.CONCLUDED: sa.and_(ended, ~placed),
    }
    stored: sa.ColumnElement[bool] = referral.status == status
    return conditions.get(status, stored)


def _live(viewer: Viewer) -> tuple[sa.ColumnElement[bool], ...]:
    """The live links that the reader could see: of their own organisation, or of the consortia they coordinate."""
    if viewer.operator:
        return (pairs.is_live(),)
    sides: dict[str, Any] = {"first": Link.authority_id, "second": Link.agency_id}
    homes = sight.consortia_of(viewer, "links.read")
    own = (sight.is_own(viewer, "links.read", owner=owner) for owner in sides.values())
    return pairs.is_live(), sa.or_(*own, members.together(**sides, on=clock.today(), consortium_ids=homes))


def _open(viewer: Viewer) -> tuple[sa.ColumnElement[bool], ...]:
    """The placements within the reader's sight that have not ended."""
    not_ended = placements.not_ended_on(clock.today())
    return (not_ended,) if viewer.operator else (not_ended, placements.in_scope(viewer))
