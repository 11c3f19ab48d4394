"""What `consortium match` may be asked about a finished plan: why not, what would help, where the bottlenecks are."""

import argparse
from typing import Any

from consortium.sheets.columns import Fault, Refused
from matching import bottlenecks
from matching.explanation import Explanation, Unanswerable
from matching.losses import whole_table
from matching.plan import Plan
from matching.problem import Problem

EVERY_PAIR = ["all"]
LARGEST_TABLE = 1_000_000


def refuse_nonsense(arguments: argparse.Namespace) -> None:
    """Before anything is read: a question that no plan could answer. Raises Refused."""
    asked = arguments.why_not
    if asked is None:
        return
    if asked == EVERY_PAIR:
        if not arguments.out or arguments.out.suffix.lower() != ".json":
            _refuse("--why-not", "The answer for every pair goes into the result: name it with --out F.json.")
    elif len(asked) != 2:
        _refuse("--why-not", "Write `all`, or one referral and one household: --why-not R-031 H-0142.")


def pairs(arguments: argparse.Namespace, problem: Problem, plan: Plan) -> list[dict[str, Any]] | None:
    """Every pair that was not suggested, where `--why-not all` asks. Raises Refused where they are too many."""
    if arguments.why_not != EVERY_PAIR:
        return None
    if len(problem.referrals) * len(problem.households) > LARGEST_TABLE:
        _refuse("--why-not", f"There are more than {LARGEST_TABLE:,} pairs: ask for one referral with --explain.")
    return whole_table(problem, plan)


def answers(arguments: argparse.Namespace, problem: Problem, plan: Plan) -> list[str]:
    """The answers in words, in the place of the report; none where nothing of the kind was asked. Raises Refused."""
    found, option = [], ""
    try:
        if arguments.why_not and arguments.why_not != EVERY_PAIR:
            option = "--why-not"
            found.append(Explanation(problem, plan).why_not(*arguments.why_not))
        if arguments.explain:
            option = "--explain"
            found.append(Explanation(problem, plan).of_referral(arguments.explain))
    except Unanswerable as refused:
        _refuse(option, str(refused))
    if arguments.bottlenecks:
        found.append(_bottlenecks(problem, plan))
    return found


def _bottlenecks(problem: Problem, plan: Plan) -> str:
    said = [bottlenecks.sentence(problem, each) for each in bottlenecks.bottlenecks(problem, plan)]
    return "\n".join(said) or "There is no bottleneck: every child has a suggestion."


def _refuse(option: str, sentence: str) -> None:
    raise Refused([Fault(option, None, None, sentence)])
