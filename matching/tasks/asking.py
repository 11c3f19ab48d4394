"""Asking a run what takes long, and what may be wished of a task that waits or is at work."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from consortium import consortia
from consortium.access import Viewer, require
from consortium.floor import clock
from consortium.floor.db import db, flush
from consortium.floor.errors import Invalid, QueueFull, RuleBroken
from consortium.floor.guard import whole
from matching import document
from matching.running import closing, reopening, runs, withholding
from matching.running.runs import MatchRun
from matching.running.withholding import Undisclosed
from matching.tasks import carrying_out, records
from matching.tasks.kinds import TaskKind, TermsRefused
from matching.tasks.records import Task, TaskConsortium, TaskStatus, Wish

MOST_WAITING = 5  # tasks of a consortium
FULL = (
    f"{MOST_WAITING} tasks of this consortium wait already. Nothing was kept: ask again when one of them is done, "
    "or cancel one."
)
KEEPS_NOTHING = "A match run is proven at its end and has no part answer. Cancel it, or let it end."
ANSWERED = (TaskStatus.QUEUED, TaskStatus.RUNNING, TaskStatus.DONE)


def ask(viewer: Viewer, *, run_id: UUID, kind: TaskKind, terms: Mapping[str, Any]) -> Task:
    """Asks a finished run a long question; one that was asked before, and not given up, is the same task.

    Raises Invalid for terms that the question cannot have, RuleBroken for a run without a result, QueueFull.
    """
    require(viewer, "tasks.ask")
    run = runs.get(viewer, run_id=run_id)
    reopening.whole(run)
    try:
        asked = carrying_out.terms_of(kind, terms, inputs=run.inputs)
    except TermsRefused as refused:
        raise Invalid(refused.faults) from refused
    hidden = withholding.seen_by(viewer, run)
    _refuse_kept(run, asked, hidden)
    left_out = {"referrals": sorted(hidden.referrals), "households": sorted(hidden.households)}
    consortia.hold(consortium_ids=_consortia(run))
    return _asked_before(run, kind=kind, terms=asked, left_out=left_out) or _put(
        viewer, run, kind=kind, terms=asked, left_out=left_out
    )


def put_run(viewer: Viewer, *, run: MatchRun) -> Task:
    """Puts a run that is to be solved into the queue; its consortia are held. Raises QueueFull."""
    return _put(viewer, run, kind=TaskKind.MATCH, terms={}, left_out={"referrals": [], "households": []})


def stop(viewer: Viewer, *, task_id: UUID, run_id: UUID | None = None) -> Task:
    """Wishes that a task at work ends with what it has found."""
    task = _open(viewer, task_id, run_id)
    if task.kind is TaskKind.MATCH:
        raise RuleBroken(KEEPS_NOTHING, code="no_part_answer")
    if task.status is TaskStatus.QUEUED:
        raise RuleBroken("It has not begun, so that there is nothing to keep. Cancel it.", code="not_begun")
    task.wish = task.wish or Wish.STOP
    flush()
    return task


def cancel(viewer: Viewer, *, task_id: UUID, run_id: UUID | None = None) -> Task:
    """Ends a task without an answer: at once where it waits, within a second where it is at work."""
    task = _open(viewer, task_id, run_id)
    task.wish = Wish.CANCEL
    if task.status is TaskStatus.QUEUED:
        task.move(TaskStatus.CANCELLED)
        task.ended_at = clock.now()
        _close_run(task)
    flush()
    return task


def _open(viewer: Viewer, task_id: UUID, run_id: UUID | None) -> Task:
    """A task that has not ended, its row held: a worker that ends it meanwhile comes first or second."""
    require(viewer, "tasks.ask")
    records.get(viewer, task_id=task_id, run_id=run_id)
    with whole("a task within sight is held"):
        held = sa.select(Task).where(Task.id == task_id).with_for_update(of=Task)
        task = db.session.scalars(held.execution_options(populate_existing=True)).one()
    if not task.is_open:
        raise RuleBroken(f"It is {task.status} already.", code="ended_already")
    return task


def _close_run(task: Task) -> None:
    if task.kind is TaskKind.MATCH:
        closing.close(task.run_id, result=None, error=closing.CANCELLED)


def _refuse_kept(run: MatchRun, asked: Mapping[str, Any], hidden: Undisclosed) -> None:
    """Whoever is protected, and whom the run gives to them, is left as the run has it: no rule is made for them."""
    pairs = document.suggested_pairs(reopening.whole(run))
    held = [pair for pair in pairs if pair[0] in hidden.referrals or pair[1] in hidden.households]
    kept = {*hidden.referrals, *hidden.households, *(ref for pair in held for ref in pair)}
    named = {term: [ref for ref in asked.get(term, ()) if ref in kept] for term in ("twice", "apart")}
    left = "stays as the run has it, for an address that may not be disclosed."
    faults = {term: [f"{ref} {left}" for ref in refs] for term, refs in named.items() if refs}
    if faults:
        raise Invalid(faults)


@whole("the same question of the same run is one task")
def _asked_before(run: MatchRun, *, kind: TaskKind, terms: Any, left_out: Any) -> Task | None:
    same = sa.select(Task).where(Task.run_id == run.id, Task.kind == kind, Task.status.in_(ANSWERED))
    found = db.session.scalars(same.order_by(Task.created_at))
    return next((one for one in found if (one.terms, one.left_out) == (terms, left_out) and not one.wish), None)


@whole("the tasks of a consortium that wait are counted")
def _put(viewer: Viewer, run: MatchRun, **asked: Any) -> Task:
    waiting = sa.select(sa.func.count()).select_from(TaskConsortium).join(Task, Task.id == TaskConsortium.task_id)
    waiting = waiting.where(Task.status == TaskStatus.QUEUED)
    for consortium_id in _consortia(run):
        if (db.session.scalar(waiting.where(TaskConsortium.consortium_id == consortium_id)) or 0) >= MOST_WAITING:
            raise QueueFull(FULL)
    task = Task(run_id=run.id, asked_by=viewer.user_id, status=TaskStatus.QUEUED, tries=0, error="", **asked)
    task.consortia = [TaskConsortium(consortium_id=one, is_running=False) for one in _consortia(run)]
    db.session.add(task)
    flush()
    return task


def _consortia(run: MatchRun) -> list[UUID]:
    return sorted(one.consortium_id for one in run.consortia)
