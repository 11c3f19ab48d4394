"""Whose children a picture shows: the authorities that somebody sees by an act, and the one that they ask for."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa

from consortium.access import Viewer, require
from consortium.floor.db import db
from consortium.floor.errors import NotFound
from consortium.members import Member
from consortium.rights import sight
from consortium.roles import MemberKind


@dataclass(frozen=True)
class Whose:
    """The authorities that are seen, and the one that was chosen; without it the picture is of them all."""

    seen: Sequence[Member]
    chosen: Member | None = None

    @property
    def shown(self) -> Sequence[Member]:
        """Those whose children the picture shows."""
        return self.seen if self.chosen is None else [self.chosen]

    @property
    def ids(self) -> list[UUID]:
        """Their ids."""
        return [one.id for one in self.shown]


def seen(viewer: Viewer, *, act: str, authority_code: str | None = None) -> Whose:
    """The authorities towards whose records the viewer may do this, by name; raises NotFound for another's code."""
    require(viewer, act)
    reached = sight.of(viewer, act, owner=Member.id)
    found = sa.select(Member).where(Member.kind == MemberKind.AUTHORITY, reached).order_by(Member.name, Member.id)
    all_seen = list(db.session.scalars(found).unique())
    if authority_code is None:
        return Whose(all_seen)
    chosen = next((one for one in all_seen if one.code == authority_code), None)
    if chosen is None:
        raise NotFound
    return Whose(all_seen, chosen)
