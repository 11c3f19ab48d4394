"""Jobs: what is done of itself every day, declared as data; each room offers its own.

The rooms above this one import it and offer theirs, as they do with traces for an erasure.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any, Protocol

from consortium.access import Viewer
from consortium.schedule.periods import Missed, expect_clear

Prepare = Callable[[date], Any]


class CarryOut(Protocol):
    """What a job does for a day, in the scheduler's name, with what was prepared."""

    def __call__(self, viewer: Viewer, /, *, day: date, prepared: Any) -> None: ...


def _nothing(_day: date) -> None:
    return None


@dataclass(frozen=True)
class Job:
    """One job: its code, in a sentence what it does, when its day opens, and what it does about days it missed.

    `carry_out` writes, within the transaction that also notes that the day is done. What takes long and only reads is
    done before, by `prepare`, and handed to it: nothing stays locked meanwhile.
    """

    code: str
    sentence: str
    at: time
    carry_out: CarryOut
    missed: Missed = Missed.LATEST
    prepare: Prepare = field(default=_nothing)

    def __post_init__(self) -> None:
        expect_clear(self.at)


_JOBS: dict[str, Job] = {}


def offer(job: Job) -> Job:
    """Makes a job known to the scheduler."""
    _JOBS[job.code] = job
    return job


def known() -> tuple[Job, ...]:
    """Every job, by the time of day at which it opens."""
    return tuple(sorted(_JOBS.values(), key=lambda job: (job.at, job.code)))
