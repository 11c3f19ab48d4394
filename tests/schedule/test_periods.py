"""Periods: each legal day opens once, also when the clocks change, on leap days and at the ends of years (I8)."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine

from consortium.floor import clock
from consortium.schedule import jobs, periods
from consortium.schedule.periods import Missed

FORWARD, BACK = date(2027, 3, 28), date(2026, 10, 25)
AT = time(2, 30)
DAY = timedelta(days=1)


def utc(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "instant"),
    [
        (FORWARD - DAY, utc(2027, 3, 27, 2, 30)),
        (FORWARD, utc(2027, 3, 28, 1, 30)),
        (BACK - DAY, utc(2026, 10, 24, 1, 30)),
        (BACK, utc(2026, 10, 25, 2, 30)),
        (date(2028, 2, 29), utc(2028, 2, 29, 2, 30)),
    ],
)
def test_a_day_opens_by_the_clock_on_the_wall(day, instant):
    assert periods.opens_at(day, at=AT) == instant
    assert periods.latest(instant, at=AT) == day
    assert periods.latest(instant - timedelta(minutes=1), at=AT) == day - DAY


@pytest.mark.parametrize("first", [FORWARD - DAY, BACK - DAY, date(2028, 2, 28), date(2027, 3, 30), date(2026, 12, 30)])
@pytest.mark.parametrize("at", [time(0, 15), time(0, 59), time(2, 1), AT, time(7, 0), time(23, 59)])
def test_i8_looked_at_every_minute_each_day_opens_exactly_once(first, at):
    begin = periods.opens_at(first, at=at).astimezone(UTC)
    seen = [periods.latest(begin + timedelta(minutes=minute), at=at) for minute in range(3 * 24 * 60)]

    assert [day for before, day in zip([None, *seen], seen, strict=False) if day != before][:3] == [
        first + DAY * count for count in range(3)
    ]
    assert seen == sorted(seen)


@pytest.mark.parametrize("at", [time(1, 0), time(1, 30), time(2, 0)])
def test_no_job_opens_in_the_hour_that_comes_twice_or_never(at):
    with pytest.raises(ValueError, match="twice or never"):
        jobs.Job("dreams", "Dreams", at, lambda *_: None)


@pytest.mark.parametrize(
    ("missed", "expected"),
    [(Missed.LATEST, [date(2027, 4, 1)]), (Missed.EACH, [date(2027, 3, 30), date(2027, 3, 31), date(2027, 4, 1)])],
)
def test_missed_days_run_once_late_or_each_as_the_job_says(missed, expected):
    done = {date(2027, 3, 28), date(2027, 3, 29)}

    assert periods.due(utc(2027, 4, 1, 12), at=AT, missed=missed, done=done) == expected


@pytest.mark.parametrize("missed", Missed)
def test_a_new_installation_has_missed_nothing(missed):
    assert periods.due(utc(2027, 4, 1, 12), at=AT, missed=missed, done=()) == [date(2027, 4, 1)]


@pytest.mark.parametrize("missed", Missed)
def test_what_is_done_is_not_due_again_even_when_the_clock_steps_back(missed):
    done = {date(2027, 4, 1)}

    assert periods.due(utc(2027, 4, 1, 12), at=AT, missed=missed, done=done) == []
    assert periods.due(utc(2027, 4, 2, 1), at=AT, missed=missed, done=done) == []
    assert periods.due(utc(2027, 3, 31, 12), at=AT, missed=missed, done=done) == []


def test_days_beyond_a_month_are_not_made_up_for():
    found = periods.due(utc(2027, 4, 1, 12), at=AT, missed=Missed.EACH, done={date(2026, 1, 1)})

    assert (len(found), found[-1]) == (periods.MOST_MISSED, date(2027, 4, 1))


@pytest.mark.parametrize(("day", "late"), [(date(2027, 3, 31), True), (date(2027, 4, 1), False)])
def test_a_run_that_began_an_hour_after_its_day_opened_is_late(day, late):
    with time_machine.travel(utc(2027, 4, 1, 2, 0), tick=False):
        assert periods.is_late(clock.now(), day=day, at=AT) is late


def test_a_job_that_fails_waits_longer_each_time_up_to_an_hour():
    waits = [periods.wait_after(tries) for tries in (1, 2, 3, 7, 99)]

    assert waits == [timedelta(minutes=minutes) for minutes in (1, 2, 4, 60, 60)]
