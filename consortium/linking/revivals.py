"""Revivals: a match that ended with its placement stands again where the placement goes on after all."""

from typing import Any

from consortium.access import Viewer
from consortium.floor.db import flush
from consortium.floor.errors import RuleBroken
from consortium.importing import entries
from consortium.linking import held_places
from consortium.linking.links import STAGES, EndReason, Link, LinkStatus
from consortium.rights import shares
from consortium.rights.shares import Cause


def revive(viewer: Viewer, *, link: Link) -> None:
    """Both sides read names and addresses again, and the household's places are taken again; nobody is told by this.

    The caller holds the link and has asked for room. Raises Conflict where another match took the child meanwhile.
    """
    if (link.status, link.end_reason) != (LinkStatus.ENDED, EndReason.PLACEMENT_ENDED):
        raise RuleBroken(
            f"The link is {link.status.replace('_', ' ')}: it goes on only where it ended with its placement.",
            code="status",
        )
    link.status, link.end_reason, link.end_note = LinkStatus.MOVED_IN, None, ""
    link.ended_at = link.ended_by = None
    entries.touch(link)
    flush()
    sides = {"household_id": link.household_id, "agency_id": link.agency_id}
    children, places = len(link.referral.current_children), link.household.approved_children
    held_places.take(link_id=link.id, **sides, children=children, places=places)
    for record, reader in ((link.referral, link.agency_id), (link.household, link.authority_id)):
        opened: dict[str, Any] = {"cause": Cause.LINK, "link_id": link.id, "to_member_id": reader}
        shares.open_(viewer, record=record, stage=STAGES[link.status], **opened)
