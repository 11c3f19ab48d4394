"""The routes of tasks: what takes long is asked, looked after, stopped and cancelled here."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from api.operations import Door, Values
from api.paging import Listing
from api.schemas.tasks import AnsweredTask, Task, TaskAsked, TaskSearch
from consortium.access import Viewer
from matching.running import runs
from matching.tasks import answers, asking, records
from matching.tasks.kinds import TaskKind

OF_RUN = "/match-runs/<uuid:run_id>/tasks"
ONE = "/tasks/<uuid:task_id>"
NAMES = ("id", "kind", "terms", "status", "asked_by", "created_at", "began_at", "ended_at")
door = Door("tasks")


@door.lists(OF_RUN, Task, may="runs.read", asks=TaskSearch)
def index(viewer: Viewer, run_id: UUID, query: Values) -> Listing:
    """List what was asked of a run, the latest first."""
    run = runs.get(viewer, run_id=run_id)
    return Listing(records.visible(viewer, run_id=run.id, **query), by="created_at", shown=_shown, newest_first=True)


@door.acts(OF_RUN, Task, may="tasks.ask", takes=TaskAsked)
def ask(viewer: Viewer, run_id: UUID, body: Values) -> Values:
    """Ask a run what takes long; the same question asked before is given as it stands."""
    kind = TaskKind(body.pop("kind"))
    return next(_shown([asking.ask(viewer, run_id=run_id, kind=kind, terms=body)]))


@door.reads(ONE, AnsweredTask, may="suggestions.read")
def read(viewer: Viewer, task_id: UUID) -> Values:
    """Read one task: how far it is, and what it found."""
    found = answers.answered(viewer, task_id=task_id)
    told = {"found": found.found, "left_out": found.left_out, "untold": found.untold or None}
    progress = vars(found.progress) if found.progress else None
    return next(_shown([found.task])) | told | {"progress": progress}


@door.acts(f"{ONE}/stop", Task, may="tasks.ask")
def stop(viewer: Viewer, task_id: UUID) -> Values:
    """Stop a task at work and keep what it has found by then."""
    return next(_shown([asking.stop(viewer, task_id=task_id)]))


@door.acts(f"{ONE}/cancellation", Task, may="tasks.ask")
def cancel(viewer: Viewer, task_id: UUID) -> Values:
    """Cancel a task that waits or is at work; nothing of it is kept."""
    return next(_shown([asking.cancel(viewer, task_id=task_id)]))


def _shown(found: Sequence[records.Task]) -> Iterator[Values]:
    for task in found:
        told = {name: getattr(task, name) for name in NAMES}
        yield told | {"match_run_id": task.run_id, "error": task.error or None}
