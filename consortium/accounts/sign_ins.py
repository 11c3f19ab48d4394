"""Sign-ins: a person's time at the HTML door, known by a secret of which only the digest is kept."""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consortium.access import Viewer, require
from consortium.accounts import passwords, people, second_factors, tries
from consortium.accounts.tokens import digest_of
from consortium.floor import clock
from consortium.floor.db import Base, Record, db, flush, release, transaction
from consortium.floor.errors import Invalid, NotAllowed, NotSignedIn
from consortium.trail import capture

IDLE = timedelta(minutes=15)
LONGEST = timedelta(hours=12)
UNFINISHED = timedelta(minutes=10)  # between the password and the code
# A sign-in is marked as used at most so often: reading a page need not write each time.
MARKED_EVERY = timedelta(minutes=1)
ROTATED_EVERY = timedelta(minutes=15)
GRACE = timedelta(minutes=5)  # for pages that were asked for with the secret before, and for an answer that was lost


class Needs(StrEnum):
    """What is still to come before a person is in."""

    NOTHING = "nothing"
    CODE = "code"
    ENROLMENT = "enrolment"


@dataclass(frozen=True)
class Opened:
    """A sign-in that was begun: its secret, for the cookie, and what it still needs."""

    secret: str
    needs: Needs


class SignIn(Record, Base):
    """One sign-in; ends when the person signs out, after a time without use, and at the end of the day's work."""

    __tablename__ = "sign_ins"
    __table_args__ = (sa.UniqueConstraint("digest"), sa.Index("ix_sign_ins_earlier_digest", "earlier_digest"))

    user_id: Mapped[UUID] = mapped_column(sa.ForeignKey("users.id"), index=True)
    digest: Mapped[str] = mapped_column(sa.String(64))
    earlier_digest: Mapped[str | None] = mapped_column(sa.String(64))
    rotated_at: Mapped[datetime] = mapped_column(default=clock.now)
    admitted_at: Mapped[datetime | None]
    used_at: Mapped[datetime] = mapped_column(default=clock.now)
    ended_at: Mapped[datetime | None]
    user: Mapped[people.User] = relationship()


# Asked at every request, and so put together once; `_asked` says what for.
_DIGEST: sa.BindParameter[str] = sa.bindparam("digest")
_REPLACED = sa.and_(SignIn.earlier_digest == _DIGEST, SignIn.rotated_at > sa.bindparam("replaced_since"))
_IN_TIME = (
    SignIn.admitted_at.is_not(None),
    SignIn.used_at > sa.bindparam("used_since"),
    SignIn.created_at > sa.bindparam("opened_since"),
)
# The sign-in of a secret, or of the one that it replaced moments ago; not of a closed account.
_KNOWN = (
    sa.select(SignIn)
    .join(people.User, people.User.id == SignIn.user_id)
    .where(sa.or_(SignIn.digest == _DIGEST, _REPLACED), SignIn.ended_at.is_(None), people.User.disabled_at.is_(None))
)
_ALIVE = _KNOWN.where(*_IN_TIME)
_RECOGNISED = people.who(_ALIVE.with_only_columns(SignIn.used_at))


def open_(*, email: str, password: str, second_factor: bool = False) -> Opened:
    """Begins a sign-in; with a second factor, or where everybody needs one, the person is in only after the code.

    The try is counted in a transaction of its own, so that a refusal keeps it; call this before anything is written.
    Raises NotAllowed alike, and after the same work, for an unknown address and a wrong password, and TooManyTries
    past five tries a minute.
    """
    try:
        address = people.normal_email(email)
    except Invalid:
        address = ""
    tries.count("password of", whose=address)
    known = sa.select(people.User.id, people.User.password_hash, people.User.disabled_at)
    user = db.session.execute(known.where(people.User.email == address)).one_or_none()
    kept = user.password_hash if user and user.disabled_at is None else None
    user_id = user.id if user else None
    release()
    if passwords.fits(password, kept=kept) and user_id is not None:
        with transaction():
            if _is_still(user_id, kept=kept):  # it was compared outside: it may have been changed meanwhile
                return begin(user_id=user_id, second_factor=second_factor)
    with transaction():
        capture.note(None, action="sign_in_failed", entity="users", entity_id=user_id)
    raise NotAllowed("This address and password do not belong together.", code="wrong_password")


def begin(*, user_id: UUID, second_factor: bool) -> Opened:
    """Begins the sign-in of somebody who has proved who they are; see `open_`."""
    has_one = second_factors.is_enrolled(user_id=user_id)
    needs = Needs.CODE if has_one else Needs.ENROLMENT if second_factor else Needs.NOTHING
    secret = secrets.token_urlsafe(32)
    opened = SignIn(user_id=user_id, digest=digest_of(secret))
    db.session.add(opened)
    if needs is Needs.NOTHING:
        _admit(opened)
    if needs is Needs.ENROLMENT:
        _end_unfinished(user_id, but=opened)
        second_factors.begin(user_id=user_id)
    flush()
    return Opened(secret, needs)


def unfinished(secret: str) -> people.User:
    """Whose sign-in waits for a code, or for a second factor to be set up; raises NotSignedIn for any other."""
    return _unfinished(secret).user


