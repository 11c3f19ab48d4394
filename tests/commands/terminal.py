"""The command as a person runs it: a process of its own, in a folder of its own, with an environment of its own."""

import os
import subprocess
import sys
from pathlib import Path

from tests.house.sources import ROOT

LEFT_OUT = ("DATABASE_URL", "SECRET_KEY", "SECURE_COOKIES", "CONSORTIUM_DEMO")


def environment(**settings: str) -> dict[str, str]:
    """This process's environment with these settings alone of the product's own."""
    kept = {name: value for name, value in os.environ.items() if name not in LEFT_OUT}
    return {**kept, "PYTHONPATH": str(ROOT), **settings}


def consortium(*words: str, folder: Path, typed: str = "", **settings: str) -> subprocess.CompletedProcess[str]:
    """What `consortium WORDS` said, and its exit code."""
    return subprocess.run(
        [sys.executable, "-m", "commands.main", *words],
        cwd=folder,
        env=environment(**settings),
        input=typed,
        capture_output=True,
        text=True,
        check=False,
    )
