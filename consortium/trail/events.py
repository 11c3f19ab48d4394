"""Audit events: one for each write and each read of an identifiable record, by pseudonymous ids alone, never changed.

Each event carries the digest of the one before; both are keyed, so that nobody who can write to the database, but does
not know the installation's secret, can make a chain that holds.
"""

import hmac
from collections.abc import Iterable
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from consortium.floor.db import Base, Record
from consortium.floor.sealing import derived_key

BEGINNING = "0" * 64


class AuditEvent(Base):
    """Something that was done: by whom, to which record of whose, under which capability; `fields` names what."""

    __tablename__ = "audit_events"
    __table_args__ = (
        sa.Index("ix_audit_events_entity_id", "entity_id"),
        sa.Index("ix_audit_events_owner_id", "owner_id"),
        sa.CheckConstraint("seq > 0", name="counted_from_one"),
    )

    seq: Mapped[int] = mapped_column(sa.BigInteger(), primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor_kind: Mapped[str] = mapped_column(sa.String(20))
    actor_id: Mapped[UUID | None]
    member_id: Mapped[UUID | None]
    capability: Mapped[str] = mapped_column(sa.String(60))
    action: Mapped[str] = mapped_column(sa.String(40))
    entity: Mapped[str] = mapped_column(sa.String(60))
    entity_id: Mapped[UUID | None]
    owner_id: Mapped[UUID | None]
    other_owner_id: Mapped[UUID | None]
    stage: Mapped[int | None]
    fields: Mapped[str] = mapped_column(sa.Text)
    digest: Mapped[str] = mapped_column(sa.String(64))
    reason_digest: Mapped[str] = mapped_column(sa.String(64))
    previous: Mapped[str] = mapped_column(sa.String(64))
    hash: Mapped[str] = mapped_column(sa.String(64))


class AuditReason(Record, Base):
    """What somebody wrote as the reason of an event; erased with the person it speaks of, while the chain stands."""

    __tablename__ = "audit_reasons"
    __table_args__ = (sa.UniqueConstraint("seq"), sa.Index("ix_audit_reasons_entity_id", "entity_id"))

    seq: Mapped[int] = mapped_column(sa.ForeignKey("audit_events.seq"))
    entity_id: Mapped[UUID | None]
    reason: Mapped[str] = mapped_column(sa.Text)


class AuditHead(Base):
    """Where the chain ends: one row, so that a cut tail is seen."""

    __tablename__ = "audit_head"
    __table_args__ = (sa.CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(sa.BigInteger())
    hash: Mapped[str] = mapped_column(sa.String(64))
    mac: Mapped[str] = mapped_column(sa.String(64))


# What the chain covers of an event, in this order.
CHAINED = (
    "seq", "at", "actor_kind", "actor_id", "member_id", "capability", "action", "entity", "entity_id", "owner_id",
    "other_owner_id", "stage", "fields", "digest", "reason_digest", "previous",
)  # fmt: skip


def hash_of(values: Iterable[Any], *, key: bytes) -> str:
    """The keyed digest of an event's chained values; each is told with its length, so that no two events read alike."""
    texts = [value if type(value) is str else _told(value) for value in values]
    return hmac.digest(key, "".join([f"{len(text)}:{text};" for text in texts]).encode(), sha256).hex()


def head_mac(seq: int, last: str, *, key: bytes) -> str:
    """What only the installation can write beside a head."""
    return hmac.digest(key, f"head {seq} {last}".encode(), sha256).hex()


def digest_of(text: str) -> str:
    """The keyed digest of what was written, by which a later claim can be held against it; empty for nothing."""
    return hmac.digest(derived_key("audit values"), text.encode(), sha256).hex() if text else ""


def chain_key() -> bytes:
    """The key of the chain."""
    return derived_key("audit chain")


def _told(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value.hex if isinstance(value, UUID) else str(value)
