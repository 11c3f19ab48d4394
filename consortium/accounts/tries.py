"""Tries: how often somebody tried to get into an account within the last minute, so that guessing stays hopeless."""

import hashlib
from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from consortium.floor import clock
from consortium.floor.db import Base, Record, db, flush, transaction
from consortium.floor.errors import TooManyTries

MOST = 5
WITHIN = timedelta(minutes=1)


class Try(Record, Base):
    """One try to get in, under the digest of what was tried: an address, known or not, or somebody's codes."""

    __tablename__ = "sign_in_tries"
    __table_args__ = (sa.Index("ix_sign_in_tries_account_created_at", "account", "created_at"),)

    account: Mapped[str] = mapped_column(sa.String(64))


def count(what: str, *, whose: str | UUID) -> None:
    """Counts a try before it is looked at, in a transaction of its own, so that a refusal keeps it.

    Raises TooManyTries past five within a minute. The account's own lock makes parallel guesses wait in line; where
    the try cannot be counted nobody gets in.
    """
    account = hashlib.sha256(f"{what} {whose}".encode("utf-8", "replace")).hexdigest()
    now = clock.now()
    recent = (Try.account == account, Try.created_at > now - WITHIN)
    with transaction():
        if db.session.get_bind().dialect.name == "postgresql":
            db.session.execute(sa.select(sa.func.pg_advisory_xact_lock(int(account[:15], 16))))
        db.session.execute(sa.delete(Try).where(Try.created_at <= now - WITHIN))
        if (db.session.scalar(sa.select(sa.func.count()).select_from(Try).where(*recent)) or 0) >= MOST:
            raise TooManyTries
        db.session.add(Try(account=account))
        flush()
