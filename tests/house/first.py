"""Importing first: whichever module of ours is the first that a program imports, it finds what it needs.

Where imports run one way, their order says nothing. It matters to the modules of a cycle, each of which is tried, and
wherever a module does more than declare: mappers set up amid the imports look for classes that are yet to come.
"""

import ast
import os
import subprocess
import sys
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from tests.house.sources import ROOT, Source, module_of

# Forked for each, so that what others wrote is imported once; the parent imports nothing of ours.
_EACH_ALONE = """
import importlib, os, sys
import authlib, flask_sqlalchemy, numpy, sqlalchemy.orm
for name in sys.argv[1:]:
    if not os.fork():
        try:
            importlib.import_module(name)
        except BaseException as error:
            print(name, type(error).__name__, error, flush=True)
        os._exit(0)
    os.wait()
"""
_ALL_AT_ONCE = """
import importlib, sys
from sqlalchemy import event
from sqlalchemy.orm import Mapper
for name in sys.argv[1:]:
    event.listen(Mapper, "before_configured", lambda: print(name, "sets the mappers up"), once=True)
    importlib.import_module(name)
"""


def in_cycles(sources: Iterable[Source]) -> list[str]:
    """The modules that import themselves by way of others; what stands below one is never imported before it."""
    known = {module_of(one.path): one for one in sources}
    direct = {name: _imported(name, one, known) for name, one in known.items()}
    found = {name for name in direct if name in _reached(name, direct)}
    return sorted(name for name in found if not found & {*_above(name)} - {name})


def everything(sources: Iterable[Source]) -> list[str]:
    """The name of every module."""
    return sorted(module_of(one.path) for one in sources)


def failing_alone(names: Iterable[str], *, at: Path = ROOT) -> list[str]:
    """Which of these modules cannot be imported first, and why."""
    return _said(_EACH_ALONE, names, at=at)


def setting_up(names: Iterable[str], *, at: Path = ROOT) -> list[str]:
    """What sets up the mappers while these modules are imported one after the other."""
    return _said(_ALL_AT_ONCE, names, at=at)


def _imported(name: str, source: Source, known: Collection[str]) -> set[str]:
    """What is imported at the head of a module: an import within a function comes later."""
    head = [node for node in source.tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    named = Source(source.path, ast.unparse(ast.Module(head, []))).imports()
    return {above for one in (*named, name) for above in _above(one) if above in known} - {name}


def _above(name: str) -> Iterator[str]:
    parts = name.split(".")
    yield from (".".join(parts[:length]) for length in range(1, len(parts) + 1))


def _reached(name: str, direct: dict[str, set[str]]) -> set[str]:
    found, ahead = set[str](), [name]
    while ahead:
        new = direct.get(ahead.pop(), set()) - found
        found |= new
        ahead += new
    return found


def _said(script: str, names: Iterable[str], *, at: Path) -> list[str]:
    terms = {"cwd": at, "env": {**os.environ, "PYTHONPATH": str(at)}, "capture_output": True, "text": True}
    ran = subprocess.run([sys.executable, "-c", script, *names], check=True, **terms)
    return ran.stdout.splitlines()
