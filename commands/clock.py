"""`consortium clock`: what is due in each case, by law and by whose rules, from a spreadsheet of events alone."""

import argparse
from pathlib import Path
from typing import Any

from commands import writing_out


def add(subparsers: Any) -> None:
    """Declare the command and its options."""
    parser = subparsers.add_parser("clock", help="tell what is due in each case, from a sheet of events")
    parser.add_argument("events", metavar="EVENTS", type=Path, help="the sheet of events")
    parser.add_argument("--as-of", metavar="DATE", type=writing_out.day, help="the day to look from (default: today)")
    parser.add_argument("--rules", metavar="F", type=Path, help="other rules than the product's own, a TOML file")
    parser.add_argument(
        "--out", metavar="F", type=writing_out.destination, help="write the result: .json, .xlsx or .csv"
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Read, count, write, say. Any bad row refuses the whole: an unseen event would be a false deadline."""
    from commands import clock_files, clock_report

    writing_out.keep_apart(arguments, "out")
    told = clock_files.read(arguments)
    if arguments.out:
        writing_out.write_all({arguments.out: clock_files.content(arguments.out.suffix.lower(), told)})
    writing_out.notices(told.notices)
    print(clock_report.of_steps(told, whole=not arguments.out))
    return 0
