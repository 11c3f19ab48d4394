"""`consortium import`: takes a spreadsheet into the records; good rows go in, bad rows come back with their reasons."""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from consortium.sheets.columns import Fault

LARGEST = 10 * 1024 * 1024


def add(subparsers: Any) -> None:
    """Declare the command and its options."""
    parser = subparsers.add_parser("import", help="take a spreadsheet into the records")
    parser.add_argument("kind", metavar="KIND", help="members, households, children, commitments, purchases, ...")
    parser.add_argument("file", metavar="FILE", type=Path, help="the spreadsheet, .csv or .xlsx")
    parser.add_argument("--strict", action="store_true", help="take nothing when any row is bad")
    parser.add_argument("--as", dest="email", metavar="EMAIL", help="in whose name and with whose rights")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Take the file in one transaction and say what became of its rows; exit code 2 when any came back."""
    from commands import installation
    from consortium.floor.db import transaction
    from consortium.importing import imports

    content = _content(arguments.file)
    with installation.opened():
        viewer = installation.viewer(arguments.email)
        with transaction():
            taken = imports.take(
                viewer,
                kind=arguments.kind,
                content=content,
                filename=arguments.file.name,
                strict=arguments.strict,
            )
            lines = list(_told(taken))
            returned = taken.returned
    print(lines[0])
    print(*lines[1:], sep="\n", end="\n" if lines[1:] else "", file=sys.stderr)
    return 2 if returned else 0


def _content(path: Path) -> bytes:
    """The file's bytes, of one that is not beyond all reason."""
    if path.stat().st_size > LARGEST:
        raise OSError(27, "a spreadsheet of more than 10 MB is not taken", str(path))
    return path.read_bytes()


def _told(taken: Any) -> Iterator[str]:
    """One line of what was done, then every notice and every row that came back."""
    counts = f"{taken.created} created, {taken.changed} changed, {taken.unchanged} unchanged"
    yield f"{taken.filename}: {counts}, {taken.returned} returned."
    yield from (f"Note: {notice}" for notice in taken.notices)
    for row in taken.returned_rows:
        for fault in row["faults"]:
            yield str(Fault(taken.filename, row["line"], fault["column"], fault["sentence"]))
