"""A worker: takes one task after the other and works on each in a process of its own, which it can end."""

from collections.abc import Callable, Sequence
from uuid import UUID

from consortium import access
from consortium.access import WORKER
from matching.tasks import queue
from matching.tasks.children import COMMAND, GONE, Child, Heard
from matching.tasks.queue import Claimed
from matching.tasks.records import TaskStatus, Wish

SECONDS = 15 * 60.0  # after which a task ends with what it has found
LOOKS_EVERY = 0.5  # seconds: how long a wish waits for its answer
LATE = f"It was not done after {SECONDS / 60:.0f} minutes."
FAULT = "It broke off by a fault of ours. Tell whoever keeps the server: {}."
GONE_SAID = "Its process ended without a word: it may have needed more memory than there was."


def one(
    worker: UUID,
    *,
    seconds: float = SECONDS,
    command: Sequence[str] = COMMAND,
    has_to_go: Callable[[], bool] = lambda: False,
) -> bool:
    """Works on the next task to its end; False where none waits. Call it outside any transaction.

    seconds: its deadline. command: what works on it. has_to_go: whether the worker is to leave; the task waits again.
    """
    tokens = access.acting.set(WORKER), access.doing.set("tasks")
    try:
        claimed = queue.claim(worker)
        if claimed is None:
            return False
        job = {**claimed.job, "seconds": int(seconds)}
        with Child(job, seconds=seconds, command=command) as child:
            _see_through(claimed, child, has_to_go)
        return True
    finally:
        access.acting.reset(tokens[0])
        access.doing.reset(tokens[1])


def _see_through(claimed: Claimed, child: Child, has_to_go: Callable[[], bool]) -> None:
    while True:
        heard = child.look(within=LOOKS_EVERY)
        if heard.over:
            return _end(claimed, heard)
        if has_to_go():
            child.kill()
            return queue.give_back(claimed)
        wish = queue.heard(claimed, doing=heard.doing, done=heard.done, of=heard.of)
        if wish is not None:
            child.kill()
            kept = heard.found if wish is Wish.STOP else None
            status = TaskStatus.STOPPED if wish is Wish.STOP else TaskStatus.CANCELLED
            return queue.end(claimed, status=status, found=kept)


def _end(claimed: Claimed, heard: Heard) -> None:
    if heard.ended:
        return queue.end(claimed, status=TaskStatus.DONE, found=heard.found)
    if heard.late and heard.found is not None:
        return queue.end(claimed, status=TaskStatus.STOPPED, found=heard.found, error=LATE)
    return queue.end(claimed, status=TaskStatus.FAILED, error=_said(heard))


def _said(heard: Heard) -> str:
    if heard.late:
        return LATE
    if heard.refused:
        return heard.refused
    return GONE_SAID if heard.fault == GONE else FAULT.format(heard.fault)
