"""How long a question may be worked on while somebody waits for its answer, and that one is worked on at a time.

What is solved here is solved between two reads of the records: nobody who writes has to wait for it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore
from time import monotonic

from consortium.floor.errors import RuleBroken, Unavailable
from matching.problem import Problem

LARGE = 20_000  # pairs of a run from which on a solve is no matter of milliseconds
LARGEST = 250_000  # pairs from which on even the first look takes too long: a national run has 150,000
SECONDS = 5.0  # after which no further solve is begun
PATIENCE = 2.0  # seconds for which a question waits until another is done
_worked_on = BoundedSemaphore(1)  # of each process: one question leaves the others' threads free


def is_large(problem: Problem) -> bool:
    """Whether a run is solved beside the web, by a worker."""
    return len(problem.referrals) * len(problem.households) > LARGE


def refuse_largest(pairs: int, *, instead: str) -> None:
    """Raises RuleBroken for a run too large to be asked while somebody waits, naming the command that has the time."""
    if pairs > LARGEST:
        raise RuleBroken(
            f"This run looks at {pairs:,} pairs: more than can be tried while you wait. "
            f"`{instead}` answers it from the same sheets, however long it takes.",
            code="too_large",
        )


@contextmanager
def working() -> Iterator[Callable[[], bool]]:
    """Gives whether there is time for another solve. Raises Unavailable while another question is worked on."""
    if not _worked_on.acquire(timeout=PATIENCE):
        raise Unavailable("Another question to a run is being worked on. Ask again in a few seconds.")
    end = monotonic() + SECONDS
    try:
        yield lambda: monotonic() < end
    finally:
        _worked_on.release()
