"""Recipients: whom a verb means to tell, and who that is today; nobody whose account is closed or who has left."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from consortium import members
from consortium.access import Relation, Viewer, may_in
from consortium.accounts import people
from consortium.accounts.people import Deputyship, User
from consortium.consortia import Consortium
from consortium.floor import clock
from consortium.floor.db import db
from consortium.rights.capabilities import CAPABILITIES


@dataclass(frozen=True)
class Staff:
    """Everybody at a member to whom a role there gives the act towards its own records; the code's act, if unsaid."""

    member_id: UUID
    may: str = ""


@dataclass(frozen=True)
class Holder:
    """Who holds a case, a referral or a household, and who stands in for them; where nobody does, its owner's staff."""

    case: Any


@dataclass(frozen=True)
class Coordinators:
    """Whoever may do the act towards the whole of a consortium to which all these members belong today."""

    member_ids: tuple[UUID, ...]


@dataclass(frozen=True)
class InConsortium:
    """Whoever may do the act towards the whole of this consortium."""

    consortium_id: UUID


@dataclass(frozen=True)
class Person:
    """One person, and who stands in for them."""

    user_id: UUID


Recipient = Staff | Holder | Coordinators | InConsortium | Person


def found(to: Iterable[Recipient], *, may: str) -> list[User]:
    """The people who are meant, each once, by id."""
    meant = {one.id: one for recipient in to for one in _of(recipient, may)}
    return [meant[key] for key in sorted(meant)]


def _of(recipient: Recipient, may: str) -> list[User]:
    match recipient:
        case Person(user_id):
            return _with_deputies(user_id, may)
        case Staff(member_id, act):
            return _staff(member_id, act or may)
        case Coordinators(member_ids):
            return _coordinators(set(db.session.scalars(_homes(member_ids))), may)
        case InConsortium(consortium_id):
            return _coordinators({consortium_id}, may)
        case Holder(case):
            held = _with_deputies(case.held_by, may) if case.held_by else []
            return held or _staff_of(case, may)


def _with_deputies(user_id: UUID, may: str) -> list[User]:
    today = clock.today()
    instead = sa.select(Deputyship.deputy_id).where(Deputyship.user_id == user_id, Deputyship.ended_at.is_(None))
    instead = instead.where(Deputyship.from_on <= today, Deputyship.until_on >= today)
    roles = CAPABILITIES[may].roles
    chosen = sa.or_(User.id == user_id, User.id.in_(instead))
    return [one for one, viewer in _open(chosen) if roles and viewer.consortia(*roles)]


def _staff(member_id: UUID, may: str) -> list[User]:
    roles = CAPABILITIES[may].through(Relation.OWN)
    return [one for one, viewer in _open(User.member_id == member_id) if roles and viewer.consortia(*roles)]


def _staff_of(case: Any, may: str) -> list[User]:
    """The owner's people who read its own records of this kind, of whom the act may come through a link alone."""
    roles = CAPABILITIES[may].roles & CAPABILITIES[f"{case.__tablename__}.read"].through(Relation.OWN)
    return [one for one, viewer in _open(User.member_id == _owner_of(case)) if roles and viewer.consortia(*roles)]


def _coordinators(homes: set[UUID], may: str) -> list[User]:
    here = User.id.in_(sa.select(people.Grant.user_id).where(people.Grant.consortium_id.in_(homes)))
    instead = User.id.in_(sa.select(Deputyship.deputy_id).where(Deputyship.ended_at.is_(None)))
    known = _open(sa.or_(here, instead))
    return [one for one, viewer in known if any(may_in(viewer, may, consortium_id=home) for home in homes)]


def _homes(member_ids: tuple[UUID, ...]) -> sa.Select[UUID]:
    """The consortia to which all these members belong today."""
    joined = (members.belongs(key, consortium_id=Consortium.id, on=clock.today()) for key in member_ids)
    return sa.select(Consortium.id).where(*joined)


def _open(chosen: sa.ColumnElement[bool]) -> list[tuple[User, Viewer]]:
    """The open accounts among the chosen, each as a viewer of today."""
    rows = db.session.scalars(sa.select(User).where(chosen, User.disabled_at.is_(None))).all()
    return list(zip(rows, people.viewers_of(rows), strict=True)) if rows else []


def _owner_of(case: Any) -> UUID:
    owner: UUID = case.authority_id if hasattr(case, "authority_id") else case.agency_id
    return owner
