"""`make sabotage`: in copies of the tree, each line of list.toml in turn is sabotaged; its test must go red.

A protection that can be switched off without any test failing is one that nobody would miss. The tests are run once
before on the untouched copy: one that is red by itself proves nothing.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import Queue

from tests.house.sources import ROOT

LIST = Path(__file__).with_name("list.toml")
RED = 1  # what pytest answers when a test fails; anything else means that it could not be asked


@dataclass(frozen=True)
class Sabotage:
    """One protection: the line that holds it, the line without it, and the test that must notice."""

    what: str
    file: str
    old: str
    new: str
    test: str


def listed() -> list[Sabotage]:
    """All that list.toml holds."""
    return [Sabotage(**one) for one in tomllib.loads(LIST.read_text("utf-8"))["sabotage"]]


def copied(folder: Path) -> Path:
    """A copy of all files that the repository keeps."""
    kept = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True)
    for name in kept.stdout.split("\0"):
        if name and (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    return folder


@contextmanager
def sabotaged(tree: Path, one: Sabotage) -> Iterator[None]:
    """The line is changed meanwhile; a line that is not there exactly once ends everything, for the list is stale."""
    path = tree / one.file
    text = path.read_text("utf-8")
    if text.count(one.old) != 1:
        raise SystemExit(
            f"{one.what}: {one.file} holds the line {text.count(one.old)} times: mend tests/sabotage/list.toml"
        )
    path.write_text(text.replace(one.old, one.new), "utf-8")
    try:
        yield
    finally:
        path.write_text(text, "utf-8")


def answer(tree: Path, *tests: str) -> int:
    """What pytest answers for these tests of the tree."""
    command = [sys.executable, "-B", "-m", "pytest", "-q", "-x", *tests]
    return subprocess.run(command, cwd=tree, capture_output=True, check=False).returncode


def main() -> int:
    """Try them all, in as many copies at once as there are cores, and tell each."""
    found, copies = listed(), len(os.sched_getaffinity(0))
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(copies) as workers:
        trees: Queue[Path] = Queue()
        for number in range(copies):
            trees.put(copied(Path(folder, str(number))))
        with _one_of(trees) as tree:
            if answer(tree, *sorted({one.test for one in found})):
                raise SystemExit("A test of the list is red without any sabotage.")
        caught = sum(workers.map(lambda one: _told(trees, one), found))
    print(f"{caught} of {len(found)} sabotages were caught.")  # noqa: T201
    return caught < len(found)


@contextmanager
def _one_of(trees: Queue[Path]) -> Iterator[Path]:
    """A copy that nobody else changes meanwhile."""
    tree = trees.get()
    try:
        yield tree
    finally:
        trees.put(tree)


def _told(trees: Queue[Path], one: Sabotage) -> bool:
    with _one_of(trees) as tree, sabotaged(tree, one):
        caught = answer(tree, one.test) == RED
    print("caught" if caught else "MISSED", "·", one.what, "·", one.test, flush=True)  # noqa: T201
    return caught


if __name__ == "__main__":
    raise SystemExit(main())
