"""The end of a run: done, with its result and what it suggests, or failed, with a sentence."""

from uuid import UUID

from consortium.floor import clock
from consortium.floor.db import db, flush
from consortium.floor.guard import whole
from matching.running import suggestions
from matching.running.runs import MatchRun, RunStatus

ERASED = "Records that the run looked at were erased before it was done. Start another."
CANCELLED = "The run was cancelled before it was done. Start another whenever you like."


@whole("a run keeps its result")
def close(run_id: UUID, *, result: bytes | None, error: str) -> None:
    """Keeps what a run found, or in words why there is none."""
    run = db.session.get_one(MatchRun, run_id)
    run.document, run.error = result, error
    run.status = RunStatus.FAILED if result is None else RunStatus.DONE
    run.finished_at = clock.now()
    flush()
    suggestions.keep(run)
