"""Housekeeping: what is long over goes, and what is not stays."""

from datetime import timedelta

import sqlalchemy as sa
import time_machine

from consortium.accounts import sign_ins
from consortium.floor import clock
from consortium.floor.db import db
from consortium.notices.telling import Notice
from consortium.schedule import housekeeping, ledger
from tests.notices.told import Told


def counts() -> tuple[int, int]:
    """How many sign-ins and notices there are."""
    tables = (sign_ins.SignIn, Notice)
    return tuple(db.session.scalar(sa.select(sa.func.count()).select_from(table)) for table in tables)


def test_sign_ins_go_a_month_after_their_day_and_notices_after_a_year(records):
    case = Told()
    sign_ins.begin(user_id=case.worker.user_id, second_factor=False)
    case.tell(case.agency)
    db.session.commit()
    found, now = [], clock.now()

    for days in (29, 40, 364, 366):
        with time_machine.travel(now + timedelta(days=days), tick=False):
            ledger.once(housekeeping.JOB, period=clock.today())
            found.append(counts())

    assert found == [(1, 1), (0, 1), (0, 1), (0, 0)]
