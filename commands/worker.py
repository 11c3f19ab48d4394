"""`consortium worker`: works on what takes long, beside the web: large runs, and long questions to runs."""

import argparse
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

if TYPE_CHECKING:
    from commands.ending import Ending

LOOKS_EVERY = 0.5  # seconds between two looks at whether a task waits
WAITS_AFTER_FAULT = 10.0


def add(subparsers: Any) -> None:
    """Declare the command and its option."""
    parser = subparsers.add_parser("worker", help="work on what takes long: large runs, long questions to runs")
    parser.add_argument("--once", action="store_true", help="work on all that waits now, then end")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Work on tasks until none waits, or until a signal comes; what is at work then waits for another worker."""
    from commands import database, installation

    with installation.application() as app:
        database.ready(app)
        return _once() if arguments.once else _go_on()


def _once() -> int:
    from matching.tasks import working

    worker, done = uuid4(), 0
    while working.one(worker):
        done += 1
    print(f"{done} tasks were worked on.")
    return 0


def _go_on() -> int:
    from commands.ending import Ending

    worker, ending = uuid4(), Ending()
    print("The worker is at work (end with Ctrl+C)", flush=True)
    while not ending.is_asked():
        ending.wait(_looked(worker, ending))
    return 0


def _looked(worker: UUID, ending: "Ending") -> float:
    """Works on the next task; gives after how many seconds to look again. A fault is told by its class alone."""
    from consortium.floor import logs
    from matching.tasks import working

    try:
        return 0.0 if working.one(worker, has_to_go=ending.is_asked) else LOOKS_EVERY
    except Exception as error:
        logs.logger().error("worker.failed", **logs.failure(error))
        return WAITS_AFTER_FAULT
