"""Whose turn it is: the oldest first, one of a consortium and two in all, and no task is lost with its worker."""

from datetime import timedelta
from uuid import uuid4

import pytest
import sqlalchemy as sa

from consortium.access import OPERATOR, Role
from consortium.floor.db import db, transaction
from consortium.floor.errors import Invalid, NotAllowed, NotFound, QueueFull, RuleBroken
from consortium.referrals import Referral
from consortium.retention import erasure
from consortium.trail.events import AuditEvent
from matching.running import bounds, closing, runs, starting
from matching.running.runs import RunStatus
from matching.tasks import asking, queue, records
from matching.tasks.kinds import TaskKind
from matching.tasks.records import Task, TaskProgress, TaskStatus, Wish
from tests import databases, factories
from tests.matching.tasks import questions
from tests.matching.tasks.questions import ask

pytestmark = pytest.mark.usefixtures("records")


@pytest.fixture
def asked(records):
    return questions.run()


def found():
    db.session.expire_all()
    return db.session.scalars(sa.select(Task).order_by(Task.created_at)).all()


def test_a_question_waits_is_begun_and_is_kept_with_its_answer(asked):
    task = ask(*asked)
    worker = uuid4()

    claimed = queue.claim(worker)
    wish = queue.heard(claimed, doing="Looking", done=1, of=5)
    at = records.progress(records.get(asked[0], task_id=task.id))
    told = (at.doing, at.done, at.of)
    queue.end(claimed, status=TaskStatus.DONE, found={"plans": []})

    assert (wish, told) == (None, ("Looking", 1, 5))
    (kept,) = found()
    assert (kept.status, kept.finding, kept.slot, kept.tries) == (TaskStatus.DONE, {"plans": []}, None, 1)
    assert db.session.scalar(sa.select(TaskProgress)) is None


def test_the_same_question_of_the_same_run_is_one_task_until_it_is_given_up(asked):
    first = ask(*asked).id

    again, other = ask(*asked).id, ask(*asked, most=2).id
    with transaction():
        asking.cancel(asked[0], task_id=first)
    anew = ask(*asked).id

    assert again == first
    assert len({first, other, anew}) == 3


def test_a_second_task_of_a_consortium_waits_until_the_first_has_ended(asked):
    first, second = ask(*asked), ask(*asked, most=2)

    claimed = queue.claim(uuid4())
    none = queue.claim(uuid4())
    queue.end(claimed, status=TaskStatus.STOPPED)
    after = queue.claim(uuid4())

    assert (claimed.task_id, none, after.task_id) == (first.id, None, second.id)


def test_past_the_bound_of_the_queue_nothing_is_kept_and_the_refusal_is_429(asked, records):
    for most in range(1, 1 + asking.MOST_WAITING):
        ask(*asked, most=most)

    with pytest.raises(QueueFull, match="5 tasks of this consortium wait already"):
        ask(*asked, most=9)
    db.session.rollback()

    assert len(found()) == asking.MOST_WAITING


def test_what_no_worker_speaks_of_any_more_is_begun_again_and_after_two_tries_given_up(asked):
    ask(*asked)
    for _ in range(queue.MOST_TRIES):
        assert queue.claim(uuid4()) is not None
        with transaction():
            db.session.scalars(sa.select(TaskProgress)).one().heard_at -= 2 * queue.LOST_AFTER

    assert queue.claim(uuid4()) is None
    (lost,) = found()
    assert (lost.status, lost.error, lost.slot) == (TaskStatus.FAILED, queue.BROKE_OFF, None)


def test_a_worker_that_was_given_up_can_neither_report_nor_end_what_another_has(asked):
    ask(*asked)
    late = queue.claim(uuid4())
    with transaction():
        db.session.scalars(sa.select(TaskProgress)).one().heard_at -= timedelta(minutes=5)
    now = queue.claim(uuid4())

    wish = queue.heard(late, doing="Late", done=1, of=1)
    queue.end(late, status=TaskStatus.DONE, found={"plans": ["late"]})
    queue.give_back(late)

    assert (wish, now.task_id) == (Wish.CANCEL, late.task_id)
    (kept,) = found()
    assert (kept.status, kept.found) == (TaskStatus.RUNNING, None)


def test_a_task_that_is_given_back_keeps_its_place_and_its_tries(asked):
    ask(*asked)
    queue.give_back(queue.claim(uuid4()))

    (kept,) = found()
    assert (kept.status, kept.tries, queue.claim(uuid4()).task_id) == (TaskStatus.QUEUED, 0, kept.id)


def test_what_may_be_wished_of_a_task_depends_on_how_far_it_is(asked):
    viewer, task = asked[0], ask(*asked)

    with pytest.raises(RuleBroken, match="not begun"):
        asking.stop(viewer, task_id=task.id)
    db.session.rollback()
    claimed = queue.claim(uuid4())
    with transaction():
        asking.stop(viewer, task_id=task.id)
    assert queue.heard(claimed, doing="", done=0, of=0) is Wish.STOP
    queue.end(claimed, status=TaskStatus.STOPPED, found={"plans": [1]})
    with pytest.raises(RuleBroken, match="stopped already"):
        asking.cancel(viewer, task_id=task.id)
    db.session.rollback()


