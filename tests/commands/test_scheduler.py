"""`consortium scheduler`: all that is due once, or on and on until a signal; and two children of one command."""

import signal
import subprocess
import sys
import time

import pytest

from commands import together
from tests.commands.terminal import consortium, environment

SECONDS = 180


@pytest.fixture(scope="module")
def settings(tmp_path_factory) -> dict[str, str]:
    """An installation without a record."""
    folder = tmp_path_factory.mktemp("scheduled")
    return {"DATABASE_URL": f"sqlite:///{folder / 'own.db'}", "SECRET_KEY": "only the tests know this"}


def test_once_does_all_that_is_due_and_the_second_time_nothing(settings, tmp_path):
    first = consortium("scheduler", "--once", folder=tmp_path, **settings)
    second = consortium("scheduler", "--once", folder=tmp_path, **settings)

    assert first.code == second.code == 0
    assert "match.preview of" in first.out
    assert "links.stalled of" in first.out
    assert second.out == "0 jobs were due; 0 mails left.\n"


def test_it_goes_on_until_a_signal_comes_and_ends_cleanly(settings, tmp_path):
    command = [sys.executable, "-m", "commands.main", "scheduler"]
    known = {**environment(), **settings}
    process = subprocess.Popen(command, cwd=tmp_path, env=known, stdout=subprocess.PIPE, text=True)
    with process.stdout as told:
        said = told.readline()
        process.send_signal(signal.SIGTERM)
        code = process.wait(timeout=SECONDS)

    assert (said, code) == ("The scheduler is at work (end with Ctrl+C)\n", 0)


def test_two_children_of_one_command_end_together():
    began = time.monotonic()

    code = together.start(["-c", "import time; time.sleep(60)"], ["-c", "raise SystemExit(3)"])

    assert code == 3
    assert time.monotonic() - began < 30
