"""Next steps: what waits for the person who asks, or for their side, before it can go on."""

import sqlalchemy as sa
from sqlalchemy import Select

from consortium import links, sight
from consortium.access import Viewer, require
from consortium.links import Link, LinkStatus


def to_agree(viewer: Viewer) -> Select[Link]:
    """The links that wait for the viewer's own side to say whether to explore them, the oldest first."""
    require(viewer, "links.agree")
    sides = ((Link.authority_id, Link.authority_agreed_at), (Link.agency_id, Link.agency_agreed_at))
    mine = (sa.and_(sight.is_own(viewer, "links.agree", owner=owner), at.is_(None)) for owner, at in sides)
    return _oldest(links.visible(viewer, live=True).where(Link.status == LinkStatus.PROPOSED, sa.or_(*mine)))


def to_approve(viewer: Viewer) -> Select[Link]:
    """The links under exploration whose match the viewer may approve, who did not agree to it, the oldest first."""
    require(viewer, "links.approve")
    mine = sight.is_own(viewer, "links.approve", owner=Link.authority_id)
    another = Link.authority_agreed_by.is_distinct_from(viewer.user_id)
    return _oldest(links.visible(viewer, live=True).where(Link.status == LinkStatus.EXPLORING, mine, another))


def _oldest(found: Select[Link]) -> Select[Link]:
    return found.order_by(None).order_by(Link.created_at, Link.id)
