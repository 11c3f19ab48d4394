"""`consortium reconcile`: every invoice line against what was ordered and confirmed, from spreadsheets alone."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from commands import writing_out

if TYPE_CHECKING:
    from commands.reconcile_files import Reconciled


def add(subparsers: Any) -> None:
    """Declare the command and its options."""
    parser = subparsers.add_parser("reconcile", help="hold invoices against placements, confirmed days and tariffs")
    parser.add_argument("invoices", metavar="INVOICES", type=Path, help="the sheet of invoice lines")
    parser.add_argument("purchases", metavar="PURCHASES", type=Path, help="the sheet of purchases: the orders")
    parser.add_argument("tariffs", metavar="TARIFFS", type=Path, help="the sheet of tariffs")
    parser.add_argument("--receipts", metavar="F", type=Path, help="the sheet of confirmed hours of contact")
    parser.add_argument("--as-of", metavar="DATE", type=writing_out.day, help="the day to look from (default: today)")
    parser.add_argument(
        "--out", metavar="F", type=writing_out.destination, help="write the result: .json, .xlsx or .csv"
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Read, reconcile, write, say. Any bad row refuses the whole: an unseen line would be paid unseen."""
    from commands import reconcile_files, reconcile_report

    writing_out.keep_apart(arguments, "out")
    reconciled = reconcile_files.read(arguments)
    if arguments.out:
        writing_out.write_all({arguments.out: _content(arguments.out.suffix.lower(), reconciled)})
    writing_out.notices(reconciled.notices)
    print(reconcile_report.of(reconciled))
    return 0


def _content(suffix: str, reconciled: "Reconciled") -> bytes:
    import json

    from commands.reconcile_files import document, tables
    from consortium.sheets import writing

    if suffix == ".json":
        return (json.dumps(document(reconciled), ensure_ascii=False, indent=2) + "\n").encode()
    return writing.file_bytes(suffix, tables(reconciled))
