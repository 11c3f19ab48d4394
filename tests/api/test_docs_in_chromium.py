"""The pages of the specification in a real Chromium: they render, under their own policy, from this server alone."""

import subprocess

import pytest

from tests.web import chromium

ELSEWHERE = "MAP * 127.0.0.1:1, EXCLUDE 127.0.0.1"  # every other host leads nowhere


@pytest.fixture
def dom(app, request, tmp_path, tmp_path_factory):
    """What Chromium makes of the page, and what it says on its console."""
    if not chromium.is_there():
        chromium.say_once(request.config, tmp_path_factory.getbasetemp().parent)
        pytest.skip("no Chromium on this machine")
    switches = ["--headless", "--dump-dom", "--virtual-time-budget=20000", "--enable-logging=stderr"]
    own = [f"--user-data-dir={tmp_path}", f"--host-resolver-rules={ELSEWHERE}"]
    with chromium.served(app) as url:
        command = [str(chromium.PATH), *chromium.SWITCHES, *switches, *own, f"{url}/api/docs"]
        return subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)


def test_every_operation_is_shown_and_nothing_is_blocked(app, dom):
    described = sum(map(len, app.extensions["openapi"]["paths"].values()))

    assert dom.stdout.count('class="opblock opblock-') == described
    assert "Content Security Policy" not in dom.stderr
    assert "ERR_" not in dom.stderr
