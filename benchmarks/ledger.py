"""What positions cost as history grows: 32 authorities over ten years, from 100,000 entries to a million."""

import sqlite3
import tempfile
import timeit
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from random import Random
from statistics import median
from uuid import UUID

import migrations
from consortium import consortia, members
from consortium.access import OPERATOR, MemberKind
from consortium.floor import clock
from consortium.floor.db import db, transaction
from consortium.floor.settings import Settings
from consortium.sheets.councils import COUNCILS
from contracts import agreements, commitments, positions, purchases
from contracts.commitments import Commitment
from wsgi import create_app

FEW, MANY = 100_000, 1_000_000
LONGEST, STEEPEST = 0.1, 1.5  # seconds from a hundred thousand entries; how many times as long from a million
YEARS, TIMES = 10, 15
ENTRY = (
    "INSERT INTO unit_entries"
    " (id, created_at, commitment_id, authority_id, number, kind, units, accounting_on, purchase_id)"
    " VALUES (?, '2026-01-01 00:00:00.000000', ?, ?, ?, 'taken', ?, ?, ?)"
)
Row = tuple[str, str, str, int, int, str, str]


def run(seed: int) -> list[str]:
    """Print how long all positions take from few entries and from many; the goals that are missed."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "consortium.db"
        app = create_app(Settings(f"sqlite:///{path}", "kept for a moment"))
        migrations.upgrade(app)
        rng, known, took = Random(seed), 0, {}
        with app.app_context():
            with transaction():
                keys = _agreed()
            for size in (FEW, MANY):
                each = size // len(keys)
                with closing(sqlite3.connect(path)) as connection, connection:
                    connection.executemany(ENTRY, _entries(keys, range(known, each), rng))
                known, took[size] = each, _time()
            db.engine.dispose()
    return _told(took)


def _agreed() -> list[tuple[UUID, UUID, UUID, date]]:
    """A commitment of every council for each of ten years, with a purchase of each council to point entries at."""
    consortia.found(OPERATOR, code="EAST", name="East")
    first = clock.today().year - YEARS + 1
    for code in (*sorted(COUNCILS)[:32], "ROWAN"):
        kind = MemberKind.AGENCY if code == "ROWAN" else MemberKind.AUTHORITY
        members.add(OPERATOR, code=code, name=code, kind=kind, consortium_code="EAST")
    agreements.agree(OPERATOR, consortium_code="EAST", ref="A-1", title="Concurrency", effective_on=date(first, 4, 1))
    keys = []
    for code in sorted(COUNCILS)[:32]:
        stay = {"authority_code": code, "agency": "ROWAN", "children": 1, "end_reason": "kinship"}
        days = {"moved_in_on": date(first - 1, 1, 1), "ended_on": date(first - 1, 2, 1)}
        bought = purchases.record(OPERATOR, values=stay | days, history=True)
        for year in range(first, first + YEARS):
            agreed = _commitment(code, year)
            keys.append((agreed.id, agreed.authority_id, bought.id, agreed.period_start))
    return keys


def _commitment(code: str, year: int) -> Commitment:
    days = {"period_start": date(year, 4, 1), "period_end": date(year + 1, 4, 1)}
    return commitments.agree(
        OPERATOR, values={"agreement_ref": "A-1", "authority_code": code, "minimum_units": 2, **days}
    )


def _entries(keys: list[tuple[UUID, UUID, UUID, date]], numbers: range, rng: Random) -> Iterator[Row]:
    for commitment_id, authority_id, purchase_id, starts in keys:
        for number in numbers:
            on = starts + timedelta(days=rng.randrange(365))
            units = 1 if number % 2 else -1
            entry_id = f"{rng.getrandbits(128):032x}"
            yield (entry_id, commitment_id.hex, authority_id.hex, number + 2, units, on.isoformat(), purchase_id.hex)


def _time() -> float:
    """The median of some readings, without the garbage collector, as timeit takes it."""
    return median(timeit.repeat(_read, setup=db.session.close, number=1, repeat=TIMES))


def _read() -> None:
    positions.of(OPERATOR, as_of=clock.today())


def _told(took: dict[int, float]) -> list[str]:
    ratio = took[MANY] / took[FEW]
    print(f"\nPositions of 32 authorities over {YEARS} years, median of {TIMES}")
    for size, seconds in took.items():
        print(f"  {size:>9,} entries  {1000 * seconds:7.1f} ms")
    print(
        f"  a goal of {1000 * LONGEST:.0f} ms from the fewer; {ratio:.2f} times as long from the more, goal {STEEPEST}"
    )
    missed = [f"positions in {1000 * took[FEW]:.0f} ms"] if took[FEW] > LONGEST else []
    return missed + ([f"positions {ratio:.2f} times as long from a million entries"] if ratio > STEEPEST else [])
