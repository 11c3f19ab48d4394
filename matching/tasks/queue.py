"""The queue of tasks: each is claimed by one worker, the oldest first, one of a consortium and few in all at a time.

What makes that so is the schema: a second claim of a slot or of a consortium breaks a unique index and is dropped.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from consortium.floor import clock
from consortium.floor.db import db, flush, release, transaction
from consortium.floor.errors import Conflict
from consortium.floor.guard import whole
from matching import document
from matching.running import closing
from matching.running.runs import MatchRun, RunStatus
from matching.tasks.kinds import TaskKind
from matching.tasks.records import SLOTS, TAKEN, Task, TaskConsortium, TaskProgress, TaskStatus, Wish

LOST_AFTER = timedelta(seconds=30)  # without a word from its worker
MOST_TRIES = 2
BROKE_OFF = "It broke off twice. Tell whoever keeps the server."


@dataclass(frozen=True)
class Claimed:
    """A task that one worker has, and all that is needed to work on it."""

    task_id: UUID
    worker: UUID
    job: Mapping[str, Any]


def claim(worker: UUID) -> Claimed | None:
    """The task that waits longest and whose turn it is; None where there is none. Call it outside any transaction."""
    try:
        if not _is_anything_waiting():
            return None
        with transaction():
            _take_back_lost()
            task = _next()
            return None if task is None else _begin(task, worker)
    except Conflict as lost:
        if lost.code != TAKEN.code:
            raise
        return None  # another worker was quicker


def heard(claimed: Claimed, *, doing: str, done: int, of: int) -> Wish | None:
    """Notes how far a task is, and gives what is wished of it; one that is no more the worker's is to be cancelled."""
    with transaction():
        task, at = _of_worker(claimed)
        if task is None or at is None:
            return Wish.CANCEL
        at.heard_at, at.doing, at.done, at.of = clock.now(), doing, done, of
        return task.wish


def end(claimed: Claimed, *, status: TaskStatus, found: Mapping[str, Any] | None = None, error: str = "") -> None:
    """Keeps the end of a task, unless it is no more the worker's."""
    with transaction():
        task, _ = _of_worker(claimed)
        if task is None:
            return
        if task.wish is Wish.CANCEL:  # who was told that nothing is kept finds nothing
            status, found, error = TaskStatus.CANCELLED, None, ""
        if task.kind is TaskKind.MATCH:
            result = found["document"].encode() if found and status is TaskStatus.DONE else None
            closing.close(task.run_id, result=result, error=error or closing.CANCELLED)
        _leave(task, status=status)
        if found is not None and task.kind is not TaskKind.MATCH:
            task.found = json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode()
        task.error, task.ended_at = error, clock.now()
        flush()


def give_back(claimed: Claimed) -> None:
    """Puts a task back in its place in the queue: its worker has to go, and it is not the task's fault."""
    with transaction():
        task, _ = _of_worker(claimed)
        if task is not None:
            task.tries -= 1
            _wait_again(task)


def _is_anything_waiting() -> bool:
    """Looks without a lock, so that an idle worker is in nobody's way."""
    silent = sa.select(TaskProgress.id).where(TaskProgress.heard_at < clock.now() - LOST_AFTER)
    waiting = sa.select(Task.id).where(Task.status == TaskStatus.QUEUED)
    found = db.session.scalar(sa.select(sa.or_(waiting.exists(), silent.exists())))
    release()
    return bool(found)


@whole("a worker takes what waits longest, whosever it is")
def _next() -> Task | None:
    at_work = sa.select(TaskConsortium.consortium_id).where(TaskConsortium.is_running)
    kept_back = sa.select(TaskConsortium.id).where(
        TaskConsortium.task_id == Task.id, TaskConsortium.consortium_id.in_(at_work)
    )
    waiting = sa.select(Task).where(Task.status == TaskStatus.QUEUED, ~kept_back.exists())
    return db.session.scalar(waiting.order_by(Task.created_at, Task.id).limit(1).with_for_update(skip_locked=True))


@whole("a task is begun with all that its run looked at")
def _begin(task: Task, worker: UUID) -> Claimed | None:
    taken = set(db.session.scalars(sa.select(Task.slot).where(Task.slot.is_not(None))))
    slot = next((one for one in range(1, SLOTS + 1) if one not in taken), None)
    if slot is None:
        return None
    now = clock.now()
    task.move(TaskStatus.RUNNING)
    task.slot, task.tries, task.began_at = slot, task.tries + 1, now
    for one in task.consortia:
        one.is_running = True
    db.session.add(TaskProgress(task_id=task.id, worker=worker, heard_at=now, doing="", done=0, of=0))
    run = db.session.get_one(MatchRun, task.run_id)
    if task.kind is TaskKind.MATCH:
        run.status = RunStatus.RUNNING
    flush()
    suggested = document.suggested_pairs(run.document) if run.document else []
    job = {"kind": task.kind, "terms": task.terms, "left_out": task.left_out, "snapshot": run.inputs}
    return Claimed(task.id, worker, job | {"suggested": suggested})


@whole("a worker works on what it claimed")
def _of_worker(claimed: Claimed) -> tuple[Task | None, TaskProgress | None]:
    held = sa.select(Task).where(Task.id == claimed.task_id, Task.status == TaskStatus.RUNNING)
    task = db.session.scalars(held.with_for_update(of=Task)).one_or_none()
    mine = sa.select(TaskProgress).where(TaskProgress.task_id == claimed.task_id, TaskProgress.worker == claimed.worker)
    at = db.session.scalar(mine)
    return (task, at) if at is not None else (None, None)


@whole("what no worker speaks of any more is begun once again")
def _take_back_lost() -> None:
    silent = TaskProgress.heard_at < clock.now() - LOST_AFTER
    lost = sa.select(Task).join(TaskProgress).where(silent)
    for task in db.session.scalars(lost.with_for_update(of=Task, skip_locked=True)).all():
        own = sa.select(TaskProgress).where(TaskProgress.task_id == task.id, silent)
        if db.session.scalar(own.execution_options(populate_existing=True)) is not None:  # as it is with the lock held
            _take_back(task)
    flush()


def _take_back(task: Task) -> None:
    if task.tries < MOST_TRIES:
        _wait_again(task)
        return
    if task.kind is TaskKind.MATCH:
        closing.close(task.run_id, result=None, error=BROKE_OFF)
    _leave(task, status=TaskStatus.FAILED)
    task.error, task.ended_at = BROKE_OFF, clock.now()


def _wait_again(task: Task) -> None:
    _leave(task, status=TaskStatus.QUEUED)
    if task.kind is TaskKind.MATCH:
        db.session.get_one(MatchRun, task.run_id).status = RunStatus.QUEUED
    flush()


def _leave(task: Task, *, status: TaskStatus) -> None:
    """Frees the task's slot and its consortia."""
    for at in db.session.scalars(sa.select(TaskProgress).where(TaskProgress.task_id == task.id)):
        db.session.delete(at)
    for one in task.consortia:
        one.is_running = False
    task.move(status)
    task.slot = None
