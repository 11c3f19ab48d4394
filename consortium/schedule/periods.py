"""Periods: the legal days of a daily job, the instant at which each opens, and which of them are to be run now.

A job is due by the clock on the wall in Scotland. That clock shows the hour from 01:00 to 02:00 never on one day of the
year and twice on another, so no job opens near it: every other time of day comes once on every day.
"""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from consortium.floor.clock import LONDON, day_of

SKIPPED_OR_TWICE = (time(0, 59), time(2, 1))
MOST_MISSED = 31  # days that a job makes up for, the last ones
LATE_AFTER = timedelta(hours=1)
LONGEST_WAIT = timedelta(hours=1)


class Missed(StrEnum):
    """What a job does about the days on which nothing ran it."""

    LATEST = "latest"  # runs for the last of them, late: that one says all that the others would have said
    EACH = "each"  # runs for each, the first of them first


def expect_clear(at: time) -> time:
    """The time of day, unless a change of the clocks could skip or repeat it."""
    if SKIPPED_OR_TWICE[0] < at < SKIPPED_OR_TWICE[1]:
        raise ValueError(f"{at:%H:%M} comes twice or never on days on which the clocks change.")
    return at


def opens_at(day: date, *, at: time) -> datetime:
    """The instant at which a day's period opens."""
    return datetime.combine(day, at, tzinfo=LONDON)


def latest(now: datetime, *, at: time) -> date:
    """The last day whose period has opened."""
    today = day_of(now)
    return today if opens_at(today, at=at) <= now else today - timedelta(days=1)


def due(now: datetime, *, at: time, missed: Missed, done: Collection[date]) -> list[date]:
    """The days that are to be run now, in order, when these are done; before the first there was nothing to miss."""
    last = latest(now, at=at)
    if missed is Missed.LATEST or not done:
        return [last] if last > max(done, default=date.min) else []
    first = max(max(done) + timedelta(days=1), last - timedelta(days=MOST_MISSED - 1))
    return [first + timedelta(days=count) for count in range((last - first).days + 1)]


def is_late(began_at: datetime, *, day: date, at: time) -> bool:
    """Whether a run began so long after its period opened that somebody may ask why."""
    return began_at - opens_at(day, at=at) > LATE_AFTER


def wait_after(tries: int) -> timedelta:
    """How long a job that has failed so often is left alone: a minute, then twice as long each time, up to an hour."""
    return min(timedelta(minutes=2 ** min(tries - 1, 10)), LONGEST_WAIT)
