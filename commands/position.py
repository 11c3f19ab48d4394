"""`consortium position`: each commitment's minimum against what was taken, from spreadsheets alone."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from commands import writing_out

if TYPE_CHECKING:
    from commands.position_files import Standing


def add(subparsers: Any) -> None:
    """Declare the command and its options."""
    parser = subparsers.add_parser("position", help="count purchases against each commitment's minimum")
    parser.add_argument("commitments", metavar="COMMITMENTS", type=Path, help="the sheet of commitments")
    parser.add_argument("purchases", metavar="PURCHASES", type=Path, help="the sheet of purchases")
    parser.add_argument("--tariffs", metavar="F", type=Path, help="the sheet of tariffs: prices each shortfall")
    parser.add_argument("--as-of", metavar="DATE", type=writing_out.day, help="the day to look from (default: today)")
    parser.add_argument(
        "--out", metavar="F", type=writing_out.destination, help="write the result: .json, .xlsx or .csv"
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Read, count, write, say. Any bad row refuses the whole: an unseen purchase would be a false shortfall."""
    from commands import position_files, position_report

    writing_out.keep_apart(arguments, "out")
    standing = position_files.read(arguments)
    if arguments.out:
        writing_out.write_all({arguments.out: _content(arguments.out.suffix.lower(), standing)})
    writing_out.notices(standing.notices)
    print(position_report.of_standing(standing))
    return 0


def _content(suffix: str, standing: "Standing") -> bytes:
    import json

    from commands.position_files import as_mappings
    from consortium.sheets import writing

    rows = as_mappings(standing)
    if suffix == ".json":
        plain = [{key: _for_json(value) for key, value in row.items()} for row in rows]
        document = {"as_of": standing.as_of.isoformat(), "positions": plain}
        return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()
    columns = [*standing.columns, "as_of"]
    return writing.file_bytes(suffix, {"Positions": (columns, [{**row, "as_of": standing.as_of} for row in rows])})


def _for_json(value: Any) -> Any:
    from datetime import date
    from decimal import Decimal

    if isinstance(value, Decimal):
        return float(value)
    return value.isoformat() if isinstance(value, date) else value
