"""The routes of what is done of itself: what ran, and what failed."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from api.operations import Door, Values
from api.paging import Listing
from api.schemas.schedule import JobFailure, JobRun
from consortium.access import Viewer
from consortium.schedule import ledger

door = Door("schedule")


@door.lists("/job-runs", JobRun, may="schedule.read")
def runs(viewer: Viewer, query: Values) -> Listing:
    """List what was done of itself, the latest first."""
    names = ("id", "job", "period", "late", "began_at", "created_at")
    return Listing(ledger.runs(viewer), by="created_at", shown=partial(_shown, names), newest_first=True)


@door.lists("/job-failures", JobFailure, may="schedule.read")
def failures(viewer: Viewer, query: Values) -> Listing:
    """List what failed, the latest first."""
    names = ("id", "job", "period", "code", "created_at")
    return Listing(ledger.failures(viewer), by="created_at", shown=partial(_shown, names), newest_first=True)


def _shown(names: Sequence[str], found: Sequence[Any]) -> Iterator[Values]:
    return ({name: getattr(one, name) for name in names} for one in found)
