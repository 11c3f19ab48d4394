"""Recoveries: somebody who has lost their password or telephone is let in again by two people, neither alone.

One asks and is given the first code, another confirms and is given the second; whoever is to be let in needs both.
"""

import hmac
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consortium import reasons
from consortium.access import Viewer, require
from consortium.accounts import codes, passwords, people, second_factors, sign_ins, tokens, tries
from consortium.accounts.people import SignInBy, User
from consortium.floor import clock
from consortium.floor.db import Base, Record, db, flush, release, transaction
from consortium.floor.errors import Conflict, Invalid, NotAllowed, NotFound, RuleBroken
from consortium.rights import sight
from consortium.trail import capture

GOOD_FOR = timedelta(hours=24)
WRONG = "The address and the two codes do not belong together, or their time is over."


class Recovery(Record, Base):
    """One recovery of an account: who asked and why, who confirmed, and until when its two codes are good."""

    __tablename__ = "recoveries"
    __table_args__ = (
        sa.ForeignKeyConstraint(["user_id", "member_id"], ["users.id", "users.member_id"]),
        sa.CheckConstraint("confirmed_by IS NULL OR confirmed_by <> asked_by", name="two_people"),
        sa.CheckConstraint("user_id <> asked_by AND user_id <> confirmed_by", name="by_others"),
        sa.Index(
            "uq_recoveries_open",
            "user_id",
            unique=True,
            postgresql_where=sa.text("ended_at IS NULL"),
            sqlite_where=sa.text("ended_at IS NULL"),
            info={"refusal": Conflict("A recovery of this account is under way already.", code="under_way")},
        ),
    )

    member_id: Mapped[UUID]
    user_id: Mapped[UUID]
    reason: Mapped[str] = mapped_column(sa.Text)
    asked_by: Mapped[UUID] = mapped_column(sa.ForeignKey("users.id"))
    first_digest: Mapped[str] = mapped_column(sa.String(64))
    confirmed_by: Mapped[UUID | None] = mapped_column(sa.ForeignKey("users.id"))
    second_digest: Mapped[str | None] = mapped_column(sa.String(64))
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    user: Mapped[User] = relationship(
        lazy="joined", innerjoin=True, primaryjoin="foreign(Recovery.user_id) == User.id", viewonly=True
    )
    asker: Mapped[User] = relationship(
        lazy="joined", innerjoin=True, primaryjoin="foreign(Recovery.asked_by) == User.id", viewonly=True
    )

    @property
    def is_confirmed(self) -> bool:
        """Whether a second person has confirmed it."""
        return self.confirmed_by is not None


def awaiting(viewer: Viewer) -> Select[Recovery]:
    """The recoveries under way of the people of the viewer's organisations, the newest first."""
    require(viewer, "people.recover")
    mine = sight.of(viewer, "people.recover", owner=Recovery.member_id)
    return _open().where(mine).order_by(Recovery.created_at.desc(), Recovery.id)


def ask(viewer: Viewer, *, user_id: UUID, reason: str) -> tuple[Recovery, str]:
    """Asks for the recovery of somebody else's account; gives the first of its two codes, to tell that person."""
    require(viewer, "people.recover")
    user = people.get(viewer, user_id=user_id, act="people.recover")
    if viewer.user_id is None or viewer.user_id == user_id:
        raise RuleBroken("Nobody recovers their own account: ask two others.", code="oneself")
    people.refuse_beyond(viewer, user=user, act="people.recover")
    if user.disabled_at is not None or user.sign_in_by is not SignInBy.PASSWORD:
        raise RuleBroken("Only an open account that is entered with a password is recovered.", code="not_recoverable")
    why = reasons.said(reason)
    _end_stale(user_id)
    code, until = codes.new(), clock.now() + GOOD_FOR
    asked = {"user_id": user_id, "member_id": user.member_id, "asked_by": viewer.user_id, "expires_at": until}
    recovery = Recovery(reason=why, first_digest=codes.digest_of(code), **asked)
    db.session.add(recovery)
    flush()
    return recovery, code


def confirm(viewer: Viewer, *, recovery_id: UUID) -> tuple[Recovery, str]:
    """Confirms, as a second person, that the account is to be recovered; gives the second of its two codes."""
    recovery = _one(viewer, recovery_id)
    if recovery.is_confirmed:
        raise RuleBroken("This recovery is confirmed already.", code="confirmed")
    if viewer.user_id is None or viewer.user_id in {recovery.asked_by, recovery.user_id}:
        raise RuleBroken("A second person confirms: neither who asked nor whose account it is.", code="second_person")
    people.refuse_beyond(viewer, user=recovery.user, act="people.recover")
    code = codes.new()
    recovery.confirmed_by, recovery.second_digest = viewer.user_id, codes.digest_of(code)
    flush()
    return recovery, code


def refuse(viewer: Viewer, *, recovery_id: UUID) -> Recovery:
    """Ends a recovery that should not be: its codes are worth nothing from now on."""
    recovery = _one(viewer, recovery_id)
    recovery.ended_at = clock.now()
    flush()
    return recovery


def accept(*, email: str, first_code: str, second_code: str, password: str) -> User:
    """Gives an account a new password for both codes; its second factor, sign-ins and tokens end.

    Raises NotAllowed alike for whatever does not fit, TooManyTries past five tries a minute. Call it before anything is
    written.
    """
    try:
        address = people.normal_email(email)
    except Invalid:
        address = ""
    tries.count("recovery of", whose=address)
    whose = sa.select(User.id).where(User.email == address, User.disabled_at.is_(None))
    chosen = _open().where(Recovery.user_id.in_(whose))
    kept = db.session.execute(chosen.with_only_columns(Recovery.first_digest, Recovery.second_digest)).one_or_none()
    release()
    if not _fits(kept or ("", ""), first_code, second_code):
        with transaction():
            capture.note(None, action="sign_in_failed", entity="recoveries")
        raise NotAllowed(WRONG, code="wrong_code")
    known = [*db.session.execute(sa.select(User.name).where(User.email == address)).scalar_one().split(), address]
    release()
    hashed = passwords.hashed(password, known=known)
    found = db.session.scalar(chosen.with_for_update(of=Recovery))
    if found is None or not _fits((found.first_digest, found.second_digest), first_code, second_code):
        raise NotAllowed(WRONG, code="wrong_code")
    return _recover(found, hashed)


def _recover(recovery: Recovery, hashed: str) -> User:
    user = recovery.user
    user.password_hash, recovery.ended_at = hashed, clock.now()
    second_factors.drop(user_id=user.id)
    sign_ins.end_all(user_id=user.id)
    tokens.end_all(user_id=user.id)
    flush()
    return user


def _fits(digests: Sequence[str | None], first: str, second: str) -> bool:
    pairs = zip(digests, (first, second), strict=True)
    return all(hmac.compare_digest(kept or "", codes.digest_of(given)) for kept, given in pairs)


def _one(viewer: Viewer, recovery_id: UUID) -> Recovery:
    found = db.session.scalar(awaiting(viewer).where(Recovery.id == recovery_id))
    if found is None:
        raise NotFound
    return found


def _open() -> Select[Recovery]:
    return sa.select(Recovery).where(Recovery.ended_at.is_(None), Recovery.expires_at > clock.now())


def _end_stale(user_id: UUID) -> None:
    stale = sa.select(Recovery).where(Recovery.user_id == user_id, Recovery.ended_at.is_(None))
    for one in db.session.scalars(stale.where(Recovery.expires_at <= clock.now())):
        one.ended_at = clock.now()
    flush()
