"""`consortium match`: from spreadsheets to suggestions with their reasons, without a server or a database."""

import argparse
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from commands import writing_out
from matching import recruiting

MOST_PLANS, MOST_POINTS = 20, 1_000_000
NEAR_HOMES = 30  # minutes between homes of brothers and sisters, unless another number is given
NEAR = 5  # points within which a plan is near, unless another number is given


def add(subparsers: Any) -> None:
    """Declare the command and its options."""
    parser = subparsers.add_parser("match", help="suggest matches from a sheet of children and a sheet of households")
    parser.add_argument("children", metavar="CHILDREN", type=Path, help="the sheet of referrals and their children")
    parser.add_argument("households", metavar="HOUSEHOLDS", type=Path, help="the sheet of approved households")
    for name, what in (
        ("members", "the sheet of members: only those who share a consortium are matched"),
        ("travel", "the sheet of travel minutes between districts"),
        ("pins", "the sheet of pairs that a coordinator has pinned or forbidden"),
        ("previous", "an earlier --out F.json: what was suggested before earns the points of `kept`"),
        ("policy", "the policy, a TOML file"),
    ):
        parser.add_argument(f"--{name}", metavar="F", type=Path, help=what)
    parser.add_argument("--as-of", metavar="DATE", type=writing_out.day, help="the day of the run (default: today)")
    parser.add_argument(
        "--out", metavar="F", type=writing_out.destination, help="write the result: .json, .xlsx or .csv"
    )
    parser.add_argument(
        "--pairs", metavar="F.csv", type=writing_out.table, help="write every possible pair with its points"
    )
    _questions(parser)
    parser.set_defaults(run=run)


def _questions(parser: argparse.ArgumentParser) -> None:
    """What may be asked of the finished plan; the answers are printed in the place of the report."""
    parser.add_argument(
        "--why-not",
        metavar="REF",
        nargs="+",
        help="a referral and a household: why they were not suggested, and what change would make a barred pair "
        "possible; `all`: every pair, as `pairs` of --out F.json",
    )
    parser.add_argument(
        "--explain",
        metavar="REF",
        help="a referral: what each household would mean for it, and what would bring it a suggestion if it has none",
    )
    parser.add_argument(
        "--bottlenecks", action="store_true", help="which referrals share too few possible households, and why"
    )
    parser.add_argument(
        "--missing",
        metavar="CODE",
        nargs="?",
        const="all",
        help="the unanswered questions that could change the plan most, to each agency and authority (or to one)",
    )
    parser.add_argument(
        "--compare",
        metavar="F.json",
        type=Path,
        help="an earlier --out F.json: who is suggested otherwise than there, and why not as before",
    )
    parser.add_argument(
        "--what-if",
        metavar="F.json",
        type=Path,
        help="a file of changes that are supposed: who would have what beside the run, and which change is why",
    )
    _nearness(parser)
    _recruiting(parser)
    _wider(parser)


def _nearness(parser: argparse.ArgumentParser) -> None:
    """How much the plan could differ; the answers are keys of --out F.json too."""
    parser.add_argument(
        "--alternatives",
        metavar="K",
        type=_number(1, MOST_PLANS),
        help="K other plans that truly differ, and the K best other households of each referral (or of --explain's)",
    )
    parser.add_argument(
        "--within",
        metavar="POINTS",
        nargs="?",
        type=_number(0, MOST_POINTS),
        const=NEAR,
        help="which suggestions are in every plan that loses no more points (5), and which other pairs in one of them",
    )
    parser.add_argument(
        "--weights",
        metavar="MERIT",
        nargs="?",
        const="all",
        help="over which range of each weight (or of one merit's) each suggestion stays",
    )


def _recruiting(parser: argparse.ArgumentParser) -> None:
    """Which household to recruit next."""
    parser.add_argument(
        "--recruit",
        metavar="SCENARIOS",
        nargs="?",
        type=_number(recruiting.LEAST_SCENARIOS, recruiting.MOST_SCENARIOS),
        const=recruiting.USUAL_SCENARIOS,
        help="which kinds of households would place more children, over so many scenarios of sampled demand "
        f"({recruiting.USUAL_SCENARIOS})",
    )
    parser.add_argument(
        "--archetypes", metavar="F", type=Path, help="with --recruit: the sheet of the kinds of households to try"
    )
    parser.add_argument(
        "--for-agencies",
        action="store_true",
        help="with --recruit: only what may leave the consortium, nothing that a few families stand behind",
    )


def _wider(parser: argparse.ArgumentParser) -> None:
    """What goes beyond the policy of a run."""
    parser.add_argument(
        "--two", metavar="REF", nargs="+", default=[], help="suppose households that take two unrelated referrals"
    )
    parser.add_argument(
        "--apart",
        metavar="REF[:MINUTES]",
        nargs="+",
        default=[],
        type=_way,
        help=f"suppose groups placed apart, each child within so many minutes ({NEAR_HOMES}) of brothers and sisters",
    )


def _way(text: str) -> tuple[str, int]:
    """A group, and the minutes within which its children may be apart."""
    ref, colon, minutes = text.rpartition(":")
    if not colon:
        return text, NEAR_HOMES
    if ref and minutes.isascii() and minutes.isdigit() and len(minutes) <= 3:
        return ref, int(minutes)
    raise argparse.ArgumentTypeError(f"give a referral, or a referral and minutes as R-031:30, not {text!r}")


def _number(least: int, most: int) -> Callable[[str], int]:
    """A whole number of an option, within bounds."""

    def read(text: str) -> int:
        if text.isascii() and text.isdigit() and len(text) <= len(str(most)) and least <= int(text) <= most:
            return int(text)
        raise argparse.ArgumentTypeError(f"give a whole number from {least} to {most:,}, not {text!r}")

    return read


def run(arguments: argparse.Namespace) -> int:
    """Read, solve, write, say. Any bad row refuses the whole: a child silently left out would be worse."""
    from commands import match_files, match_questions, match_recruiting, match_tables, report
    from commands.progress import Progress
    from consortium.sheets.columns import Refused
    from matching.document import content, render
    from matching.pinning import PinsRefused
    from matching.plan import solve

    writing_out.keep_apart(arguments, "out", "pairs")
    match_questions.refuse_nonsense(arguments)
    match_recruiting.refuse_nonsense(arguments)
    inputs = match_files.read(arguments)
    try:
        with Progress() as progress:
            plan = solve(inputs.problem, progress)
            answers = match_questions.answers(arguments, inputs.problem, plan, progress)
            answers += match_recruiting.answers(arguments, inputs.archetypes, inputs.problem, plan, progress)
    except PinsRefused as refused:
        raise Refused(match_files.faults_of_pins(refused, arguments.pins, inputs.pin_lines)) from refused
    files = {}
    if arguments.out:
        asked = match_questions.pairs(arguments, inputs.problem, plan) | answers.keys
        whole = partial(render, asked=asked)
        files[arguments.out] = match_tables.result(arguments.out.suffix.lower(), inputs.problem, plan, whole)
    if arguments.pairs:
        files[arguments.pairs] = match_tables.pairs(inputs.problem, plan)
    writing_out.write_all(files)
    writing_out.notices(inputs.notices)
    print("\n\n".join(answers.said) or report.of_document(content(inputs.problem, plan), inputs.problem))
    return 0