def test_a_task_that_waits_is_cancelled_at_once_and_never_begun(asked):
    task = ask(*asked)

    with transaction():
        asking.cancel(asked[0], task_id=task.id)

    assert queue.claim(uuid4()) is None
    assert found()[0].status is TaskStatus.CANCELLED


def test_what_is_asked_wrongly_or_of_another_s_run_is_not_kept(asked):
    stranger = factories.viewer(Role.COORDINATOR, of="WEST")
    finance = factories.viewer(Role.FINANCE_OFFICER)
    db.session.commit()
    for who, terms, refusal in (
        (asked[0], {"points": 3}, Invalid),
        (stranger, {}, NotFound),
        (finance, {}, NotAllowed),
    ):
        with pytest.raises(refusal):
            ask(who, asked[1], **terms)
        db.session.rollback()

    assert found() == []


def test_beginning_and_end_are_on_the_trail_in_the_worker_s_name_and_no_beat_between(asked):
    ask(*asked)
    claimed = queue.claim(uuid4())
    for done in range(5):
        queue.heard(claimed, doing="Looking", done=done, of=5)
    queue.end(claimed, status=TaskStatus.DONE, found={"plans": []})

    events = sa.select(AuditEvent.entity, AuditEvent.action).where(AuditEvent.entity.like("task%"))
    assert sorted(db.session.execute(events.order_by(AuditEvent.seq)).all()) == [
        ("task_consortia", "changed"),
        ("task_consortia", "changed"),
        ("task_consortia", "created"),
        ("tasks", "changed"),
        ("tasks", "changed"),
        ("tasks", "created"),
    ]


def test_of_four_workers_at_once_one_has_the_task(asked, records):
    ask(*asked)

    claims = databases.at_once(records, lambda: queue.claim(uuid4()))

    assert [one is not None for one in claims].count(True) == 1, claims


def test_of_four_workers_at_once_two_have_tasks_where_three_consortia_wait(records):
    _, run = questions.run()
    runs = [run]
    for code in ("WEST", "NORTH"):
        factories.pool(authority=f"S120000{40 + len(runs)}", agency=f"ASPEN-{code}", of=code)
        db.session.commit()
        runs.append(starting.start(OPERATOR, consortium_ids=[factories.consortium(code).id]))
    for one in runs:
        ask(OPERATOR, one, kind=TaskKind.FIRMNESS)

    claims = databases.at_once(records, lambda: queue.claim(uuid4()))
    while len([one for one in claims if one]) < 2:  # whoever lost a race looks again, as a worker does
        claims.append(queue.claim(uuid4()))

    assert len({one.task_id for one in claims if one}) == records_at_work() == 2


def test_a_cancel_that_was_answered_wins_over_an_answer_that_comes_in_between(asked):
    task = ask(*asked)
    claimed = queue.claim(uuid4())
    with transaction():
        asking.cancel(asked[0], task_id=task.id)

    queue.end(claimed, status=TaskStatus.DONE, found={"plans": []})

    (kept,) = found()
    assert (kept.status, kept.found) == (TaskStatus.CANCELLED, None)


def test_a_task_that_was_begun_again_meanwhile_is_not_taken_back_by_another_worker(asked, records):
    ask(*asked)
    queue.claim(uuid4())
    with transaction():
        db.session.scalars(sa.select(TaskProgress)).one().heard_at -= 2 * queue.LOST_AFTER

    claims = databases.at_once(records, lambda: queue.claim(uuid4()), times=6)

    assert [one is not None for one in claims].count(True) == 1
    (kept,) = found()
    assert (kept.status, kept.tries) == (TaskStatus.RUNNING, 2)


@pytest.mark.parametrize("status", TaskStatus)
def test_a_task_moves_as_the_table_has_it_and_no_otherwise(status):
    for other in TaskStatus:
        task = Task(status=status)
        if other in records.MOVES.get(status, ()):
            task.move(other)
            assert task.status is other
        else:
            with pytest.raises(RuleBroken, match=f"It is {status} already."):
                task.move(other)


@pytest.mark.parametrize("at_work", [False, True])
def test_a_large_run_whose_records_are_erased_before_it_is_done_has_failed(asked, at_work, monkeypatch):
    monkeypatch.setattr(bounds, "LARGE", 1)
    waiting = starting.start(asked[0])
    claimed = queue.claim(uuid4()) if at_work else None
    with transaction():
        erasure.erase(db.session.scalars(sa.select(Referral).where(Referral.ref == "R-2")).unique().one())

    if claimed:
        queue.end(claimed, status=TaskStatus.DONE, found={"document": "{}"})

    run = runs.get(asked[0], run_id=waiting.id)
    assert (run.status, run.error, found()) == (RunStatus.FAILED, closing.ERASED, [])


def test_an_erasure_takes_along_what_was_asked_of_the_run(asked):
    ask(*asked)
    gone = db.session.scalars(sa.select(Referral).where(Referral.ref == "R-2")).unique().one()

    with transaction():
        erasure.erase(gone)

    assert found() == []


def records_at_work():
    return db.session.scalar(sa.select(sa.func.count()).where(Task.status == TaskStatus.RUNNING))
