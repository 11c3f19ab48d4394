"""Tasks as records: what was asked of which run, how far it is, and what was found, for the coordinators of the run."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consortium.access import Viewer, require
from consortium.floor.db import Base, Record, db, flush, words
from consortium.floor.errors import Conflict, NotFound, RuleBroken
from consortium.floor.guard import scoped
from matching.running import closing, runs
from matching.running.runs import MatchRun
from matching.tasks.kinds import TaskKind

SLOTS = 2  # worked on at a time, whoever asks: one core stays with the web
_AT_WORK = sa.text("is_running")
TAKEN = Conflict("Another task is at work.", code="at_work")


class TaskStatus(StrEnum):
    """How far a task has come. Stopped: ended by a wish or at its deadline, with what had been found."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    CANCELLED = "cancelled"
    FAILED = "failed"


# From each status, to which others a task may move; from all that are not named it moves no more.
MOVES: Mapping[TaskStatus, frozenset[TaskStatus]] = {
    TaskStatus.QUEUED: frozenset({TaskStatus.RUNNING, TaskStatus.CANCELLED}),
    TaskStatus.RUNNING: frozenset(set(TaskStatus) - {TaskStatus.RUNNING}),
}


class Wish(StrEnum):
    """What is wished of a task at work: that it ends with what it has found, or with nothing."""

    STOP = "stop"
    CANCEL = "cancel"


class Task(Record, Base):
    """A match run to be solved, or a question to one; `left_out`: who was protected when it was asked, by reference.

    `slot`: which of the few places for tasks at work it has. `tries`: how often it was begun.
    """

    __tablename__ = "tasks"
    __table_args__ = (
        sa.CheckConstraint("(status = 'running') = (slot IS NOT NULL)", name="at_work_in_a_slot"),
        sa.CheckConstraint(f"slot BETWEEN 1 AND {SLOTS}", name="slot_is_one_of_few"),
        sa.CheckConstraint("status <> 'done' OR kind = 'match' OR found IS NOT NULL", name="done_has_found"),
        sa.CheckConstraint("status <> 'failed' OR error <> ''", name="failed_has_error"),
        sa.Index("uq_tasks_slot", "slot", unique=True, info={"refusal": TAKEN}),
    )

    run_id: Mapped[UUID] = mapped_column(sa.ForeignKey("match_runs.id"), index=True)
    kind: Mapped[TaskKind] = mapped_column(words(TaskKind, name="kind"))
    terms: Mapped[dict[str, Any]]
    left_out: Mapped[dict[str, Any]]
    status: Mapped[TaskStatus] = mapped_column(words(TaskStatus, name="status"), default=TaskStatus.QUEUED)
    wish: Mapped[Wish | None] = mapped_column(words(Wish, name="wish"))
    slot: Mapped[int | None]
    tries: Mapped[int] = mapped_column(default=0)
    found: Mapped[bytes | None] = mapped_column(deferred=True)
    error: Mapped[str] = mapped_column(sa.Text, default="")
    asked_by: Mapped[UUID | None] = mapped_column(sa.ForeignKey("users.id"))
    began_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    consortia: Mapped[list["TaskConsortium"]] = relationship(lazy="selectin", cascade="all, delete-orphan")

    @property
    def is_open(self) -> bool:
        """Whether it waits or is at work."""
        return self.status in MOVES

    def move(self, status: TaskStatus) -> None:
        """Moves on to another status. Raises RuleBroken for a move that the table does not have."""
        if status not in MOVES.get(self.status, ()):
            raise RuleBroken(f"It is {self.status} already.", code="ended_already")
        self.status = status

    @property
    def finding(self) -> dict[str, Any] | None:
        """What was found, as plain data."""
        return None if self.found is None else dict(json.loads(self.found))


class TaskConsortium(Record, Base):
    """A consortium whose run a task is about: one task of each is at work at a time."""

    __tablename__ = "task_consortia"
    __table_args__ = (
        sa.UniqueConstraint("task_id", "consortium_id"),
        sa.Index(
            "uq_task_consortia_one_at_work",
            "consortium_id",
            unique=True,
            sqlite_where=_AT_WORK,
            postgresql_where=_AT_WORK,
            info={"refusal": TAKEN},
        ),
    )

    task_id: Mapped[UUID] = mapped_column(sa.ForeignKey("tasks.id"))
    consortium_id: Mapped[UUID] = mapped_column(sa.ForeignKey("consortia.id"))
    is_running: Mapped[bool] = mapped_column(default=False)


class TaskProgress(Record, Base):
    """How far a task at work is, and when its worker was last heard of; told anew every second, to no trail."""

    __tablename__ = "task_progress"

    task_id: Mapped[UUID] = mapped_column(sa.ForeignKey("tasks.id"), unique=True)
    worker: Mapped[UUID]
    heard_at: Mapped[datetime]
    doing: Mapped[str] = mapped_column(sa.Text, default="")
    done: Mapped[int] = mapped_column(default=0)
    of: Mapped[int] = mapped_column(default=0)


def visible(viewer: Viewer, *, run_id: UUID | None = None, status: TaskStatus | None = None) -> Select[Task]:
    """The tasks about runs within the viewer's sight, the latest first."""
    require(viewer, "runs.read")
    found = sa.select(Task).join(MatchRun, MatchRun.id == Task.run_id).where(runs.in_scope(viewer))
    found = scoped(found.order_by(Task.created_at.desc(), Task.id))
    found = found if run_id is None else found.where(Task.run_id == run_id)
    return found if status is None else found.where(Task.status == status)


def get(viewer: Viewer, *, task_id: UUID, run_id: UUID | None = None) -> Task:
    """One task about a run within the viewer's sight, or about this run."""
    found = db.session.scalar(visible(viewer, run_id=run_id).where(Task.id == task_id))
    if found is None:
        raise NotFound
    return found


def of_run(viewer: Viewer, *, run_id: UUID) -> Task | None:
    """The task that solves a run, where it was too large to be solved at once."""
    return db.session.scalar(visible(viewer, run_id=run_id).where(Task.kind == TaskKind.MATCH))


def progress(task: Task) -> TaskProgress | None:
    """How far a task within sight is, while it is at work."""
    asked = sa.select(TaskProgress).where(TaskProgress.task_id == task.id)
    return db.session.scalar(scoped(asked)) if task.is_open else None


def forget(run_ids: Iterable[UUID]) -> None:
    """Deletes all that was asked of runs; a worker that is at it finds nothing to end any more.

    A run that was still to be solved has failed, and says why.
    """
    of_runs = sa.select(Task).where(Task.run_id.in_(list(run_ids))).order_by(Task.id)
    for task in db.session.scalars(of_runs.with_for_update(of=Task)).all():
        if task.kind is TaskKind.MATCH and task.is_open:
            closing.close(task.run_id, result=None, error=closing.ERASED)
        for one in db.session.scalars(sa.select(TaskProgress).where(TaskProgress.task_id == task.id)):
            db.session.delete(one)
        flush()
        db.session.delete(task)
    flush()
