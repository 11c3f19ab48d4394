"""Lapses: each night the questions to households' workers that nobody answered in time are closed."""

from datetime import date, time
from typing import Any

from consortium.access import Viewer
from consortium.linking import approaches
from consortium.schedule import jobs
from consortium.schedule.jobs import Job


def close(viewer: Viewer, *, day: date, prepared: Any) -> None:
    """Closes those whose last day is over; whoever asked is told."""
    approaches.lapse(viewer, on=day)


JOB = jobs.offer(
    Job("approaches.lapse", "Closes questions to households that nobody answered in time", time(0, 15), close)
)
