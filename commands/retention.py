"""`consortium retention`: print the list of erased records, apply a kept list after a restore, and sweep up money."""

import argparse
import csv
import io
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

if TYPE_CHECKING:
    from consortium.retention.erasure import Entry

COLUMNS = ("entity", "id", "erased_on")


def add(subparsers: Any) -> None:
    """Declare the command and its three acts."""
    parser = subparsers.add_parser("retention", help="print the list of erased records, apply it, or sweep up")
    acts = parser.add_subparsers(title="acts", metavar="ACT", required=True)
    listing = acts.add_parser("list", help="print what was erased, as CSV, by ids that mean nothing: keep it outside")
    listing.set_defaults(run=show)
    again = acts.add_parser("reapply", help="erase again what a restored database brought back")
    again.add_argument("file", metavar="FILE", type=Path, help="the list that was kept outside, newer than the copy")
    again.set_defaults(run=reapply)
    sweeping = acts.add_parser("sweep", help="empty what money kept of erased records and need not keep any more")
    sweeping.set_defaults(run=sweep)


def show(_arguments: argparse.Namespace) -> int:
    """Print the list."""
    from commands import installation
    from consortium.access import OPERATOR
    from consortium.retention import erasure

    with installation.opened():
        rows = [(one.entity, one.record_id, one.erased_on) for one in erasure.listed(OPERATOR)]
    written = csv.writer(sys.stdout, lineterminator="\n")
    written.writerows([COLUMNS, *rows])
    return 0


def reapply(arguments: argparse.Namespace) -> int:
    """Erase again what the list names and the database holds."""
    from commands import installation
    from consortium.access import OPERATOR
    from consortium.floor.db import transaction
    from consortium.retention import erasure
    from contracts import erasing

    entries = _read(arguments.file.read_text("utf-8-sig"), name=arguments.file.name)
    with installation.opened(), transaction():
        again = erasure.again(OPERATOR, entries=entries)
        erasing.sweep(OPERATOR)
    print(f"{len(entries):,} on the list; {again:,} of them were back and are erased again.")
    return 0


def sweep(_arguments: argparse.Namespace) -> int:
    """Empty the order numbers and cost codes of erased records whose money is past its class."""
    from commands import installation
    from consortium.access import OPERATOR
    from consortium.floor.db import transaction
    from contracts import erasing

    with installation.opened(), transaction():
        emptied = erasing.sweep(OPERATOR)
    print(f"{emptied:,} purchases of erased records keep their days and numbers alone from now on.")
    return 0


def _read(text: str, *, name: str) -> "list[Entry]":
    """The entries of a list; one bad line refuses the whole, so that nobody thinks it was applied."""
    from consortium.floor.errors import BadRows

    rows = csv.DictReader(io.StringIO(text))
    found: list[Entry] = []
    faults = [] if tuple(rows.fieldnames or ()) == COLUMNS else [f"{name}, line 1: begin with {','.join(COLUMNS)}."]
    for row in rows if not faults else ():
        try:
            found.append(_entry(row))
        except (ValueError, TypeError):
            faults.append(f"{name}, line {rows.line_num}: this is no entry of the list.")
    if faults:
        raise BadRows(faults)
    return found


def _entry(row: dict[str, str]) -> "Entry":
    from consortium.retention.erasure import Entry
    from consortium.retention.records import ENTITIES

    entity = next((one for one in ENTITIES if one == row["entity"]), None)
    if entity is None or None in row:
        raise ValueError("no record of a kind that is erased")
    return Entry(entity, UUID(row["id"]), date.fromisoformat(row["erased_on"]))
