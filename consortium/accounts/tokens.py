"""Tokens: what a program shows instead of a person's password; only their digests are kept."""

import hashlib
import re
import secrets
import string
import zlib
from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consortium import access
from consortium.access import Viewer, require
from consortium.accounts import people
from consortium.floor import clock
from consortium.floor.db import Base, Record, db, flush
from consortium.floor.errors import Invalid, NotFound, NotSignedIn
from consortium.rights.capabilities import CAPABILITIES

PREFIX = "ccs_"
DAYS = 90
LONGEST_DAYS = 366
ALPHABET = string.digits + string.ascii_uppercase + string.ascii_lowercase
RANDOM, CHECK = 43, 6  # letters of base 62: 256 bits, and a CRC-32 by which scanners tell a token from chance
ALWAYS = frozenset({"consortia.read", "members.read"})  # every other act looks up a member or a consortium
READS = (".read", ".of_record")  # how the acts end that change nothing
SHAPE = re.compile(rf"{PREFIX}[0-9A-Za-z]{{{RANDOM + CHECK}}}")


class Token(Record, Base):
    """A key to the JSON door for some of what one person may do, until it expires or is revoked."""

    __tablename__ = "tokens"
    __table_args__ = (sa.UniqueConstraint("digest"),)

    user_id: Mapped[UUID] = mapped_column(sa.ForeignKey("users.id"))
    name: Mapped[str] = mapped_column(sa.String(100))
    digest: Mapped[str] = mapped_column(sa.String(64))
    acts: Mapped[list[str]]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    user: Mapped[people.User] = relationship()


# Asked at every request, and so put together once.
_KNOWN = people.who(
    sa.select(Token.acts, Token.expires_at, Token.revoked_at)
    .join(people.User, people.User.id == Token.user_id)
    .where(Token.digest == sa.bindparam("digest"))
)


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


def carriable(person: Viewer, *, reads: bool = False) -> list[str]:
    """What a token of this person may carry: all that they may do, or only read, but for what people alone do."""
    held = [name for name, one in CAPABILITIES.items() if one.by_token and access.may(person, name)]
    return [name for name in held if name.endswith(READS)] if reads else held


def issue(
    viewer: Viewer, *, user_id: UUID, name: str, acts: Collection[str] | None = None, days: int = DAYS
) -> tuple[Token, str]:
    """Makes a token and gives its text, which can never be read again; for oneself, or by the operator for anybody.

    `acts` are the capabilities that the token carries, of those its person has; where none are named, all of today's.
    """
    require(viewer, "tokens.issue")
    user = people.get(viewer, user_id=user_id)
    if user.disabled_at is not None:
        raise NotFound
    if not 1 <= days <= LONGEST_DAYS:
        raise Invalid({"days": [f"Give 1 to {LONGEST_DAYS} days."]})
    if not name.strip():
        raise Invalid({"name": ["Say what the token is for."]})
    possible = carriable(people.viewer_of(user))
    chosen = set(possible if acts is None else acts)
    if not chosen or not chosen <= set(possible):
        raise Invalid({"acts": ["Choose from what this person may do through a token."]})
    text = _new()
    expires_at = clock.now() + timedelta(days=days)
    carried = [act for act in possible if act in chosen | ALWAYS]
    token = Token(user=user, name=name.strip()[:100], digest=digest_of(text), acts=carried, expires_at=expires_at)
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


def end_all(*, user_id: UUID) -> None:
    """Revokes every token of a person."""
    for one in db.session.scalars(sa.select(Token).where(Token.user_id == user_id, Token.revoked_at.is_(None))):
        one.revoked_at = clock.now()
    flush()


def authenticate(text: str) -> Viewer:
    """The person whose token this is, narrowed to what it carries; nothing else is asked of what has no token's shape.

    Raises NotSignedIn alike for malformed, unknown, expired, revoked and disabled ones.
    """
    token = None
    if is_wellformed(text):
        token = db.session.execute(_KNOWN, {"digest": digest_of(text)}).one_or_none()
    alive = token is not None and token.revoked_at is None and token.expires_at > clock.now()
    if token is not None and (not alive or token.disabled_at is not None):
        access.acting.set(people.viewer_of(token, acts=frozenset()))  # the refusal tells whose it was
    if token is None or not alive or token.disabled_at is not None:
        raise NotSignedIn("Show a valid token.", code="not_signed_in")
    return people.viewer_of(token, acts=frozenset(token.acts))


def is_wellformed(text: str) -> bool:
    """Whether the text is shaped as a token is, down to its last six letters, which check the rest."""
    if not SHAPE.fullmatch(text):
        return False
    body = text[:-CHECK]
    return _letters(zlib.crc32(body.encode()), CHECK) == text[-CHECK:]


def digest_of(text: str) -> str:
    """What is kept of a secret text: its SHA-256."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def _new() -> str:
    body = PREFIX + "".join(secrets.choice(ALPHABET) for _ in range(RANDOM))
    return body + _letters(zlib.crc32(body.encode()), CHECK)


def _letters(number: int, length: int) -> str:
    found = ""
    for _ in range(length):
        number, rest = divmod(number, len(ALPHABET))
        found = ALPHABET[rest] + found
    return found
