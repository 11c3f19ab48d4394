"""Next steps: what waits for the person who asks, or for their side, before it can go on."""

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy import Select

from consortium import access
from consortium.access import Viewer, require
from consortium.floor.db import db
from consortium.linking import links
from consortium.linking.link_steps import PATH, Step
from consortium.linking.links import Link, LinkStatus
from consortium.rights import sight

# By the state of a link, the step that comes next.
NEXT: Mapping[LinkStatus, Step] = {
    LinkStatus.EXPLORING: Step.MEETING,
    LinkStatus.MEETING_HELD: Step.RECOMMENDATION,
    LinkStatus.RECOMMENDED: Step.DECISION,
    LinkStatus.APPROVED: Step.INTRODUCTIONS,
    LinkStatus.INTRODUCTIONS: Step.MOVE_IN,
}


def to_agree(viewer: Viewer) -> Select[Link]:
    """The links that wait for the viewer's own side to say whether to explore them, the oldest first."""
    require(viewer, "links.agree")
    sides = ((Link.authority_id, Link.authority_agreed_at), (Link.agency_id, Link.agency_agreed_at))
    mine = (sa.and_(sight.is_own(viewer, "links.agree", owner=owner), at.is_(None)) for owner, at in sides)
    return _oldest(links.visible(viewer, live=True).where(Link.status == LinkStatus.PROPOSED, sa.or_(*mine)))


def to_take(viewer: Viewer) -> list[tuple[Link, Step]]:
    """The links whose next step the viewer may take, the one that has waited longest first.

    Whoever agreed to a link for the authority is not asked to decide on it.
    """
    require(viewer, "links.read")
    found: list[tuple[Link, Step]] = []
    for status, step in NEXT.items():
        act = PATH[step][0].act
        if access.may(viewer, act):
            asked = links.within(viewer, act=act).where(Link.status == status, Link.placement_id.is_(None))
            if step is Step.DECISION:
                asked = asked.where(Link.authority_agreed_by.is_distinct_from(viewer.user_id))
            found += [(link, step) for link in db.session.scalars(asked)]
    return sorted(found, key=lambda one: (one[0].changed_at, one[0].id))


def _oldest(found: Select[Link]) -> Select[Link]:
    return found.order_by(None).order_by(Link.created_at, Link.id)
