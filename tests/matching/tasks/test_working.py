"""A worker sees a task through: to its answer, to a wish, to its deadline, or hands it back when it has to go."""

import time
from itertools import count
from uuid import uuid4

import pytest
import sqlalchemy as sa

from consortium import particulars
from consortium.access import OPERATOR
from consortium.floor.db import db, transaction
from consortium.floor.errors import Invalid, QueueFull
from consortium.referrals import Referral
from matching.running import bounds, closing, runs, starting
from matching.running.runs import RunStatus
from matching.tasks import answers, asking, working
from matching.tasks.kinds import TaskKind
from matching.tasks.records import Task, TaskStatus
from tests.matching.tasks import questions
from tests.matching.tasks.questions import ask
from tests.matching.tasks.test_children import FINDS_AND_HANGS, HANGS, KILLED

pytestmark = pytest.mark.usefixtures("records")


@pytest.fixture
def asked(records):
    return questions.run()


def only():
    db.session.expire_all()
    return db.session.scalars(sa.select(Task)).one()


def wishes(wish):
    """What a worker that looks whether it has to go finds: somebody wished something of its task meanwhile."""

    def look():
        with transaction():
            getattr(asking, wish)(OPERATOR, task_id=only().id)
        return False

    return look


def test_a_worker_answers_and_the_coordinator_reads_it(asked):
    task = ask(*asked, most=2)

    assert (working.one(uuid4()), working.one(uuid4())) == (True, False)

    read = answers.answered(asked[0], task_id=task.id)
    assert (read.task.status, read.left_out, read.progress) == (TaskStatus.DONE, 0, None)
    assert len(read.found["plans"]) == 2


@pytest.mark.parametrize(
    ("command", "seconds", "status", "error"),
    [
        (FINDS_AND_HANGS, 1, TaskStatus.STOPPED, working.LATE),
        (HANGS, 1, TaskStatus.FAILED, working.LATE),
        (KILLED, 60, TaskStatus.FAILED, working.GONE_SAID),
    ],
)
def test_what_hangs_or_is_killed_ends_and_keeps_what_it_had_found(asked, command, seconds, status, error):
    ask(*asked)
    began = time.monotonic()

    working.one(uuid4(), seconds=seconds, command=command)

    assert time.monotonic() - began < seconds + 1 or seconds == 60
    assert (only().status, only().error) == (status, error)
    assert (only().finding == {"plans": [1]}) is (status is TaskStatus.STOPPED)


@pytest.mark.parametrize(("wish", "status"), [("stop", TaskStatus.STOPPED), ("cancel", TaskStatus.CANCELLED)])
def test_a_wish_is_answered_within_seconds_and_stopping_alone_keeps_the_best_so_far(asked, wish, status):
    ask(*asked)
    first = count()

    working.one(uuid4(), command=FINDS_AND_HANGS, has_to_go=lambda: next(first) == 0 and wishes(wish)())

    assert only().status is status
    assert (only().finding == {"plans": [1]}) is (status is TaskStatus.STOPPED)


def test_a_worker_that_has_to_go_leaves_the_task_in_its_place(asked):
    ask(*asked)

    working.one(uuid4(), command=HANGS, has_to_go=lambda: True)

    assert (only().status, only().tries) == (TaskStatus.QUEUED, 0)


def test_a_large_run_waits_for_a_worker_and_is_then_as_if_it_had_been_solved_at_once(asked, monkeypatch):
    viewer, small = asked
    monkeypatch.setattr(bounds, "LARGE", 1)

    waiting = starting.start(viewer, as_of=small.as_of)
    before = waiting.status
    working.one(uuid4())

    done = runs.get(viewer, run_id=waiting.id)
    assert (before, done.status, only().status) == (RunStatus.QUEUED, RunStatus.DONE, TaskStatus.DONE)
    assert done.document == starting.start(OPERATOR, as_of=small.as_of).document


def test_a_large_run_that_is_cancelled_has_failed_and_says_why(asked, monkeypatch):
    monkeypatch.setattr(bounds, "LARGE", 1)
    waiting = starting.start(asked[0])

    with transaction():
        asking.cancel(asked[0], task_id=only().id)

    found = runs.get(asked[0], run_id=waiting.id)
    assert (found.status, found.error) == (RunStatus.FAILED, closing.CANCELLED)


def test_a_large_run_past_the_bound_of_the_queue_leaves_nothing_behind(asked, monkeypatch):
    monkeypatch.setattr(bounds, "LARGE", 1)
    for _ in range(asking.MOST_WAITING):
        starting.start(asked[0])

    with pytest.raises(QueueFull):
        starting.start(asked[0])

    queued = runs.visible(OPERATOR, status=RunStatus.QUEUED)
    assert len(db.session.scalars(queued).all()) == asking.MOST_WAITING


def protect(ref):
    with transaction():
        row = db.session.scalars(sa.select(Referral).where(Referral.ref == ref)).unique().one()
        said = {"address_non_disclosure": True}
        particulars.record_child(OPERATOR, child_id=row.children[0].id, version=row.version, values=said)


def test_who_is_protected_is_left_out_of_an_answer_and_one_from_before_is_told_no_more(asked):
    viewer, run = asked
    early = ask(viewer, run)
    working.one(uuid4())
    protect("R-2")

    late = ask(viewer, run)
    working.one(uuid4())

    told = [answers.answered(viewer, task_id=one.id) for one in (early, late)]
    assert (told[0].found, told[0].untold) == (None, answers.OUT_OF_DATE)
    assert (late.id != early.id, told[1].left_out, "R-2" in str(told[1].found)) == (True, 1, False)


def test_whoever_is_protected_and_whom_the_run_gives_to_them_cannot_be_asked_for(asked):
    viewer, run = asked
    held = {pair["referral_ref"]: pair["household_ref"] for pair in run.result["suggestions"]}
    protect("R-2")

    for terms in ({"twice": [held["R-2"]]}, {"apart": {"R-2": 30}}):
        with pytest.raises(Invalid) as refused:
            ask(viewer, run, kind=TaskKind.WIDER, **terms)
        db.session.rollback()
        assert list(refused.value.fields) == list(terms)


def test_a_task_that_solves_a_run_is_told_though_somebody_is_protected(asked, monkeypatch):
    monkeypatch.setattr(bounds, "LARGE", 1)
    starting.start(asked[0], as_of=asked[1].as_of)
    protect("R-2")

    assert answers.answered(asked[0], task_id=only().id).untold == ""
