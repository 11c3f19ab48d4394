"""Which software solves a run: kept with the run, so that whoever asks years later knows what made it."""

import platform
from importlib import metadata

SOLVED_BY = ("concurrency-consortium", "numpy", "ortools")


def today() -> dict[str, str]:
    """What is installed now, by name."""
    return {name: metadata.version(name) for name in SOLVED_BY} | {"python": platform.python_version()}
