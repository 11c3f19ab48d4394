"""`consortium scheduler`: does what is due of itself, beside the web; of several over one database one works."""

import argparse
from collections.abc import Callable
from functools import partial
from typing import Any

LOOKS_EVERY = 20  # seconds between two looks at whether a job is due
SENDS_EVERY = 60


def add(subparsers: Any) -> None:
    """Declare the command and its option."""
    parser = subparsers.add_parser("scheduler", help="do what is due of itself: previews, reminders, mail")
    parser.add_argument("--once", action="store_true", help="do all that is due now, then end")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Do what is due, once or until a signal comes; exit code 1 when a job failed in a run of --once."""
    from commands import database, installation

    with installation.application() as app:
        database.ready(app)
        return _once() if arguments.once else _go_on(app)


def _once() -> int:
    """All that is due, and what it came to, a line each."""
    from consortium.notices import post
    from consortium.schedule import running

    outcomes = running.everything()
    sent = post.send_waiting()
    for one in outcomes:
        print(f"{one.job} of {one.period}: {f'failed ({one.failure})' if one.failure else 'done'}")
    print(f"{len(outcomes)} jobs were due; {sent} mails left.")
    return 1 if any(one.failure for one in outcomes) else 0


def _go_on(app: Any) -> int:
    """Look again and again, each job in its own time; a signal lets what is under way come to its end."""
    from apscheduler.schedulers.background import BackgroundScheduler

    from commands.ending import Ending
    from consortium.floor.clock import LONDON
    from consortium.notices import post
    from consortium.schedule import jobs, running
    from consortium.schedule.leader import Leader

    leader, scheduler, ending = Leader(), BackgroundScheduler(timezone=LONDON), Ending()
    terms = {"trigger": "interval", "max_instances": 1, "coalesce": True, "misfire_grace_time": None}
    every = {"next_run_time": _now(), **terms}
    for job in jobs.known():
        act = partial(_led, app, leader, partial(running.one, job))
        scheduler.add_job(act, id=job.code, seconds=LOOKS_EVERY, **every)
    scheduler.add_job(partial(_led, app, leader, post.send_waiting), id="mail", seconds=SENDS_EVERY, **every)
    scheduler.start()
    print("The scheduler is at work (end with Ctrl+C)", flush=True)
    ending.wait()
    scheduler.shutdown(wait=True)
    leader.resign()
    return 0


def _led(app: Any, leader: Any, act: Callable[[], Any]) -> None:
    """Act where this scheduler leads; whatever fails is told by its class, and tried again in its time."""
    from consortium.floor import logs

    with app.app_context():
        try:
            if leader.leads():
                act()
        except Exception as error:
            logs.logger().error("scheduler.failed", **logs.failure(error))


def _now() -> Any:
    from consortium.floor import clock

    return clock.now()
