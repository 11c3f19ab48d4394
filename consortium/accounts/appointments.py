"""Appointments: the roles that people are given and lose, and the closing and reopening of their accounts."""

from collections.abc import Collection, Iterable
from uuid import UUID

import sqlalchemy as sa

from consortium import consortia
from consortium.access import Role, Viewer, require
from consortium.accounts import people, sign_ins, tokens
from consortium.accounts.people import Grant, User
from consortium.consortia import Consortium
from consortium.floor import clock
from consortium.floor.db import db, expect_version, flush
from consortium.floor.errors import Invalid, NotAllowed, RuleBroken
from consortium.importing import entries
from consortium.members import Member
from consortium.rights import sight
from consortium.roles import EMPLOYERS

Roles = Iterable[tuple[UUID, Role]]


def change(viewer: Viewer, *, user_id: UUID, version: int, roles: Roles) -> User:
    """Makes a person's roles those given, pairs of a consortium's id and a role there.

    Only the consortia that the viewer administers are touched; what the person does elsewhere stays as it is. Raises
    RuleBroken for a role that does not fit the employer, and for the last administrator of a consortium.
    """
    user = _another(viewer, user_id=user_id)
    expect_version(user, version)
    wanted = set(administered(viewer, roles=roles))
    mine = _consortia(viewer)
    held = {(one.consortium_id, one.role): one for one in user.grants if viewer.operator or one.consortium_id in mine}
    lost = [held[key] for key in held.keys() - wanted]
    _keep_an_administrator(user, losing=[one.consortium_id for one in lost if one.role is Role.ADMINISTRATOR])
    for grant in lost:
        user.grants.remove(grant)
    for consortium_id, role in sorted(wanted - held.keys()):
        user.grants.append(people.granted(user.member, consortium_id=consortium_id, role=role))
    if lost or wanted - held.keys():
        entries.touch(user)
    flush()
    return user


def disable(viewer: Viewer, *, user_id: UUID, version: int) -> User:
    """Closes an account: its sign-ins, tokens and deputyships end with it at once."""
    user = _another(viewer, user_id=user_id)
    expect_version(user, version)
    if user.disabled_at is not None:
        raise RuleBroken("The account is closed already.", code="closed")
    people.refuse_beyond(viewer, user=user, act="people.change")
    held = [one.consortium_id for one in user.grants if one.role is Role.ADMINISTRATOR]
    _keep_an_administrator(user, losing=held)
    user.disabled_at = clock.now()
    sign_ins.end_all(user_id=user.id)
    tokens.end_all(user_id=user.id)
    flush()
    return user


def restore(viewer: Viewer, *, user_id: UUID, version: int) -> User:
    """Opens a closed account again; earlier sign-ins and tokens stay ended."""
    user = _another(viewer, user_id=user_id)
    expect_version(user, version)
    if user.disabled_at is None:
        raise RuleBroken("The account is open.", code="open")
    people.refuse_beyond(viewer, user=user, act="people.change")
    user.disabled_at = None
    flush()
    return user


def offered(viewer: Viewer, *, employer: Member) -> list[tuple[Consortium, Role]]:
    """The roles that the viewer may give to people of this employer, in each consortium that they administer."""
    require(viewer, "people.read")
    mine = _consortia(viewer)
    kept = [one for one in db.session.scalars(consortia.visible(viewer)) if viewer.operator or one.id in mine]
    return [(one, role) for one in kept for role in Role if employer.kind in EMPLOYERS[role]]


def administered(viewer: Viewer, *, roles: Roles) -> list[tuple[UUID, Role]]:
    """The given roles, once it is sure that the viewer may give each of them where it is to be held."""
    given = [(consortium_id, Role(role)) for consortium_id, role in roles]
    if not given:
        raise Invalid({"roles": ["Give at least one role; to take all away, close the account."]})
    mine = _consortia(viewer)
    if not viewer.operator and any(consortium_id not in mine for consortium_id, _ in given):
        raise NotAllowed("You administer other consortia than this.")
    return given


def _consortia(viewer: Viewer) -> frozenset[UUID]:
    return sight.consortia_of(viewer, "people.change")


def _another(viewer: Viewer, *, user_id: UUID) -> User:
    require(viewer, "people.change")
    if viewer.user_id == user_id:
        raise RuleBroken("Nobody changes their own roles or closes their own account: ask another.", code="oneself")
    return people.get(viewer, user_id=user_id, act="people.change")


def _keep_an_administrator(user: User, *, losing: Collection[UUID]) -> None:
    """Refuses to leave a consortium without anybody who keeps its accounts; two who try at once wait for each other."""
    if not losing:
        return
    consortia.hold(consortium_ids=losing)
    others = sa.select(Grant.consortium_id).join(User, User.id == Grant.user_id)
    others = others.where(Grant.role == Role.ADMINISTRATOR, User.disabled_at.is_(None), User.id != user.id)
    kept = set(db.session.scalars(others.where(Grant.consortium_id.in_(losing))))
    if set(losing) - kept:
        raise RuleBroken(
            "This is the last administrator of the consortium: name another first.", code="last_administrator"
        )
