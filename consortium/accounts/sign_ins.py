"""Sign-ins: a person's time at the HTML door, known by a secret of which only the digest is kept."""

import secrets
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consortium.access import Viewer
from consortium.accounts import people, tokens
from consortium.floor import clock
from consortium.floor.db import Base, Record, db, flush, release, transaction
from consortium.floor.errors import Invalid, NotAllowed, NotSignedIn, TooManyTries
from consortium.trail import capture

IDLE = timedelta(minutes=15)
LONGEST = timedelta(hours=12)
TRIES = 5
WITHIN = timedelta(minutes=1)
# A sign-in is marked as used at most so often: reading a page need not write each time.
MARKED_EVERY = timedelta(minutes=1)


class SignIn(Record, Base):
    """One sign-in; ends when the person signs out, after a time without use, and at the end of the day's work."""

    __tablename__ = "sign_ins"
    __table_args__ = (sa.UniqueConstraint("digest"),)

    user_id: Mapped[UUID] = mapped_column(sa.ForeignKey("users.id"), index=True)
    digest: Mapped[str] = mapped_column(sa.String(64))
    used_at: Mapped[datetime] = mapped_column(default=clock.now)
    ended_at: Mapped[datetime | None]
    user: Mapped[people.User] = relationship(lazy="joined", innerjoin=True)


class SignInTry(Record, Base):
    """One try to sign in to an account, known or not, under the digest of its address."""

    __tablename__ = "sign_in_tries"
    __table_args__ = (sa.Index("ix_sign_in_tries_account_created_at", "account", "created_at"),)

    account: Mapped[str] = mapped_column(sa.String(64))


def open_(*, email: str, password: str) -> str:
    """Signs a person in and gives the secret for their cookie.

    The try is counted in a transaction of its own, so that a refusal keeps it; call this before anything is written.
    Raises NotAllowed alike, and after the same work, for an unknown address and a wrong password, and TooManyTries
    past five tries a minute.
    """
    try:
        address = people.normal_email(email)
    except Invalid:
        address = ""
    _count_try(tokens.digest_of(address))
    user = db.session.scalar(sa.select(people.User).where(people.User.email == address))
    hashed = user.password_hash if user and user.disabled_at is None else None
    user_id = user.id if user else None
    release()
    if not people.is_password(password, hashed=hashed) or user_id is None:
        with transaction():
            capture.note(None, action="sign_in_failed", entity="users", entity_id=user_id)
        raise NotAllowed("This address and password do not belong together.", code="wrong_password")
    secret = secrets.token_urlsafe(32)
    with transaction():
        db.session.add(SignIn(user_id=user_id, digest=tokens.digest_of(secret)))
        capture.note(None, action="signed_in", entity="users", entity_id=user_id)
        flush()
    return secret


def authenticate(secret: str, *, idle: timedelta = IDLE) -> Viewer:
    """The person who signed in with this secret; raises NotSignedIn when the time is over. Reads only."""
    found = _alive(secret, idle=idle)
    if found is None:
        raise NotSignedIn
    return people.viewer_of(found.user)


def needs_marking(secret: str) -> bool:
    """Whether the sign-in's last use is so long past that `mark` is due."""
    found = _alive(secret, idle=LONGEST)
    return found is not None and clock.now() - found.used_at >= MARKED_EVERY


def mark(secret: str) -> None:
    """Notes that the sign-in is in use; call inside a transaction that writes."""
    changed = sa.update(SignIn).where(SignIn.digest == tokens.digest_of(secret), SignIn.ended_at.is_(None))
    db.session.execute(changed.values(used_at=clock.now()))


def end(secret: str) -> None:
    """Signs out; an unknown secret is no fault."""
    known = sa.select(SignIn).where(SignIn.digest == tokens.digest_of(secret), SignIn.ended_at.is_(None))
    if found := db.session.scalar(known):
        found.ended_at = clock.now()
        capture.note(None, action="signed_out", entity="users", entity_id=found.user_id)
        flush()


def end_all(*, user_id: UUID) -> None:
    """Ends every sign-in of a person."""
    changed = sa.update(SignIn).where(SignIn.user_id == user_id, SignIn.ended_at.is_(None))
    db.session.execute(changed.values(ended_at=clock.now()))


def _alive(secret: str, *, idle: timedelta) -> SignIn | None:
    now = clock.now()
    return db.session.scalar(
        sa.select(SignIn)
        .join(people.User, people.User.id == SignIn.user_id)
        .where(
            SignIn.digest == tokens.digest_of(secret),
            SignIn.ended_at.is_(None),
            SignIn.used_at > now - idle,
            SignIn.created_at > now - LONGEST,
            people.User.disabled_at.is_(None),
        )
    )


def _count_try(account: str) -> None:
    """Counts before the password is looked at; the account's own lock makes parallel guesses wait in line."""
    now = clock.now()
    recent = (SignInTry.account == account, SignInTry.created_at > now - WITHIN)
    with transaction():
        if db.session.get_bind().dialect.name == "postgresql":
            db.session.execute(sa.select(sa.func.pg_advisory_xact_lock(int(account[:15], 16))))
        db.session.execute(sa.delete(SignInTry).where(SignInTry.created_at <= now - WITHIN))
        tried = db.session.scalar(sa.select(sa.func.count()).select_from(SignInTry).where(*recent)) or 0
        if tried >= TRIES:
            raise TooManyTries
        db.session.add(SignInTry(account=account))
        flush()
