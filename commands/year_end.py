"""`consortium year-end`: how each commitment's period ended, to the unit and the penny, from spreadsheets alone."""

import argparse
from pathlib import Path
from typing import Any

from commands import writing_out


def add(subparsers: Any) -> None:
    """Declare the command and its options."""
    parser = subparsers.add_parser("year-end", help="how each commitment's period ended, to the unit and the penny")
    parser.add_argument("commitments", metavar="COMMITMENTS", type=Path, help="the sheet of commitments")
    parser.add_argument("purchases", metavar="PURCHASES", type=Path, help="the sheet of purchases")
    parser.add_argument("--transfers", metavar="F", type=Path, help="units moved between authorities")
    parser.add_argument("--tariffs", metavar="F", type=Path, help="the sheet of tariffs: prices each shortfall")
    parser.add_argument("--unavailability", metavar="F", type=Path, help="units for which the agency had nobody")
    parser.add_argument("--as-of", metavar="DATE", type=writing_out.day, help="periods ended by then (default: today)")
    parser.add_argument(
        "--out", metavar="F", type=writing_out.destination, help="write the result: .json, .xlsx or .csv"
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Read, attribute, write, say. Any bad row refuses the whole: an unseen purchase would be a false shortfall."""
    from commands import year_end_files, year_end_report

    writing_out.keep_apart(arguments, "out")
    ended = year_end_files.read(arguments)
    if arguments.out:
        writing_out.write_all({arguments.out: year_end_files.content(arguments.out.suffix.lower(), ended)})
    writing_out.notices(ended.notices)
    print(year_end_report.of(ended))
    return 0
