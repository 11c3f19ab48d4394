"""Running: all that is due, once; what fails is kept by its code, and nothing else waits for it."""

from dataclasses import dataclass
from datetime import date

from consortium.floor import logs
from consortium.schedule import jobs, ledger
from consortium.schedule.jobs import Job


@dataclass(frozen=True)
class Outcome:
    """What became of a job for a day: done by this, failed with a code, or done by somebody else meanwhile."""

    job: str
    period: date
    done: bool = False
    failure: str = ""


def everything() -> list[Outcome]:
    """Runs every job that is due."""
    return [outcome for job in jobs.known() for outcome in one(job)]


def one(job: Job) -> list[Outcome]:
    """Runs one job for each day that is due; the first that fails ends it, for days come in order."""
    found: list[Outcome] = []
    for period in ledger.due(job):
        found.append(_tried(job, period))
        if found[-1].failure:
            break
    return found


def _tried(job: Job, period: date) -> Outcome:
    try:
        return Outcome(job.code, period, done=ledger.once(job, period=period))
    except Exception as error:
        logs.logger().error("job.failed", template=job.code, **logs.failure(error))
        return Outcome(job.code, period, failure=ledger.note_failure(job, period=period, error=error))
