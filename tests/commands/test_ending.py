"""A process that goes on and on ends by a signal, in whichever instant it comes."""

import signal
import subprocess
import sys
from threading import Timer

SECONDS = 60
TIMES = 3000

AGAIN_AND_AGAIN = f"""
from commands.ending import Ending

for _ in range({TIMES}):
    ending = Ending()
    print("waits", flush=True)
    ending.wait()
    while not ending.is_asked():
        pass
"""


def test_a_signal_that_comes_as_the_waiting_begins_is_never_lost():
    waiting = subprocess.Popen([sys.executable, "-c", AGAIN_AND_AGAIN], stdout=subprocess.PIPE)
    too_late = Timer(SECONDS, waiting.kill)
    too_late.start()
    with waiting.stdout as told:
        for time in range(TIMES):
            told.readline()
            for _ in range(time % 300):  # up to some microseconds, so that each instant of the wait has its turn
                pass
            waiting.send_signal(signal.SIGTERM)
    code = waiting.wait()
    too_late.cancel()

    assert code == 0


def test_a_wait_of_some_seconds_ends_without_a_signal():
    told = (
        "from commands.ending import Ending; ending = Ending(); ending.wait(0.01); raise SystemExit(ending.is_asked())"
    )

    assert subprocess.run([sys.executable, "-c", told], timeout=SECONDS).returncode == 0
