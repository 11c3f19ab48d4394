"""`consortium sample`: believable spreadsheets of invented families in real councils, the same for the same seed."""

import argparse
from pathlib import Path
from typing import Any

from commands import writing_out

SIZES = ("demo", "year", "national", "stress")


def add(subparsers: Any) -> None:
    """Declare the command and its options."""
    parser = subparsers.add_parser("sample", help="write spreadsheets of an invented consortium to try things with")
    parser.add_argument("--size", choices=SIZES, default="demo", help="how large (default: demo)")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="another seed, other families (default: 1)")
    parser.add_argument("--to", type=Path, required=True, metavar="DIR", help="the folder to write into")
    parser.add_argument("--as-of", metavar="DATE", type=writing_out.day, help="the day they centre on (default: today)")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Write all files of the sample, and say which."""
    from commands.sample.files import contents
    from consortium.floor import clock

    files = contents(arguments.size, seed=arguments.seed, as_of=arguments.as_of or clock.today())
    arguments.to.mkdir(parents=True, exist_ok=True)
    writing_out.write_all({arguments.to / name: content for name, content in files.items()})
    print("\n".join(f"{arguments.to / name}" for name in files))
    return 0
