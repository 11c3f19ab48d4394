"""Lapses: each night what came to its last day is closed: questions that nobody answered, matches whose stay ended."""

from datetime import date, time
from typing import Any

from consortium.access import Viewer
from consortium.linking import approaches, endings
from consortium.schedule import jobs
from consortium.schedule.jobs import Job


def close(viewer: Viewer, *, day: date, prepared: Any) -> None:
    """Closes those whose last day is over; whoever asked is told."""
    approaches.lapse(viewer, on=day)


def end(viewer: Viewer, *, day: date, prepared: Any) -> None:
    """Ends the matches of placements whose end was still to come when it was recorded; both sides are told."""
    endings.of_over(viewer)


JOB = jobs.offer(
    Job("approaches.lapse", "Closes questions to households that nobody answered in time", time(0, 15), close)
)
OVER = jobs.offer(Job("links.over", "Ends the matches of placements that have ended", time(0, 20), end))
