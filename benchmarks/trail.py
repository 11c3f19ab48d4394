"""A long audit chain read from end to end: how long, how much memory, and whether one edited event in it is found."""

import secrets
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import sqlalchemy as sa

import migrations
from benchmarks import memory
from consortium.floor.db import db, transaction
from consortium.floor.settings import Settings
from consortium.trail import chain, events
from consortium.trail.events import AuditEvent, AuditHead
from wsgi import create_app

EVENTS, GOAL = 1_000_000, 30.0  # seconds
PORTION = 20_000  # events written in one transaction
PEOPLE, RECORDS = 200, 5_000  # who acted, and on what
BEGUN = datetime(2026, 4, 1, tzinfo=UTC)
FIELDS = "age_months child_ref contact_postcode date_of_birth language needed_by needs open_links urgency"
Row = dict[str, Any]


def run(seed: int) -> list[str]:
    """Print the figures; the goal, if it was missed."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Settings(f"sqlite:///{Path(folder) / 'trail.db'}", secrets.token_urlsafe(32)))
        migrations.upgrade(app)
        with app.app_context():
            try:
                return _measured(Random(seed))
            finally:
                db.session.remove()
                db.engine.dispose()


def _measured(random: Random) -> list[str]:
    built, _ = _timed(lambda: _build(random))
    memory.forget()
    before = memory.peak()
    seconds, verdict = _timed(chain.verify)
    grown, edited = memory.peak() - before, EVENTS // 2
    if not verdict.holds or verdict.events != EVENTS:
        raise AssertionError(f"an untouched chain does not hold: {verdict}")
    again, found = _timed(lambda: _verified_after_an_edit(edited))
    if found.bad != edited:
        raise AssertionError(f"event {edited} was edited, and the chain says: {found}")
    print(f"\nAn audit chain of {EVENTS:,} events verified: {seconds:.1f} s (goal {GOAL:.0f} s)")
    print(f"memory grew by {grown:.0f} MB; the chain was built in {built:.0f} s")
    print(f"with event {edited:,} edited: found and named in {again:.1f} s")
    return [f"trail: {seconds:.1f} s of at most {GOAL:.0f}"] if seconds > GOAL else []


def _timed(act: Any) -> tuple[float, Any]:
    start = time.perf_counter()
    outcome = act()
    return time.perf_counter() - start, outcome


def _build(random: Random) -> None:
    """Writes a chain as the product does, with its own digests, but many events at a time."""
    last, key = events.BEGINNING, events.chain_key()
    rows = _events(random)
    for first in range(1, EVENTS + 1, PORTION):
        portion = []
        for seq in range(first, min(first + PORTION, EVENTS + 1)):
            row = {**next(rows), "seq": seq, "at": BEGUN + timedelta(seconds=seq), "previous": last}
            row["hash"] = last = events.hash_of([row[name] for name in events.CHAINED], key=key)
            portion.append(row)
        with transaction():
            db.session.connection().execute(sa.insert(AuditEvent), portion)
    with transaction():
        ends = {"seq": EVENTS, "hash": last, "mac": events.head_mac(EVENTS, last, key=key)}
        db.session.connection().execute(sa.insert(AuditHead).values(id=1, **ends))


def _events(random: Random) -> Iterator[Row]:
    """What was done, most of it looks at referrals as their own people open them."""
    people, records, members = (_ids(random, count) for count in (PEOPLE, RECORDS, 12))
    nothing = {"digest": "", "reason_digest": "", "other_owner_id": None, "actor_kind": "person"}
    read = {"capability": "referrals.read", "action": "read", "entity": "referrals", "stage": 3, "fields": FIELDS}
    change = {"capability": "referrals.change", "action": "changed", "entity": "children", "stage": None}
    changed = {**change, "fields": "needed_by urgency", "digest": events.digest_of("what was written")}
    while True:
        owner = random.choice(members)
        who = {"actor_id": random.choice(people), "member_id": owner, "owner_id": owner}
        yield {**nothing, **(read if random.random() < 0.8 else changed), **who, "entity_id": random.choice(records)}


def _ids(random: Random, count: int) -> list[UUID]:
    return [UUID(int=random.getrandbits(128), version=4) for _ in range(count)]


def _verified_after_an_edit(seq: int) -> chain.Verdict:
    """What is found after somebody who owns the database file edits one event; it is as before afterwards."""
    with transaction():
        connection = db.session.connection()
        connection.exec_driver_sql("DROP TRIGGER audit_events_no_update")
        connection.exec_driver_sql("UPDATE audit_events SET action = 'made' WHERE seq = ?", (seq,))
        verdict = chain.verify()
        db.session.rollback()
    return verdict
