"""`consortium worker`: all that waits once, or on and on until a signal."""

import signal
import subprocess
import sys

import pytest

from tests.commands.terminal import consortium, environment

SECONDS = 60


@pytest.fixture(scope="module")
def settings(tmp_path_factory) -> dict[str, str]:
    """An installation without a record."""
    folder = tmp_path_factory.mktemp("worked")
    return {"DATABASE_URL": f"sqlite:///{folder / 'own.db'}", "SECRET_KEY": "only the tests know this"}


def test_once_ends_where_nothing_waits(settings, tmp_path):
    said = consortium("worker", "--once", folder=tmp_path, **settings)

    assert (said.code, said.out) == (0, "0 tasks were worked on.\n")


def test_it_goes_on_until_a_signal_comes_and_ends_cleanly(settings, tmp_path):
    consortium("worker", "--once", folder=tmp_path, **settings)
    command, known = [sys.executable, "-m", "commands.main", "worker"], {**environment(), **settings}
    with subprocess.Popen(command, cwd=tmp_path, env=known, stdout=subprocess.PIPE, text=True) as process:
        said = process.stdout.readline()
        process.send_signal(signal.SIGTERM)
        code = process.wait(timeout=SECONDS)

    assert (said, code) == ("The worker is at work (end with Ctrl+C)\n", 0)
