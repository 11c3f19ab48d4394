"""Recipients: whom a verb means to tell, and who that is today; nobody whose account is closed or who has left."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import lazyload

from consortium import members
from consortium.access import Relation, Role, Viewer, may_in
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
    """The people who are meant, each once, by id; asked of the database at once for all recipients."""
    recipients = tuple(to)
    known = _Known(recipients)
    meant = {one.id: one for recipient in recipients for one in known.of(recipient, may)}
    return [meant[key] for key in sorted(meant)]


class _Known:
    """The people whom some recipients may mean, with open accounts, as viewers of today; and who covers for whom."""

    def __init__(self, recipients: Iterable[Recipient]) -> None:
        persons, employers, homes = set[UUID](), set[UUID](), set[UUID]()
        self.homes: dict[Recipient, frozenset[UUID]] = {}
        for one in recipients:
            match one:
                case Person(user_id):
                    persons.add(user_id)
                case Staff(member_id):
                    employers.add(member_id)
                case Holder(case):
                    persons |= {case.held_by} if case.held_by else set()
                    employers.add(_owner_of(case))
                case Coordinators() | InConsortium():
                    self.homes[one] = _homes(one)
                    homes |= self.homes[one]
        self.covers = _covers(persons)
        persons = persons.union(*self.covers.values())
        self.people = _open(sa.or_(User.id.in_(persons), User.member_id.in_(employers), *_serving(homes)))

    def of(self, recipient: Recipient, may: str) -> list[User]:
        """Who of them is meant by one recipient."""
        match recipient:
            case Person(user_id):
                return self._with_deputies(user_id, may)
            case Staff(member_id, act):
                return self._staff(member_id, CAPABILITIES[act or may].through(Relation.OWN))
            case Coordinators() | InConsortium():
                homes = self.homes[recipient]
                return [one for one, who in self.people if any(may_in(who, may, consortium_id=home) for home in homes)]
            case Holder(case):
                held = self._with_deputies(case.held_by, may) if case.held_by else []
                return held or self._staff_of(case, may)

    def _with_deputies(self, user_id: UUID, may: str) -> list[User]:
        roles, meant = CAPABILITIES[may].roles, {user_id} | self.covers.get(user_id, set())
        return [one for one, who in self.people if one.id in meant and roles and who.consortia(*roles)]

    def _staff(self, member_id: UUID, roles: frozenset[Role]) -> list[User]:
        return [one for one, who in self.people if one.member_id == member_id and roles and who.consortia(*roles)]

    def _staff_of(self, case: Any, may: str) -> list[User]:
        """The owner's people who read its own records of this kind, of whom the act may come through a link alone."""
        own = CAPABILITIES[f"{case.__tablename__}.read"].through(Relation.OWN)
        return self._staff(_owner_of(case), CAPABILITIES[may].roles & own)


def _homes(recipient: Coordinators | InConsortium) -> frozenset[UUID]:
    """The consortium that is meant, or those to which all its members belong today."""
    if isinstance(recipient, InConsortium):
        return frozenset({recipient.consortium_id})
    today = clock.today()
    joined = (members.belongs(key, consortium_id=Consortium.id, on=today) for key in recipient.member_ids)
    return frozenset(db.session.scalars(sa.select(Consortium.id).where(*joined)))


def _covers(user_ids: set[UUID]) -> dict[UUID, set[UUID]]:
    """Who stands in today for each of these people."""
    today = clock.today()
    now = (Deputyship.ended_at.is_(None), Deputyship.from_on <= today, Deputyship.until_on >= today)
    rows = sa.select(Deputyship.user_id, Deputyship.deputy_id).where(Deputyship.user_id.in_(user_ids), *now)
    covers: dict[UUID, set[UUID]] = {}
    for user_id, deputy_id in db.session.execute(rows) if user_ids else ():
        covers.setdefault(user_id, set()).add(deputy_id)
    return covers


def _serving(homes: set[UUID]) -> Iterator[sa.ColumnElement[bool]]:
    """The conditions that somebody has a role in one of these consortia, or stands in for somebody."""
    if homes:
        yield User.id.in_(sa.select(people.Grant.user_id).where(people.Grant.consortium_id.in_(homes)))
        yield User.id.in_(sa.select(Deputyship.deputy_id).where(Deputyship.ended_at.is_(None)))


def _open(chosen: sa.ColumnElement[bool]) -> list[tuple[User, Viewer]]:
    """The open accounts among the chosen, each as a viewer of today."""
    known = (lazyload(User.grants), lazyload(User.stands_in))  # viewers_of reads the roles of all of them at once
    rows = db.session.scalars(sa.select(User).where(chosen, User.disabled_at.is_(None)).options(*known)).all()
    return list(zip(rows, people.viewers_of(rows), strict=True)) if rows else []


def _owner_of(case: Any) -> UUID:
    owner: UUID = case.authority_id if hasattr(case, "authority_id") else case.agency_id
    return owner
