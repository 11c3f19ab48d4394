"""What else `consortium match` may be asked: other plans and households, what is firm, over which weights it stays."""

import argparse
from dataclasses import dataclass, field
from typing import Any

from matching.eligibility import Progress
from matching.plan import Plan
from matching.problem import Problem
from matching.reasons import alternatives, firmness, told_alternatives, weighing
from matching.reasons.explanation import Explanation
from matching.reasons.losses import Losses
from matching.rules import MERITS

EVERY_WEIGHT = "all"
CODES = [merit.code for merit in MERITS]


@dataclass
class Answers:
    """In words, in the order of the questions, and as keys of the result document."""

    said: list[str] = field(default_factory=list)
    keys: dict[str, Any] = field(default_factory=dict)

    def add(self, key: str, keyed: Any, *said: str) -> None:
        self.keys[key] = keyed
        self.said += said

    def __add__(self, other: "Answers") -> "Answers":
        """Both, in their order."""
        return Answers(self.said + other.said, self.keys | other.keys)


def answers(arguments: argparse.Namespace, problem: Problem, plan: Plan, progress: Progress) -> Answers:
    """The answers to what was asked; none where nothing of the kind was. A referral that is named is in the run."""
    found = Answers()
    if arguments.alternatives:
        _alternatives(found, arguments, Explanation(problem, plan), progress)
    if arguments.within is not None:
        near = firmness.near(Losses(problem, plan), arguments.within, progress)
        found.add("within", firmness.as_data(problem, near), told_alternatives.of_near(problem, near))
    if arguments.weights:
        merits = CODES if arguments.weights == EVERY_WEIGHT else [arguments.weights]
        most = weighing.MOST_SOLVES // (1 if len(merits) == 1 else weighing.SHARED_BY)
        weighed = [weighing.weighed(problem, plan, merit, most=most, progress=progress) for merit in merits]
        keyed = [weighing.as_data(problem, each) for each in weighed]
        found.add("weights", keyed, told_alternatives.of_weights(problem, weighed))
    return found


def _alternatives(found: Answers, arguments: argparse.Namespace, explained: Explanation, progress: Progress) -> None:
    """Other plans, and other households of the referral that --explain tells of in full, or in short of every one."""
    most, losses = arguments.alternatives, explained.losses
    problem, asked = losses.problem, range(len(losses.problem.referrals))
    if arguments.explain:
        asked = range(explained.referral(arguments.explain), explained.referral(arguments.explain) + 1)
    plans = []
    for each in alternatives.plans(losses, most):
        plans.append(each)
        progress("Looking for plans that truly differ", len(plans), most)
    best = {}
    for referral in asked:
        best[referral] = alternatives.best_first(losses, referral)[:most]
        progress("Looking for other households", referral, len(problem.referrals))
    keyed = [alternatives.row_as_data(problem, referral, changes) for referral, changes in best.items()]
    said = [told_alternatives.of_plans(explained, plans, most)]
    if not arguments.explain:
        said.append(told_alternatives.of_households(problem, best, explained.suggested))
    found.add("alternatives", {"plans": alternatives.as_data(problem, plans), "households": keyed}, *said)
