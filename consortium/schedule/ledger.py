"""The ledger of jobs: the note that a day is done is one transaction with what was done, so each has its effect once.

Whoever is killed in between takes both along. Of two who do the same at the same instant one is refused by the schema.
"""

from datetime import date, datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Select
from sqlalchemy.orm import Mapped, mapped_column

from consortium import access
from consortium.access import SCHEDULER, Viewer, require
from consortium.floor import clock
from consortium.floor.db import Base, Record, db, flush, release, transaction
from consortium.floor.errors import Conflict, ConsortiumError
from consortium.schedule import periods
from consortium.schedule.jobs import Job

DONE_ALREADY = Conflict("This job was done for this day already.", code="done_already")
REMEMBERED = timedelta(days=2 * periods.MOST_MISSED)


class JobRun(Record, Base):
    """That a job was done for a day; `created_at` is when it was."""

    __tablename__ = "job_runs"
    __table_args__ = (
        sa.Index("uq_job_runs_job_period", "job", "period", unique=True, info={"refusal": DONE_ALREADY}),
        sa.CheckConstraint("job <> ''", name="of_a_job"),
    )

    job: Mapped[str] = mapped_column(sa.String(60))
    period: Mapped[date]
    began_at: Mapped[datetime]
    late: Mapped[bool]


class JobFailure(Record, Base):
    """That a job failed for a day, and by which code; it is tried again."""

    __tablename__ = "job_failures"
    __table_args__ = (sa.Index("ix_job_failures_job_period", "job", "period"),)

    job: Mapped[str] = mapped_column(sa.String(60))
    period: Mapped[date]
    code: Mapped[str] = mapped_column(sa.String(60))


def runs(viewer: Viewer) -> Select[JobRun]:
    """What has run, the latest first."""
    require(viewer, "schedule.read")
    return sa.select(JobRun).order_by(JobRun.created_at.desc(), JobRun.id)


def failures(viewer: Viewer) -> Select[JobFailure]:
    """What has failed, the latest first."""
    require(viewer, "schedule.read")
    return sa.select(JobFailure).order_by(JobFailure.created_at.desc(), JobFailure.id)


def last_runs(viewer: Viewer) -> dict[str, JobRun]:
    """The last run of each job, by its code."""
    last = sa.select(JobRun.job, sa.func.max(JobRun.period).label("period")).group_by(JobRun.job).subquery()
    same = sa.and_(JobRun.job == last.c.job, JobRun.period == last.c.period)
    return {one.job: one for one in db.session.scalars(runs(viewer).join(last, same))}


def due(job: Job) -> list[date]:
    """The days for which a job is to be run now; a day on which it failed is left alone for a while."""
    now = clock.now()
    since = periods.latest(now, at=job.at) - REMEMBERED
    found = sa.select(JobRun.period).where(JobRun.job == job.code, JobRun.period >= since)
    done = set(db.session.scalars(found))
    days = periods.due(now, at=job.at, missed=job.missed, done=done)
    release()
    return [day for day in days if not _is_left_alone(job, day, now)]


def once(job: Job, *, period: date) -> bool:
    """Does a job for a day, unless somebody else has; gives whether this did it. Call it outside any transaction."""
    began_at = clock.now()
    prepared = job.prepare(period)
    release()
    tokens = access.acting.set(SCHEDULER), access.doing.set(job.code)
    try:
        with transaction():
            _claim(job, period=period, began_at=began_at)
            job.carry_out(SCHEDULER, day=period, prepared=prepared)
    except Conflict as refusal:
        if refusal.code != DONE_ALREADY.code:
            raise
        return False
    finally:
        access.acting.reset(tokens[0])
        access.doing.reset(tokens[1])
    return True


def note_failure(job: Job, *, period: date, error: Exception) -> str:
    """Keeps that a job has failed; gives the code: of a refusal its own, of anything else its class."""
    code = error.code if isinstance(error, ConsortiumError) else type(error).__name__
    with transaction():
        db.session.add(JobFailure(job=job.code, period=period, code=code[:60]))
        flush()
    return code


def _claim(job: Job, *, period: date, began_at: datetime) -> UUID:
    late = periods.is_late(began_at, day=period, at=job.at)
    run = JobRun(job=job.code, period=period, began_at=began_at, late=late)
    db.session.add(run)
    flush()
    return run.id


def _is_left_alone(job: Job, day: date, now: datetime) -> bool:
    """Whether the job failed for the day so lately, or so often, that it has to wait."""
    failed = sa.select(sa.func.count(), sa.func.max(JobFailure.created_at))
    tries, last = db.session.execute(failed.where(JobFailure.job == job.code, JobFailure.period == day)).one()
    release()
    return bool(tries) and now < last + periods.wait_after(tries)
