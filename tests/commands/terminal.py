"""The command as a person meets it: a folder to stand in, an environment of its own, what is typed and what is said."""

import io
import os
import sys
from collections.abc import Iterator
from contextlib import chdir, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import pytest

from commands.main import main
from tests.house.sources import ROOT

OWN = ("DATABASE_URL", "SECRET_KEY", "SECURE_COOKIES", "CONSORTIUM_DEMO")


@dataclass(frozen=True)
class Said:
    """How a command ended and what it printed."""

    code: int
    out: str
    err: str


def consortium(*words: str, folder: Path, typed: str = "", **settings: str) -> Said:
    """Runs `consortium WORDS` in this process, without the seconds that a new one takes to import the product."""
    out, err = io.StringIO(), io.StringIO()
    with surroundings(folder, typed, settings), redirect_stdout(out), redirect_stderr(err):
        try:
            code = main(words)
        except SystemExit as ended:
            code = int(ended.code or 0)
    return Said(code, out.getvalue(), err.getvalue())


@contextmanager
def surroundings(folder: Path, typed: str, settings: dict[str, str]) -> Iterator[None]:
    """A working folder, piped input and the product's settings; what a command leaves in the environment goes again."""
    with pytest.MonkeyPatch.context() as patch, chdir(folder):
        for name in OWN:
            patch.setenv(name, settings.get(name, ""))
        patch.setattr(sys, "stdin", io.StringIO(typed))
        yield


def environment() -> dict[str, str]:
    """This process's environment without the product's settings, for a process of its own."""
    kept = {name: value for name, value in os.environ.items() if name not in OWN}
    return {**kept, "PYTHONPATH": str(ROOT)}
