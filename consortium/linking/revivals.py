"""Revivals: a match that ended with its placement stands again where the placement goes on after all."""

from typing import Any

import sqlalchemy as sa

from consortium.access import Viewer
from consortium.floor.db import db, flush
from consortium.floor.errors import RuleBroken
from consortium.floor.guard import whole
from consortium.importing import entries
from consortium.linking import held_places
from consortium.linking.links import STAGES, EndReason, Link, LinkStatus
from consortium.placements import Placement
from consortium.rights import shares
from consortium.rights.shares import Cause


@whole("an end that was recorded by mistake: its match stands again")
def of_placement(viewer: Viewer, *, placement: Placement) -> None:
    """A placement has not ended after all: the match by which the children live there, where there was one, goes on."""
    pair = (Link.referral_id == placement.referral_id, Link.household_id == placement.household_id)
    over = (Link.status == LinkStatus.ENDED, Link.end_reason == EndReason.PLACEMENT_ENDED)
    chosen = sa.select(Link).where(*pair, *over).order_by(Link.ended_at.desc()).limit(1)
    link = db.session.scalar(chosen.with_for_update(of=Link))
    if link is not None:
        revive(viewer, link=link, children=placement.children)


def revive(viewer: Viewer, *, link: Link, children: int, after: EndReason = EndReason.PLACEMENT_ENDED) -> None:
    """Both sides read names and addresses again, and the household's places are taken again; nobody is told by this.

    The caller holds the link and has asked for room. Raises Conflict where another match took the child meanwhile.
    """
    if (link.status, link.end_reason) != (LinkStatus.ENDED, after):
        raise RuleBroken(
            f"The link is {link.status.replace('_', ' ')}: it goes on only where it ended with its placement.",
            code="status",
        )
    link.status, link.end_reason, link.end_note = LinkStatus.MOVED_IN, None, ""
    link.ended_at = link.ended_by = None
    entries.touch(link)
    flush()
    sides = {"household_id": link.household_id, "agency_id": link.agency_id}
    held_places.take(link_id=link.id, **sides, children=children, places=link.household.approved_children)
    for record, reader in ((link.referral, link.agency_id), (link.household, link.authority_id)):
        opened: dict[str, Any] = {"cause": Cause.LINK, "link_id": link.id, "to_member_id": reader}
        shares.open_(viewer, record=record, stage=STAGES[link.status], **opened)
