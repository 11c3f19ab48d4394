"""A scheduler of its own that does one job for many days as fast as it can: a process that a test may kill.

python -m tests.schedule.rivals ADDRESS DAYS: each effect is a line of the table `effects`, which forbids nothing.
"""

import sys
from datetime import date, time, timedelta
from typing import Any

import sqlalchemy as sa

from consortium.access import Viewer
from consortium.floor.db import db
from consortium.floor.errors import Unavailable
from consortium.floor.settings import Settings
from consortium.schedule import ledger
from consortium.schedule.jobs import Job
from wsgi import create_app

FIRST = date(2026, 3, 1)
EFFECTS = sa.Table("effects", sa.MetaData(), sa.Column("period", sa.Date))


def leave_a_mark(_viewer: Viewer, *, day: date, prepared: Any) -> None:
    """The effect."""
    db.session.connection().execute(EFFECTS.insert().values(period=day))


JOB = Job("test.marks", "Leaves a mark", time(3, 0), leave_a_mark)


def main(address: str, days: int) -> None:
    """Every day in order, unless it is done; a database that is busy is asked again."""
    app = create_app(Settings(address, "only the tests know this"))
    with app.app_context():
        for number in range(days):
            while not _tried(FIRST + timedelta(days=number)):
                pass


def _tried(day: date) -> bool:
    try:
        ledger.once(JOB, period=day)
    except Unavailable:
        return False
    return True


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