def finish(secret: str, *, code: str) -> str:
    """Lets a person in who gives the code of their second factor, or one of their recovery codes.

    Gives the sign-in's new secret; the one before it is worth nothing from now on.
    """
    user_id = _unfinished(secret).user_id
    release()
    tries.count("code of", whose=user_id)
    with transaction():
        if second_factors.passes(user_id=user_id, code=code):
            return _let_in(secret)
    with transaction():
        capture.note(None, action="sign_in_failed", entity="users", entity_id=user_id)
    raise NotAllowed("This code is wrong, or was used already. Wait for the next one.", code="wrong_code")


def enrol(secret: str, *, code: str) -> tuple[str, list[str]]:
    """Ends the setting up of a second factor: lets the person in, and gives the new secret and the recovery codes."""
    user_id = _unfinished(secret).user_id
    with transaction():
        codes = second_factors.confirm(user_id=user_id, code=code)
        return _let_in(secret), codes


def authenticate(secret: str, *, idle: timedelta = IDLE) -> Viewer:
    """The person who signed in with this secret; raises NotSignedIn when the time is over. Reads only."""
    return recognise(secret, idle=idle)[0]


def recognise(secret: str, *, idle: timedelta = IDLE) -> tuple[Viewer, bool]:
    """As `authenticate`, and whether the sign-in's last use is so long past that `mark` is due."""
    found = db.session.execute(_RECOGNISED, _asked(secret) | _since(idle)).one_or_none()
    if found is None:
        raise NotSignedIn
    return people.viewer_of(found), clock.now() - found.used_at >= MARKED_EVERY


def held(viewer: Viewer, *, idle: timedelta = IDLE) -> list[SignIn]:
    """The viewer's own sign-ins that are open, wherever they are; the one that was used last comes first."""
    require(viewer, "account.read")
    mine = (SignIn.user_id == viewer.user_id, SignIn.ended_at.is_(None), *_IN_TIME)
    found = sa.select(SignIn).where(*mine).order_by(SignIn.used_at.desc(), SignIn.id)
    return list(db.session.scalars(found, _since(idle)))


def mark(secret: str, *, idle: timedelta = IDLE) -> str | None:
    """Notes that the sign-in is in use, inside a transaction that writes; gives its new secret when it was due one."""
    found = db.session.scalar(_ALIVE.with_for_update(of=SignIn), _asked(secret) | _since(idle))
    if found is None:
        return None
    found.used_at = now = clock.now()
    never_arrived = not hmac.compare_digest(found.digest, digest_of(secret))
    fresh = _rotate(found, secret) if never_arrived or now - found.rotated_at >= ROTATED_EVERY else None
    flush()
    return fresh


def end(secret: str) -> None:
    """Signs out, here and everywhere else that the person is signed in; an unknown secret is no fault."""
    if found := db.session.scalar(_KNOWN, _asked(secret)):
        end_all(user_id=found.user_id)
        capture.note(None, action="signed_out", entity="users", entity_id=found.user_id)
        flush()


def end_all(*, user_id: UUID) -> None:
    """Ends every sign-in of a person."""
    changed = sa.update(SignIn).where(SignIn.user_id == user_id, SignIn.ended_at.is_(None))
    db.session.execute(changed.values(ended_at=clock.now()))


def _is_still(user_id: UUID, *, kept: str | None) -> bool:
    """Whether the account is open and its password the one that was compared; neither changes until the commit."""
    person = (people.User.id == user_id, people.User.password_hash == kept, people.User.disabled_at.is_(None))
    return db.session.scalar(sa.select(people.User.id).where(*person).with_for_update(read=True)) is not None


def _end_unfinished(user_id: UUID, *, but: SignIn) -> None:
    """Nobody else who got as far as the password looks on while a second factor is set up."""
    others = (SignIn.user_id == user_id, SignIn.admitted_at.is_(None), SignIn.ended_at.is_(None))
    db.session.execute(sa.update(SignIn).where(*others, SignIn.digest != but.digest).values(ended_at=clock.now()))


def _unfinished(secret: str) -> SignIn:
    waiting = _KNOWN.where(SignIn.admitted_at.is_(None), SignIn.created_at > clock.now() - UNFINISHED)
    found = db.session.scalar(waiting, _asked(secret))
    if found is None:
        raise NotSignedIn
    return found


def _asked(secret: str) -> dict[str, Any]:
    """The sign-in that this secret opens, or opened moments ago."""
    return {"digest": digest_of(secret), "replaced_since": clock.now() - GRACE}


def _since(idle: timedelta) -> dict[str, Any]:
    """When it has to have been used, and opened, to be in time."""
    now = clock.now()
    return {"used_since": now - idle, "opened_since": now - LONGEST}


def _let_in(secret: str) -> str:
    found = _unfinished(secret)
    fresh = _rotate(found, secret)
    found.earlier_digest = None
    _admit(found)
    flush()
    return fresh


def _admit(found: SignIn) -> None:
    found.admitted_at = found.used_at = clock.now()
    capture.note(None, action="signed_in", entity="users", entity_id=found.user_id)


def _rotate(found: SignIn, secret: str) -> str:
    fresh = secrets.token_urlsafe(32)
    found.earlier_digest, found.digest, found.rotated_at = digest_of(secret), digest_of(fresh), clock.now()
    return fresh
