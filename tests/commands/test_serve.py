"""`consortium serve`: the demo of a folder behind gunicorn, for this machine alone, and ended by a signal."""

import signal
import socket
import subprocess
import sys
import time
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from tests.commands.terminal import consortium, environment

SECONDS = 120


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder in which a demo was made and not served."""
    made = tmp_path_factory.mktemp("served")
    assert consortium("demo", "--no-serve", folder=made).code == 0
    return made


@pytest.fixture(scope="module")
def address(folder):
    """The demo, served from its folder by the plain command."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "commands.main", "serve", "--port", str(port)]
    server = subprocess.Popen(
        command, cwd=folder, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    wait_for(f"http://127.0.0.1:{port}/api/v1/health", server)
    yield f"http://127.0.0.1:{port}"
    server.send_signal(signal.SIGTERM)
    assert server.wait(timeout=SECONDS) == 0


def wait_for(url: str, server: subprocess.Popen) -> None:
    """Returns as soon as the server answers; a server that ended or never answers fails the test."""
    for _ in range(SECONDS * 10):
        assert server.poll() is None
        try:
            urlopen(url, timeout=5).close()
        except (URLError, ConnectionError):
            time.sleep(0.1)
        else:
            return
    pytest.fail(f"no answer from {url} within {SECONDS} seconds")


def test_the_console_asks_for_a_sign_in(address):
    with urlopen(f"{address}/") as page:
        assert page.url.startswith(f"{address}/sign-in")
        assert "text/html" in page.headers["Content-Type"]


def test_the_specification_is_served(address):
    with urlopen(f"{address}/api/v1/openapi.json") as specification:
        assert b'"openapi"' in specification.read()


def test_a_demo_is_refused_to_other_machines(folder):
    done = consortium("serve", "--host", "0.0.0.0", folder=folder)

    assert (done.code, done.err.count("127.0.0.1 alone")) == (2, 1)


def test_without_a_database_a_sentence_says_what_to_do(tmp_path):
    done = consortium("serve", folder=tmp_path)

    assert (done.code, done.out) == (2, "")
    assert done.err == "Set DATABASE_URL and SECRET_KEY, or make the demo first: consortium demo.\n"


def test_a_service_that_others_call_says_by_which_names(tmp_path):
    settings = {"DATABASE_URL": f"sqlite:///{tmp_path / 'records.db'}", "SECRET_KEY": "only this test knows it"}

    done = consortium("serve", "--host", "0.0.0.0", folder=tmp_path, **settings)

    assert (done.code, done.err.count("Set TRUSTED_HOSTS")) == (2, 1)
