"""The web, the scheduler and the worker as children of one command: it ends when either does, and takes both along."""

import signal
import subprocess
import sys
import time
from collections.abc import Sequence

from commands.ending import SIGNALS

LOOKS_EVERY = 0.2  # seconds
LONGEST_END = 40  # seconds that a child is given to end what is under way


def start(*commands: Sequence[str]) -> int:
    """Run the commands until a signal comes or one of them ends; gives the code of the first that ended by itself."""
    asked: list[int] = []
    before = {one: signal.signal(one, lambda number, _: asked.append(number)) for one in SIGNALS}
    children = [subprocess.Popen([sys.executable, *command], start_new_session=True) for command in commands]
    try:
        while not asked and all(child.poll() is None for child in children):
            time.sleep(LOOKS_EVERY)
        ended = [child.returncode for child in children if child.poll() is not None]
    finally:
        _end(children)
        for one, handler in before.items():
            signal.signal(one, handler)
    return ended[0] if ended and not asked else 0


def _end(children: Sequence[subprocess.Popen[bytes]]) -> None:
    for child in children:
        if child.poll() is None:
            child.send_signal(signal.SIGTERM)
    for child in children:
        try:
            child.wait(timeout=LONGEST_END)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
