"""`consortium run`: a match run over the records, as a coordinator starts one in the console."""

import argparse
import sys
from pathlib import Path
from typing import Any

from commands import writing_out


def add(subparsers: Any) -> None:
    """Declare the command and its own subcommand."""
    parser = subparsers.add_parser("run", help="start a match run over the records")
    acts = parser.add_subparsers(title="acts", metavar="ACT", required=True)
    start = acts.add_parser("start", help="match all that the records hold, and keep the result")
    start.add_argument("--as-of", metavar="DATE", type=writing_out.day, help="the day of the run (default: today)")
    start.add_argument(
        "--consortium", metavar="CODE", action="append", help="a consortium to run for; may be repeated (default: all)"
    )
    start.add_argument("--out", metavar="F.json", type=_json, help="write the result there too")
    start.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Start the run and say how it ended; exit code 2 when it failed, with the sentences that say why."""
    from commands import installation
    from consortium import consortia
    from consortium.access import OPERATOR
    from matching import runs

    with installation.opened():
        named = arguments.consortium
        ids = named and [consortia.by_code(OPERATOR, code=code).id for code in named]
        kept = runs.start(OPERATOR, as_of=arguments.as_of, consortium_ids=ids)
        if kept.error:
            print(f"Run {kept.number} failed: {kept.error}", file=sys.stderr)
            return 2
        document = runs.result(OPERATOR, run_id=kept.id)
        told = f"Run {kept.number} as of {kept.as_of} is done: {_counts(document)}"
    if arguments.out:
        writing_out.write_all({arguments.out: document})
    print(told)
    return 0


def _counts(document: bytes) -> str:
    import json

    said = json.loads(document)
    return f"{len(said['suggestions'])} suggestions, {len(said['unmatched'])} referrals without one."


def _json(text: str) -> Path:
    path = writing_out.destination(text)
    if path.suffix != ".json":
        raise argparse.ArgumentTypeError(f"a run's result is a .json file, not {text!r}")
    return path
