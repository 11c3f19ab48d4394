"""Tokens: what a program shows instead of a person's password; only their digests are kept."""

import hashlib
import secrets
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consortium.access import Viewer, require
from consortium.accounts import people
from consortium.floor import clock
from consortium.floor.db import Base, Record, db, flush
from consortium.floor.errors import Invalid, NotFound, NotSignedIn

PREFIX = "ccs_"
DAYS = 90
LONGEST_DAYS = 366


class Token(Record, Base):
    """A key to the JSON door with the rights of one person, until it expires or is revoked."""

    __tablename__ = "tokens"
    __table_args__ = (sa.UniqueConstraint("digest"),)

    user_id: Mapped[UUID] = mapped_column(sa.ForeignKey("users.id"))
    name: Mapped[str] = mapped_column(sa.String(100))
    digest: Mapped[str] = mapped_column(sa.String(64))
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    user: Mapped[people.User] = relationship(lazy="joined", innerjoin=True)


def visible(viewer: Viewer, *, user_id: UUID | None = None) -> Select[Token]:
    """The viewer's own tokens (the operator: all, or those of one person), the newest first."""
    require(viewer, "tokens.read")
    found = sa.select(Token).order_by(Token.created_at.desc(), Token.id)
    if user_id is not None:
        found = found.where(Token.user_id == user_id)
    return found if viewer.operator else found.where(Token.user_id == viewer.user_id)


def held(viewer: Viewer, *, user_id: UUID) -> list[Token]:
    """The tokens of one person within the viewer's sight that are neither revoked nor expired, the newest first."""
    alive = visible(viewer, user_id=user_id).where(Token.revoked_at.is_(None), Token.expires_at > clock.now())
    return list(db.session.scalars(alive))


def issue(viewer: Viewer, *, user_id: UUID, name: str, days: int = DAYS) -> tuple[Token, str]:
    """Makes a token and gives its text, which can never be read again; for oneself, or by the operator for anybody."""
    require(viewer, "tokens.issue")
    user = people.get(viewer, user_id=user_id)
    if user.disabled_at is not None:
        raise NotFound
    if not 1 <= days <= LONGEST_DAYS:
        raise Invalid({"days": [f"Give 1 to {LONGEST_DAYS} days."]})
    if not name.strip():
        raise Invalid({"name": ["Say what the token is for."]})
    text = PREFIX + secrets.token_urlsafe(32)
    expires_at = clock.now() + timedelta(days=days)
    token = Token(user=user, name=name.strip()[:100], digest=digest_of(text), expires_at=expires_at)
    db.session.add(token)
    flush()
    return token, text


def revoke(viewer: Viewer, *, token_id: UUID, user_id: UUID | None = None) -> Token:
    """Ends a token at once; where a person is named, one of theirs."""
    require(viewer, "tokens.revoke")
    token = db.session.scalar(visible(viewer, user_id=user_id).where(Token.id == token_id))
    if token is None:
        raise NotFound
    token.revoked_at = token.revoked_at or clock.now()
    flush()
    return token


def authenticate(text: str) -> Viewer:
    """The person whose token this is; raises NotSignedIn alike for unknown, expired, revoked and disabled ones."""
    token = db.session.scalar(sa.select(Token).where(Token.digest == digest_of(text)))
    alive = token is not None and token.revoked_at is None and token.expires_at > clock.now()
    if token is None or not alive or token.user.disabled_at is not None:
        raise NotSignedIn("Show a valid token.", code="not_signed_in")
    return people.viewer_of(token.user)


def digest_of(text: str) -> str:
    """What is kept of a secret text: its SHA-256."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
