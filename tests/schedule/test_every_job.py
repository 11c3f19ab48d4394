"""Every job that the rooms offer: each is known, and is done once for each day, also as the clocks change."""

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
import time_machine

from consortium.floor.db import db
from consortium.schedule import jobs, running
from consortium.schedule.ledger import JobFailure, JobRun
from tests.notices.told import Told

OFFERED = {
    "agreements.due", "approaches.lapse", "housekeeping", "invoices.judge", "links.over", "links.stalled",
    "mail.digest", "match.preview", "reviews.due", "steps.due",
}  # fmt: skip
FORWARD, BACK = date(2027, 3, 28), date(2026, 10, 25)


def test_every_job_that_the_product_promises_is_offered(app):
    assert {job.code for job in jobs.known()} == OFFERED


@pytest.mark.parametrize("changing", [FORWARD, BACK])
def test_i7_i8_every_job_is_done_once_for_each_day_around_a_change_of_the_clocks(records, changing):
    Told()
    db.session.commit()
    begin = datetime.combine(changing - timedelta(days=1), datetime.min.time(), tzinfo=UTC)
    done = []
    for hours in range(0, 73, 3):
        with time_machine.travel(begin + timedelta(hours=hours), tick=False):
            done += [(one.job, one.period) for one in running.everything() if one.done]

    kept = [tuple(row) for row in db.session.execute(sa.select(JobRun.job, JobRun.period))]
    assert sorted(done) == sorted(kept)
    days = {changing + timedelta(days=count) for count in (-1, 0, 1)}
    assert all(days <= {day for code, day in kept if code == job} for job in OFFERED)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(JobFailure)) == 0
