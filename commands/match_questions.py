"""What `consortium match` may be asked about a finished plan: why not, what would help, where the bottlenecks are."""

import argparse
from pathlib import Path
from typing import Any, NoReturn

from commands import match_alternatives, match_what_if, match_wider
from commands.match_alternatives import Answers
from consortium.sheets.columns import Fault, Refused
from matching.document import suggested_pairs
from matching.eligibility import Progress
from matching.helping import unanswered
from matching.plan import Plan
from matching.policy import MERIT_WEIGHTS
from matching.problem import Problem
from matching.reasons import bottlenecks
from matching.reasons.earlier import against
from matching.reasons.explanation import Explanation, Unanswerable
from matching.reasons.losses import whole_table

EVERY_PAIR = ["all"]
EVERYBODY = "all"
LARGEST_TABLE = 1_000_000


def refuse_nonsense(arguments: argparse.Namespace) -> None:
    """Before anything is read: a question that no plan could answer. Raises Refused."""
    if arguments.weights not in (None, EVERYBODY, *MERIT_WEIGHTS):
        known = ", ".join(MERIT_WEIGHTS)
        _refuse("--weights", f"{arguments.weights} is not a merit. Leave it out to ask of every one, or name {known}.")
    asked = arguments.why_not
    if asked is None:
        return
    if asked == EVERY_PAIR:
        if not arguments.out or arguments.out.suffix.lower() != ".json":
            _refuse("--why-not", "The answer for every pair goes into the result: name it with --out F.json.")
    elif len(asked) != 2:
        _refuse("--why-not", "Write `all`, or one referral and one household: --why-not R-031 H-0142.")


def pairs(arguments: argparse.Namespace, problem: Problem, plan: Plan) -> dict[str, Any]:
    """Every pair that was not suggested, where `--why-not all` asks. Raises Refused where they are too many."""
    if arguments.why_not != EVERY_PAIR:
        return {}
    if len(problem.referrals) * len(problem.households) > LARGEST_TABLE:
        _refuse("--why-not", f"There are more than {LARGEST_TABLE:,} pairs: ask for one referral with --explain.")
    return {"pairs": whole_table(problem, plan)}


def answers(arguments: argparse.Namespace, problem: Problem, plan: Plan, progress: Progress) -> Answers:
    """What was asked, in words in the place of the report, and as keys of the result. Raises Refused."""
    said = _in_words(arguments, problem, plan)
    found = match_alternatives.answers(arguments, problem, plan, progress)
    supposed = match_what_if.answers(arguments.what_if, problem, plan)
    wider = match_wider.answers(arguments, problem, plan, progress)
    return Answers(said) + found + supposed + wider


def _in_words(arguments: argparse.Namespace, problem: Problem, plan: Plan) -> list[str]:
    found, option = [], ""
    try:
        if arguments.why_not and arguments.why_not != EVERY_PAIR:
            option = "--why-not"
            found.append(Explanation(problem, plan).why_not(*arguments.why_not))
        if arguments.explain:
            option = "--explain"
            found.append(Explanation(problem, plan).of_referral(arguments.explain, most=arguments.alternatives))
    except Unanswerable as refused:
        _refuse(option, str(refused))
    if arguments.bottlenecks:
        found.append(_bottlenecks(problem, plan))
    if arguments.compare:
        found.append(_compared(arguments.compare, problem, plan))
    if arguments.missing:
        found.append(_missing(arguments.missing, problem, plan))
    return found


def _compared(path: Path, problem: Problem, plan: Plan) -> str:
    try:
        before = suggested_pairs(path.read_bytes())
    except (OSError, ValueError) as error:
        _refuse(str(path), getattr(error, "strerror", None) or str(error))
    return against(Explanation(problem, plan), before)


def _bottlenecks(problem: Problem, plan: Plan) -> str:
    said = [bottlenecks.sentence(problem, each) for each in bottlenecks.bottlenecks(problem, plan)]
    return "\n".join(said) or "There is no bottleneck: every child has a suggestion."


def _missing(asked: str, problem: Problem, plan: Plan) -> str:
    """The questions to each agency and authority, or to one."""
    known = problem.agencies | {referral.authority for referral in problem.referrals}
    if asked != EVERYBODY and asked not in known:
        _refuse(
            "--missing", f"{asked} is neither an agency nor an authority of this run. Leave it out to ask everybody."
        )
    lists = unanswered.unanswered(problem, plan, asked=None if asked == EVERYBODY else asked)
    said = [_list(problem, each) for each in lists]
    return "\n\n".join(said) or "No question is open whose answer would bar a pair, open one or change its points."


def _list(problem: Problem, questions: unanswered.List) -> str:
    lines = [f"Questions to {questions.asked}, first the one that could change the plan most"]
    lines += [f"  {n}. {unanswered.sentence(problem, each)}" for n, each in enumerate(questions.questions, 1)]
    return "\n".join([*lines, f"  and {questions.more} more"] if questions.more else lines)


def _refuse(option: str, sentence: str) -> NoReturn:
    raise Refused([Fault(option, None, None, sentence)])
