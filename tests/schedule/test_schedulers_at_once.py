"""I7: three schedulers at once, one of them killed again and again, have each effect exactly once.

PERIODS=1000 makes the full count (`make faults`).
"""

import os
import random
import subprocess
import sys
import time
from collections import Counter

import pytest
import sqlalchemy as sa

from consortium.floor.db import db, transaction
from consortium.schedule.ledger import JobRun
from tests.house.sources import ROOT
from tests.schedule.rivals import EFFECTS

PERIODS = int(os.environ.get("PERIODS", "60"))
RIVALS = 3
SECONDS = 600


@pytest.fixture
def effects(records):
    """Where marks are left, beside the records."""
    with transaction():
        EFFECTS.create(db.session.connection())
    yield EFFECTS
    db.session.rollback()
    with transaction():
        EFFECTS.drop(db.session.connection())


@pytest.fixture
def unguarded(records):
    """The ledger without the constraint."""
    index = next(one for one in JobRun.__table__.indexes if one.name == "uq_job_runs_job_period")
    with transaction():
        index.drop(db.session.connection())
    yield
    db.session.rollback()
    with transaction():
        db.session.connection().execute(JobRun.__table__.delete())
        index.create(db.session.connection())


def begun(app) -> subprocess.Popen:
    """One scheduler, in a process of its own."""
    command = [sys.executable, "-m", "tests.schedule.rivals", app.config["SQLALCHEMY_DATABASE_URI"], str(PERIODS)]
    return subprocess.Popen(command, cwd=ROOT)


def race(app, *, kills: int) -> int:
    """Lets them race to the end; one after another is killed and begun anew. Gives how many were killed."""
    chance, running, killed, until = (
        random.Random(7),
        [begun(app) for _ in range(RIVALS)],
        0,
        time.monotonic() + SECONDS,
    )
    while any(one.poll() is None for one in running) and time.monotonic() < until:
        time.sleep(chance.uniform(0.3, 1.5) if killed < kills else 0.1)
        at = chance.randrange(RIVALS)
        if killed < kills and running[at].poll() is None and marks():
            running[at].kill()
            running[at].wait()
            killed, running[at] = killed + 1, begun(app)
    assert [one.wait(timeout=SECONDS) for one in running] == [0] * RIVALS
    return killed


def marks() -> Counter:
    """How often each day has its mark; nothing stays locked."""
    found = Counter(db.session.connection().execute(sa.select(EFFECTS.c.period)).scalars())
    db.session.rollback()
    return found


def test_i7_each_effect_is_had_exactly_once_whoever_is_killed(records, effects):
    killed = race(records, kills=max(2, PERIODS // 50))

    found = marks()
    assert (len(found), set(found.values())) == (PERIODS, {1})
    assert db.session.scalar(sa.select(sa.func.count()).select_from(JobRun)) == PERIODS
    assert killed >= 1


def test_i7_without_the_constraint_effects_are_had_twice(records, effects, unguarded):
    race(records, kills=0)

    assert set(marks().values()) != {1}
