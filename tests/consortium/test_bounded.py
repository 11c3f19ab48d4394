"""A child process answers within its limits, or is ended without harm."""

import os

import pytest

from consortium.floor import bounded

HERE = "tests.consortium.test_bounded"


def shout(content: bytes) -> bytes:
    return content.upper()


def devour(content: bytes) -> bytes:
    return bytes(10**9)


def linger(content: bytes) -> bytes:
    while True:
        pass


def write(content: bytes) -> bytes:
    with open(content, "wb") as file:
        file.write(b"x" * 100_000)
    return b"written"


def secrets(content: bytes) -> bytes:
    return os.environ.get("SECRET_KEY", "none").encode()


def test_the_answer_comes_back_as_bytes():
    assert bounded.run(f"{HERE}:shout", b"hello \xff") == b"HELLO \xff"


@pytest.mark.parametrize("act", ["devour", "linger", "write", "nothing_of_this_name"])
def test_whoever_breaks_a_limit_is_ended(act, tmp_path):
    with pytest.raises(bounded.Exceeded):
        bounded.run(f"{HERE}:{act}", bytes(tmp_path / "written"), seconds=1, megabytes=200)


def test_no_secret_goes_along(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "not for children")

    assert bounded.run(f"{HERE}:secrets", b"") == b"none"
