"""Runs one function over bytes in a child process with limits on memory, processor, files and time."""

import importlib
import os
import resource
import subprocess
import sys
from typing import BinaryIO

MEGABYTE = 1024 * 1024


class Exceeded(Exception):
    """The child was ended by a limit, or ended without an answer."""


def run(function: str, content: bytes, *, seconds: float = 5, megabytes: int = 360) -> bytes:
    """The bytes that `function` ("package.module:name", bytes to bytes) makes of `content` in a child process.

    Raises Exceeded when the child takes longer than `seconds`, needs more than `megabytes`, or ends without an answer.
    """
    # Nothing of this process's environment goes along (it may hold secrets) but where to find the code.
    paths = [os.path.abspath(path) for path in sys.path]
    command = [sys.executable, "-P", "-m", "consortium.floor.bounded", function, str(seconds), str(megabytes)]
    try:
        done = subprocess.run(
            command,
            input=content,
            capture_output=True,
            timeout=seconds,
            env={"PYTHONPATH": os.pathsep.join(paths), "PYTHONDONTWRITEBYTECODE": "1"},
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Exceeded(f"{function} took longer than {seconds} seconds") from None
    if done.returncode != 0:
        raise Exceeded(f"{function} ended without an answer ({done.returncode})")
    return done.stdout


def _limit(seconds: float, megabytes: int) -> None:
    for limit, most in (
        (resource.RLIMIT_AS, megabytes * MEGABYTE),
        (resource.RLIMIT_CPU, int(seconds) + 1),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 64),
    ):
        resource.setrlimit(limit, (most, most))


def answer(function: str, source: BinaryIO, target: BinaryIO) -> None:
    """Writes what `function` makes of the source to the target; the child's own part, without limits."""
    module, _, name = function.partition(":")
    target.write(getattr(importlib.import_module(module), name)(source.read()))
    target.flush()


if __name__ == "__main__":
    _limit(float(sys.argv[2]), int(sys.argv[3]))
    answer(sys.argv[1], sys.stdin.buffer, sys.stdout.buffer)
