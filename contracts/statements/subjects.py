"""Of whom a statement may be asked: one's own organisation; coordinators and hub finance officers, each member too."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select

from consortium import consortia, members
from consortium.access import MemberKind, Viewer, require
from consortium.consortia import Consortium
from consortium.floor.db import db
from consortium.floor.errors import NotFound
from consortium.rights import sight
from contracts.statements.figures import Kind, Subject

ACT = "statements.read"
_MEMBERS = {Kind.AUTHORITY: MemberKind.AUTHORITY, Kind.AGENCY: MemberKind.AGENCY}


@dataclass(frozen=True)
class Chosen:
    """A subject with the id of its member or consortium."""

    subject: Subject
    id: UUID


def offered(viewer: Viewer) -> list[Chosen]:
    """Of whom this person may ask a statement: whole consortia first, then authorities and agencies by name."""
    require(viewer, ACT)
    whole = [_chosen(Kind.CONSORTIUM, one) for one in db.session.scalars(_consortia(viewer))]
    for kind, select in ((kind, _of_kind(viewer, kind)) for kind in _MEMBERS):
        whole += [_chosen(kind, one) for one in db.session.scalars(select).unique()]
    return whole


def get(viewer: Viewer, *, kind: Kind, code: str) -> Chosen:
    """One of those; whatever else there is, and what there is not, is not found."""
    require(viewer, ACT)
    if kind is Kind.CONSORTIUM:
        found: Consortium | members.Member | None = db.session.scalar(_consortia(viewer).where(Consortium.code == code))
    else:
        found = db.session.scalar(_of_kind(viewer, kind).where(members.Member.code == code))
    if found is None:
        raise NotFound
    return _chosen(kind, found)


def usual(viewer: Viewer) -> Chosen:
    """Of whom one asks first: the own organisation where it buys or sells, or the first of those offered."""
    every = offered(viewer)
    own = [one for one in every if one.id == viewer.member_id]
    return _first([*own, *every])


def _first(found: Sequence[Chosen]) -> Chosen:
    if not found:
        raise NotFound
    return found[0]


def _consortia(viewer: Viewer) -> Select[Consortium]:
    found = consortia.visible(viewer)
    return found if viewer.operator else found.where(Consortium.id.in_(sight.consortia_of(viewer, ACT)))


def _of_kind(viewer: Viewer, kind: Kind) -> Select[members.Member]:
    return sight.members_of(viewer, ACT, kind=_MEMBERS[kind])


def _chosen(kind: Kind, one: Consortium | members.Member) -> Chosen:
    return Chosen(Subject(kind, one.code, one.name), one.id)
