"""Ways to tamper with a trail, for somebody who may write to the database but does not know the secret."""

import hashlib
from collections.abc import Callable
from random import Random
from uuid import uuid4

import sqlalchemy as sa

from consortium.floor.db import db

COLUMNS = (
    "actor_kind", "actor_id", "member_id", "capability", "action", "entity", "entity_id", "owner_id", "other_owner_id",
    "stage", "fields", "digest", "reason_digest", "previous", "hash", "at",
)  # fmt: skip
IDS = {"actor_id", "member_id", "entity_id", "owner_id", "other_owner_id"}
Tampering = Callable[[Random, int], int]
"""Changes a trail of so many events, and gives the number of the first that no longer holds."""


def edit(random: Random, count: int) -> int:
    seq, column = random.randint(1, count), random.choice(COLUMNS)
    value: object = uuid4().hex if column in IDS else "2031-01-01 00:00:00.000000" if column == "at" else "forged"
    value = 9 if column == "stage" else value
    _run(f"UPDATE audit_events SET {column} = ? WHERE seq = ?", value, seq)
    return seq


def edit_with_a_digest_of_ones_own(random: Random, count: int) -> int:
    seq = random.randint(1, count)
    forged = hashlib.sha256(f"{seq}forged".encode()).hexdigest()
    _run("UPDATE audit_events SET action = 'nothing', hash = ? WHERE seq = ?", forged, seq)
    _run("UPDATE audit_events SET previous = ? WHERE seq = ?", forged, seq + 1)
    return seq


def delete(random: Random, count: int) -> int:
    seq = random.randint(1, count)
    _run("DELETE FROM audit_events WHERE seq = ?", seq)
    return seq


def delete_and_close_up(random: Random, count: int) -> int:
    seq = random.randint(1, count - 1)
    _run("DELETE FROM audit_events WHERE seq = ?", seq)
    for later in range(seq + 1, count + 1):
        _run("UPDATE audit_events SET seq = ? WHERE seq = ?", later - 1, later)
    return seq


def swap(random: Random, count: int) -> int:
    first, second = sorted(random.sample(range(1, count + 1), 2))
    for old, new in ((first, 10**9), (second, first), (10**9, second)):
        _run("UPDATE audit_events SET seq = ? WHERE seq = ?", new, old)
    return first


def cut_the_tail(random: Random, count: int) -> int:
    first = random.randint(1, count)
    _run("DELETE FROM audit_events WHERE seq >= ?", first)
    return first


def cut_the_tail_and_move_the_head(random: Random, count: int) -> int:
    first = random.randint(2, count)
    _run("DELETE FROM audit_events WHERE seq >= ?", first)
    _run("UPDATE audit_head SET seq = ?, hash = (SELECT hash FROM audit_events WHERE seq = ?)", first - 1, first - 1)
    return first


def add_one(random: Random, count: int) -> int:
    copied = random.randint(1, count)
    columns = ", ".join(column for column in COLUMNS if column not in {"previous", "hash"})
    last = "(SELECT hash FROM audit_events WHERE seq = ?)"
    _run(
        f"INSERT INTO audit_events (seq, previous, hash, {columns}) "
        f"SELECT ?, {last}, 'forged', {columns} FROM audit_events WHERE seq = ?",
        count + 1,
        count,
        copied,
    )
    return count + 1


def throw_all_away(_random: Random, _count: int) -> int:
    _run("DELETE FROM audit_events")
    return 1


WAYS: tuple[Tampering, ...] = (
    edit, edit_with_a_digest_of_ones_own, delete, delete_and_close_up, swap, cut_the_tail,
    cut_the_tail_and_move_the_head, add_one, throw_all_away,
)  # fmt: skip


def unlock() -> None:
    """As whoever owns the database can, takes the append-only triggers away; a rollback brings them back."""
    found = sa.text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    for name in db.session.connection().execute(found).scalars().all():
        _run(f"DROP TRIGGER {name}")
    _run("PRAGMA defer_foreign_keys = ON")


def _run(statement: str, *values: object) -> None:
    db.session.connection().exec_driver_sql(statement, values)
