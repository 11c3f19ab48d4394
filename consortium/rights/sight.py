"""Sight: which records a person may reach with an act, as conditions read off the table of capabilities."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Select

from consortium import members
from consortium.access import Viewer
from consortium.access import consortia_of as consortia_of
from consortium.access import may_in as may_in
from consortium.floor import clock
from consortium.floor.db import db
from consortium.rights.capabilities import CAPABILITIES
from consortium.roles import MemberKind, Relation


def of(viewer: Viewer, capability: str, *, owner: Any) -> sa.ColumnElement[bool]:
    """The condition that the table gives the viewer this act towards a record of this owner.

    `owner` is a column of members' ids. Through `consortium` one reaches what today's members of the consortia in
    which one has the role own; through `own`, what one's employer owns. Links open single records: see
    `consortium.rights.shares`.
    """
    if viewer.operator:
        return sa.true()
    return sa.or_(_in_consortia(viewer, capability, owner=owner), is_own(viewer, capability, owner=owner))


def is_own(viewer: Viewer, capability: str, *, owner: Any) -> sa.ColumnElement[bool]:
    """The condition that the record belongs to the viewer's employer, in which a role of theirs includes the act."""
    if viewer.member_id and owns(viewer, capability, owner_id=viewer.member_id):
        return sa.and_(owner == viewer.member_id)
    return sa.false()


def owns(viewer: Viewer, capability: str, *, owner_id: UUID) -> bool:
    """Whether the record is the viewer's employer's, in which a role of theirs includes the act; asks no database."""
    roles = CAPABILITIES[capability].through(Relation.OWN)
    return viewer.operator or (viewer.member_id == owner_id and viewer.holds(*roles))


def reaches(viewer: Viewer, capability: str, *, owner_id: UUID) -> bool:
    """Whether the viewer may do this to a record of this member's."""
    if viewer.operator:
        return True
    condition = of(viewer, capability, owner=sa.literal(owner_id, sa.Uuid()))
    return bool(db.session.scalar(sa.select(condition)))


def members_of(viewer: Viewer, capability: str, *, kind: MemberKind) -> Select[members.Member]:
    """The members of a kind towards whose records the viewer may do this, by name."""
    return members.visible(viewer, kind=kind).where(of(viewer, capability, owner=members.Member.id))


def _in_consortia(viewer: Viewer, capability: str, *, owner: Any) -> sa.ColumnElement[bool]:
    whole = consortia_of(viewer, capability)
    return owner.in_(members.belonging(consortium_ids=whole, on=clock.today())) if whole else sa.false()
