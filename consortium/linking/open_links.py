"""Open links: how many a reader is told that a referral or household has: those within their sight, and no others.

An agency may serve two consortia; what one of them explores is not the business of the other one's coordinators (I19).
The caps count all of them: see `links.open_counts`.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from consortium import members
from consortium.access import Viewer
from consortium.floor import clock
from consortium.floor.db import db
from consortium.floor.guard import scoped
from consortium.linking import pairs
from consortium.linking.pairs import Link
from consortium.rights import sight
from consortium.rights.shares import Entity


def told(viewer: Viewer, *, entity: Entity, ids: Iterable[UUID]) -> dict[UUID, int]:
    """How many open links each of these has: to its owner all, to a coordinator those in consortia of their own.

    Records without any are left out.
    """
    homes = entity == "households"
    side, owner = (Link.household_id, Link.agency_id) if homes else (Link.referral_id, Link.authority_id)
    act = f"{entity}.read"
    within = members.together(
        first=Link.authority_id,
        second=Link.agency_id,
        on=clock.today(),
        consortium_ids=sight.consortia_of(viewer, act),
    )
    seen = sa.true() if viewer.operator else sa.or_(sight.is_own(viewer, act, owner=owner), within)
    found: Any = sa.select(side, sa.func.count()).where(side.in_(list(ids)), pairs.is_open(), seen).group_by(side)
    return {key: count for key, count in db.session.execute(scoped(found)) if key}
