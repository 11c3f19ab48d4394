"""Invitations: a person is asked in by an administrator, with a code that works once, and only then has an account."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consortium import members
from consortium.access import Role, Viewer, require
from consortium.accounts import appointments, codes, passwords, people, tries
from consortium.accounts.people import SignInBy, User
from consortium.floor import clock
from consortium.floor.db import Base, Record, db, flush, release, transaction, words
from consortium.floor.errors import Conflict, Invalid, NotAllowed, NotFound, RuleBroken
from consortium.rights import sight
from consortium.trail import capture

GOOD_FOR = timedelta(days=7)


class Invitation(Record, Base):
    """Somebody who was asked in: as whom, to do what, and until when; owned by who is to employ them."""

    __tablename__ = "invitations"
    __table_args__ = (sa.UniqueConstraint("digest"), sa.CheckConstraint("email <> '' AND name <> ''", name="named"))

    member_id: Mapped[UUID] = mapped_column(sa.ForeignKey("members.id"))
    email: Mapped[str] = mapped_column(sa.String(254))
    name: Mapped[str] = mapped_column(sa.String(200))
    sign_in_by: Mapped[SignInBy] = mapped_column(words(SignInBy, name="sign_in_by"))
    roles: Mapped[list[dict[str, Any]]]
    digest: Mapped[str] = mapped_column(sa.String(64))
    invited_by: Mapped[UUID | None] = mapped_column(sa.ForeignKey("users.id"))
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    member: Mapped[members.Member] = relationship(lazy="joined", innerjoin=True)


def awaiting(viewer: Viewer) -> Select[Invitation]:
    """The invitations to the viewer's organisations that are open, the newest first."""
    require(viewer, "people.invite")
    mine = sight.of(viewer, "people.invite", owner=Invitation.member_id)
    return _open().where(mine).order_by(Invitation.created_at.desc(), Invitation.id)


def invite(
    viewer: Viewer,
    *,
    email: str,
    name: str,
    member_code: str,
    roles: Iterable[tuple[UUID, Role]],
    sign_in_by: SignInBy = SignInBy.PASSWORD,
) -> tuple[Invitation, str]:
    """Asks a person in and gives the code to hand them, which can never be read again.

    Nothing is said of accounts beyond the viewer's sight: whoever has one there learns it when the code is used.
    """
    require(viewer, "people.invite")
    address = people.normal_email(email)
    if not name.strip():
        raise Invalid({"name": ["Give the person's name."]})
    employer = _employer(viewer, code=member_code)
    given = appointments.administered(viewer, roles=roles)
    for consortium_id, role in given:
        people.granted(employer, consortium_id=consortium_id, role=role)
    if people.known(viewer, email=address):
        raise Conflict("There is an account with this address: change its roles instead.", code="recorded_already")
    code = codes.new()
    invitation = Invitation(
        member=employer,
        email=address,
        name=name.strip(),
        sign_in_by=SignInBy(sign_in_by),
        roles=[{"consortium_id": str(consortium_id), "role": role.value} for consortium_id, role in given],
        digest=codes.digest_of(code),
        invited_by=viewer.user_id,
        expires_at=clock.now() + GOOD_FOR,
    )
    db.session.add(invitation)
    flush()
    return invitation, code


def withdraw(viewer: Viewer, *, invitation_id: UUID) -> Invitation:
    """Takes an invitation back: its code is worth nothing from now on."""
    found = db.session.scalar(awaiting(viewer).where(Invitation.id == invitation_id))
    if found is None:
        raise NotFound
    found.ended_at = clock.now()
    flush()
    return found


def accept(*, email: str, code: str, password: str) -> User:
    """Makes the account of somebody who gives the code they were handed, with a password of their own.

    Raises NotAllowed alike for an address that was not invited, a wrong code, one that was used, and one whose time is
    over; TooManyTries past five tries a minute. Call it before anything is written.
    """
    try:
        address = people.normal_email(email)
    except Invalid:
        address = ""
    tries.count("invitation of", whose=address)
    by_password = _open().where(Invitation.sign_in_by == SignInBy.PASSWORD)
    digest = codes.digest_of(code)
    chosen = by_password.where(Invitation.email == address, Invitation.digest == digest)
    found = db.session.scalar(chosen)
    if found is None:
        release()
        with transaction():
            capture.note(None, action="sign_in_failed", entity="invitations")
        raise NotAllowed(
            "This address and code do not belong together, or the code is over. Ask for another.", code="wrong_code"
        )
    known = [*found.name.split(), address]
    release()
    hashed = passwords.hashed(password, known=known)
    found = db.session.scalar(chosen.with_for_update(of=Invitation))
    if found is None:
        raise NotAllowed("This code was used a moment ago.", code="wrong_code")
    return join(found, password_hash=hashed)


def of_address(address: str, *, member_id: UUID) -> Invitation | None:
    """The open invitation of somebody whom their employer's own sign-in vouches for."""
    vouched = (Invitation.sign_in_by == SignInBy.PROVIDER, Invitation.member_id == member_id)
    found = _open().where(Invitation.email == address, *vouched).order_by(Invitation.created_at.desc())
    return db.session.scalar(found.limit(1).with_for_update(of=Invitation))


def join(invitation: Invitation, *, password_hash: str | None) -> User:
    """The account of who was asked in; the invitation is used up with it."""
    if db.session.scalar(sa.select(User.id).where(User.email == invitation.email)):
        raise RuleBroken("There is an account with this address already. Sign in with it.", code="has_account")
    joined = User(
        email=invitation.email,
        name=invitation.name,
        member=invitation.member,
        sign_in_by=invitation.sign_in_by,
        password_hash=password_hash,
    )
    for one in invitation.roles:
        consortium_id, role = UUID(one["consortium_id"]), Role(one["role"])
        joined.grants.append(people.granted(invitation.member, consortium_id=consortium_id, role=role))
    invitation.ended_at = clock.now()
    db.session.add(joined)
    flush()
    return joined


def _open() -> Select[Invitation]:
    return sa.select(Invitation).where(Invitation.ended_at.is_(None), Invitation.expires_at > clock.now())


def _employer(viewer: Viewer, *, code: str) -> members.Member:
    try:
        employer = members.by_code(viewer, code=code)
    except NotFound:
        raise Invalid({"member_code": [f"No member with the code {code} is known here."]}) from None
    if not sight.reaches(viewer, "people.invite", owner_id=employer.id):
        raise Invalid({"member_code": [f"You do not keep the accounts of {code}."]})
    return employer
