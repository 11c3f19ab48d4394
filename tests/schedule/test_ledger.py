"""The ledger: done once, undone wholly when it fails, tried again after a while, and named in the audit trail."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
import sqlalchemy as sa
import time_machine

from consortium.access import OPERATOR, Role
from consortium.floor.db import db
from consortium.floor.errors import NotAllowed, RuleBroken
from consortium.members import Member
from consortium.roles import MemberKind
from consortium.schedule import ledger, running
from consortium.schedule.jobs import Job
from consortium.schedule.leader import Leader
from consortium.trail.events import AuditEvent
from tests import factories

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
TODAY = date(2026, 11, 20)


def bring_in(_viewer, *, day, prepared) -> None:
    """An effect that everybody sees: a member called after the day."""
    db.session.add(Member(code=f"M-{day}", name=prepared or "Made at night", kind=MemberKind.AGENCY))


def made() -> list[str]:
    """The members that jobs have made."""
    return list(db.session.scalars(sa.select(Member.code).order_by(Member.code)))


def job(carry_out=bring_in, **terms) -> Job:
    return Job("test.job", "Brings a member in", time(3, 0), carry_out, **terms)


def test_a_job_is_done_once_for_a_day(records):
    assert ledger.once(job(), period=TODAY)
    assert not ledger.once(job(), period=TODAY)
    assert made() == [f"M-{TODAY}"]


def test_what_fails_leaves_neither_effect_nor_claim_and_its_code_is_kept(records):
    def fail(viewer, *, day, prepared) -> None:
        bring_in(viewer, day=day, prepared=prepared)
        db.session.flush()
        raise RuleBroken("It cannot be.", code="impossible")

    with time_machine.travel(NOON, tick=False):
        (outcome,) = running.one(job(fail))

        assert (outcome.failure, made()) == ("impossible", [])
        assert ledger.due(job()) == []
        assert [one.code for one in db.session.scalars(ledger.failures(OPERATOR))] == ["impossible"]


def test_what_failed_is_tried_again_after_a_while(records):
    with time_machine.travel(NOON, tick=False):
        ledger.note_failure(job(), period=TODAY, error=ZeroDivisionError())
    with time_machine.travel(NOON + timedelta(minutes=2), tick=False):
        (outcome,) = running.one(job())

    assert outcome.done


def test_what_takes_long_is_done_before_anything_is_locked(records):
    def prepare(day) -> str:
        assert not db.session().in_transaction()
        return f"Prepared for {day}"

    ledger.once(job(prepare=prepare), period=TODAY)

    assert db.session.scalar(sa.select(Member.name)) == f"Prepared for {TODAY}"


def test_the_scheduler_is_named_in_the_trail_with_the_job(records):
    ledger.once(job(), period=TODAY)

    found = db.session.execute(sa.select(AuditEvent.actor_kind, AuditEvent.capability, AuditEvent.entity)).all()
    assert set(found) == {("scheduler", "test.job", "job_runs"), ("scheduler", "test.job", "members")}


@pytest.mark.parametrize("missed", [0, 3])
def test_a_job_that_missed_days_runs_once_late(records, missed):
    with time_machine.travel(NOON - timedelta(days=missed + 1), tick=False):
        running.one(job())
    with time_machine.travel(NOON, tick=False):
        running.one(job())
        (run, *_) = db.session.scalars(ledger.runs(OPERATOR))

    assert (len(made()), run.period, run.late) == (2, TODAY, True)


def test_one_scheduler_leads_and_the_next_does_when_it_resigns(records):
    first, second = Leader(), Leader()

    assert (first.leads(), second.leads(), first.leads()) == (True, False, True)
    first.resign()
    assert (second.leads(), first.leads()) == (True, False)
    second.resign()


def test_coordinators_and_administrators_see_what_was_done_and_nobody_else(records):
    factories.pool()
    db.session.commit()
    ledger.once(job(), period=TODAY)

    assert set(ledger.last_runs(factories.viewer(Role.COORDINATOR))) == {"test.job"}
    with pytest.raises(NotAllowed):
        ledger.runs(factories.viewer(Role.AGENCY_WORKER, at="ROWAN"))
