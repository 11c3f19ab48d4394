"""Housekeeping: each night what is over and of no use to anybody any more is deleted."""

from datetime import date, time, timedelta
from typing import Any

import sqlalchemy as sa

from consortium.access import Viewer
from consortium.accounts.sign_ins import LONGEST, SignIn
from consortium.floor import clock
from consortium.floor.db import db
from consortium.floor.guard import whole
from consortium.notices import outbox
from consortium.notices.telling import Notice
from consortium.schedule import jobs
from consortium.schedule.jobs import Job
from consortium.schedule.ledger import JobFailure

SIGN_INS_KEPT = timedelta(days=30)  # beyond their end; the trail keeps that they were
NOTICES_KEPT = timedelta(days=365)
FAILURES_KEPT = timedelta(days=90)


@whole("what is over is deleted, whosesoever it was")
def tidy(_viewer: Viewer, *, day: date, prepared: Any) -> None:
    """Deletes sign-ins that ended, notices that are a year old with their mails, and failures of jobs long mended."""
    now = clock.now()
    outbox.forget(before=now - NOTICES_KEPT)
    of_a_mail = sa.select(outbox.Mail.notice_id).where(outbox.Mail.notice_id.is_not(None))
    old = (
        sa.delete(SignIn).where(SignIn.created_at < now - LONGEST - SIGN_INS_KEPT),
        sa.delete(Notice).where(Notice.created_at < now - NOTICES_KEPT, Notice.id.not_in(of_a_mail)),
        sa.delete(JobFailure).where(JobFailure.created_at < now - FAILURES_KEPT),
    )
    for statement in old:
        db.session.execute(statement.execution_options(synchronize_session=False))


JOB = jobs.offer(Job("housekeeping", "Deletes sign-ins, notices and mails that are long over", time(3, 0), tidy))
