"""`consortium run`: a match run over the records, as the console starts one; and the file that replays it."""

import argparse
import sys
from pathlib import Path
from typing import Any

from commands import writing_out

LARGEST_NUMBER = 2**31 - 1  # what a column of numbers holds


def add(subparsers: Any) -> None:
    """Declare the command and its own subcommands."""
    parser = subparsers.add_parser("run", help="start a match run over the records; export one, verify the file of one")
    acts = parser.add_subparsers(title="acts", metavar="ACT", required=True)
    start = acts.add_parser("start", help="match all that the records hold, and keep the result")
    start.add_argument("--as-of", metavar="DATE", type=writing_out.day, help="the day of the run (default: today)")
    start.add_argument(
        "--consortium", metavar="CODE", action="append", help="a consortium to run for; may be repeated (default: all)"
    )
    start.add_argument("--out", metavar="F.json", type=_json, help="write the result there too")
    start.set_defaults(run=run)
    said = "write a run as one file that replays it: inputs, policy, versions, result and proof, with its hash"
    one = acts.add_parser("export", help=said)
    one.add_argument("number", metavar="N", type=_number, help="the number of the run")
    one.add_argument("--consortium", metavar="CODE", help="whose run N: every consortium counts its own")
    one.add_argument("--out", metavar="F.json", type=_json, required=True, help="the file to write")
    one.set_defaults(run=export)
    check = acts.add_parser("verify", help="check such a file, claim by claim, and solve it again; needs no database")
    check.add_argument("file", metavar="FILE", type=Path, help="what `consortium run export` wrote")
    check.add_argument("--sha256", metavar="HASH", default="", help="the hash that was noted when it was exported")
    check.set_defaults(run=verify)


def run(arguments: argparse.Namespace) -> int:
    """Start the run and say how it ended; exit code 2 when it failed, with the sentences that say why."""
    from commands import installation
    from consortium import consortia
    from consortium.access import OPERATOR
    from matching.running import runs, starting

    with installation.opened():
        named = arguments.consortium
        ids = named and [consortia.by_code(OPERATOR, code=code).id for code in named]
        kept = starting.start(OPERATOR, as_of=arguments.as_of, consortium_ids=ids)
        if kept.error:
            print(f"Run {kept.number} failed: {kept.error}", file=sys.stderr)
            return 2
        document = runs.result(OPERATOR, run_id=kept.id)
        told = f"Run {kept.number} as of {kept.as_of} is done: {_counts(document)}"
    if arguments.out:
        writing_out.write_all({arguments.out: document})
    print(told)
    return 0


def export(arguments: argparse.Namespace) -> int:
    """Write the file of a run for its owner's eyes alone, and say what to note."""
    from commands import installation
    from consortium.access import OPERATOR
    from matching.running import exports

    writing_out.expect_place(arguments.out)  # before the trail tells of a file
    with installation.opened():
        written = exports.export(OPERATOR, number=arguments.number, consortium_code=arguments.consortium)
    writing_out.write_all({arguments.out: written}, own=True)
    print(
        f"{arguments.out} holds personal data of all whom run {arguments.number} looked at: keep it as you keep theirs."
    )
    print(f"Note its SHA-256 elsewhere, for `consortium run verify`: {_sha256(written)}")
    return 0


def verify(arguments: argparse.Namespace) -> int:
    """Say of every claim whether it holds; exit code 1 where one does not, 2 for what is no file of a run."""
    from consortium.sheets.columns import Fault, Refused
    from matching.replaying import replay_checks, replay_reading

    with arguments.file.open("rb") as file:
        written = file.read(replay_reading.LARGEST_FILE + 1)
    try:
        replay = replay_reading.read(written)
    except replay_reading.NoReplay as refusal:
        raise Refused([Fault(str(arguments.file), None, None, str(refusal))]) from refusal
    print(_printable(_title(replay.content)))
    holds = True
    for check in replay_checks.checks(replay, noted=arguments.sha256):
        holds = holds and not check.fault
        print(_printable(f"{'DOES NOT HOLD' if check.fault else 'holds':13}  {check.claim}"))
        if check.fault:
            print(_printable(f"{'':13}  {check.fault}."))
    print("Everything holds." if holds else "Not everything holds: this is not, or no longer, what the run gave.")
    return 0 if holds else 1


def _title(content: Any) -> str:
    """Which run it says it is, and which versions solved it and made the file."""
    said, by = content["run"], content["versions"]
    solved = _named(by["solved_with"]) if by["solved_with"] else "versions that it did not keep"
    whose = "+".join(said["consortia"])
    opening = f"Run {said['number']} of {whose} as of {said['as_of']}, started {said['started_at']}"
    return f"{opening}; solved with {solved}; made with {_named(by['exported_with'])}."


def _named(versions: dict[str, str]) -> str:
    return ", ".join(f"{name} {version}" for name, version in sorted(versions.items()))


def _printable(text: str) -> str:
    """A line whose words come from a file that may be anybody's, without what would steer the terminal."""
    return "".join(letter if letter.isprintable() else "?" for letter in text)


def _sha256(written: bytes) -> str:
    import json

    found: str = json.loads(written)["sha256"]
    return found


def _counts(document: bytes) -> str:
    import json

    said = json.loads(document)
    return f"{len(said['suggestions'])} suggestions, {len(said['unmatched'])} referrals without one."


def _number(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) <= LARGEST_NUMBER:
        raise argparse.ArgumentTypeError(f"a run's number is a whole number from 1, not {text!r}")
    return int(text)


def _json(text: str) -> Path:
    path = writing_out.destination(text)
    if path.suffix != ".json":
        raise argparse.ArgumentTypeError(f"a run's result is a .json file, not {text!r}")
    return path
