"""What a task has found, as far as whoever asks may read it today."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from consortium.access import Viewer, require
from matching.running import runs, withholding
from matching.tasks import records
from matching.tasks.records import Task, TaskProgress

OUT_OF_DATE = (
    "Since this was asked, an address in the run may be disclosed no more, and what was found could tell a journey. "
    "Ask the same again: the answer leaves out whoever is protected."
)


@dataclass(frozen=True)
class Answered:
    """A task, how far it is, and what it found. `left_out`: how many protected records the answer leaves as they are.

    `untold`: why nothing of it is told, in a sentence.
    """

    task: Task
    progress: TaskProgress | None
    found: dict[str, Any] | None
    left_out: int
    untold: str = ""


def answered(viewer: Viewer, *, task_id: UUID, run_id: UUID | None = None) -> Answered:
    """One task and its answer. What was asked before somebody was protected is not told."""
    require(viewer, "suggestions.read")
    task = records.get(viewer, task_id=task_id, run_id=run_id)
    hidden = withholding.seen_by(viewer, runs.get(viewer, run_id=task.run_id))
    left_out = {side: frozenset(refs) for side, refs in task.left_out.items()}
    told = hidden.referrals <= left_out["referrals"] and hidden.households <= left_out["households"]
    how_many, at = sum(map(len, left_out.values())), records.progress(task)
    if task.found is not None and not told:
        return Answered(task, at, None, how_many, OUT_OF_DATE)
    return Answered(task, at, task.finding, how_many)
