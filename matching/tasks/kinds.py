"""What a task may ask of a run, and how each question is worked on: pure, for it runs in a process of its own."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from matching import document
from matching.eligibility import Progress
from matching.helping.untouched import rest
from matching.pinning import PinsRefused
from matching.plan import Plan, solve
from matching.problem import Problem
from matching.reasons import alternatives, firmness, weighing
from matching.reasons.explanation import Explanation
from matching.reasons.losses import Losses
from matching.replaying.again import OtherRules, solved_again
from matching.rules import MERITS
from matching.snapshots import problem_of
from matching.solver import SolverFailed

Data = dict[str, Any]
EVERY_WEIGHT = "all"
CODES = (EVERY_WEIGHT, *(merit.code for merit in MERITS))
MOST_PLANS, MOST_POINTS = 20, 1_000


class TaskKind(StrEnum):
    """What is worked on: a match run itself, or a question to one that is done."""

    MATCH = "match"
    ALTERNATIVES = "alternatives"
    FIRMNESS = "firmness"
    WEIGHTS = "weights"
    RECRUITMENT = "recruitment"


class TermsRefused(Exception):
    """Terms that a question cannot have: for each, the sentences that say why."""

    def __init__(self, faults: dict[str, list[str]]) -> None:
        super().__init__(" ".join(sentence for told in faults.values() for sentence in told))
        self.faults = faults


class NoAnswer(Exception):
    """There is no answer, and a sentence says why."""


class Report(Protocol):
    """Whom a question tells how far it is, and what it has found until then: each finding is whole in itself."""

    def progress(self, doing: str, done: int, of: int, /) -> None: ...
    def found(self, data: Data, /) -> None: ...


@dataclass(frozen=True)
class Question:
    """What is asked of a run: in a sentence, by which term (its name, what it may be, what it is where left out)."""

    sentence: str
    term: str
    fits: Callable[[Any], bool]
    refusal: str
    usual: Any
    answer: Callable[[Problem, Plan, Any, Report], Data]


def terms_of(kind: TaskKind, given: Mapping[str, Any]) -> Data:
    """The terms of a question, whole. Raises TermsRefused."""
    asked = QUESTIONS.get(kind)
    if asked is None:
        raise TermsRefused({"kind": ["This is no question to a run that is done."]})
    faults = {name: ["This question has no such term."] for name in given if name != asked.term}
    value = given.get(asked.term, asked.usual)
    if not asked.fits(value):
        faults[asked.term] = [asked.refusal]
    if faults:
        raise TermsRefused(faults)
    return {asked.term: value}


def carried_out(job: Mapping[str, Any], report: Report) -> Data:
    """The whole finding of a task, from nothing but what was handed over. Raises NoAnswer with a sentence.

    `job`: the `kind`, its `terms`, the run's `snapshot`, what it `suggested`, and who is `left_out` of the answer
    (`referrals` and `households` by reference), who keep what the run gives them.
    """
    problem = problem_of(job["snapshot"])
    with _sentences():
        if job["kind"] == TaskKind.MATCH:
            return {"document": document.render(problem, solve(problem, report.progress)).decode()}
        plan = solved_again(problem, [tuple(pair) for pair in job["suggested"]], report.progress)
        left_out = {side: frozenset(refs) for side, refs in job["left_out"].items()}
        if any(left_out.values()):
            problem = rest(problem, plan, **left_out)
            plan = solve(problem)
        question = QUESTIONS[TaskKind(job["kind"])]
        return question.answer(problem, plan, job["terms"][question.term], report)


@contextmanager
def _sentences() -> Iterator[None]:
    try:
        yield
    except (PinsRefused, SolverFailed) as refused:
        raise NoAnswer(str(refused) or "The solver gave no answer.") from refused
    except OtherRules as other:
        raise NoAnswer("The run was made by other rules than today's. Start another and ask that one.") from other


def _alternatives(problem: Problem, plan: Plan, most: int, report: Report) -> Data:
    explained = Explanation(problem, plan)
    found: Data = {"plans": [], "is_every": False}
    for number, each in enumerate(alternatives.plans(explained.losses, most), 1):
        told = alternatives.as_data(problem, [each])[0] | {"sentence": explained.sentence(each.change)}
        found = {"plans": [*found["plans"], told], "is_every": False}
        report.progress("Looking for plans that truly differ", number, most)
        report.found(found)
    return found | {"is_every": len(found["plans"]) < most}


def _firmness(problem: Problem, plan: Plan, points: int, report: Report) -> Data:
    return firmness.as_data(problem, firmness.near(Losses(problem, plan), points, report.progress))


def _weights(problem: Problem, plan: Plan, merit: str, report: Report) -> Data:
    asked = CODES[1:] if merit == EVERY_WEIGHT else (merit,)
    most = weighing.MOST_SOLVES // (1 if len(asked) == 1 else weighing.SHARED_BY)
    found: Data = {"weights": []}
    for number, code in enumerate(asked):
        progress = _of_one(report, number, len(asked))
        weighed = weighing.weighed(problem, plan, code, most=most, progress=progress)
        found = {"weights": [*found["weights"], weighing.as_data(problem, weighed)]}
        report.found(found)
    return found


def _of_one(report: Report, number: int, asked: int) -> Progress:
    """The progress of one part of several as that of the whole, in hundredths of a part."""

    def told(doing: str, done: int, of: int) -> None:
        report.progress(doing, 100 * number + 100 * done // max(of, 1), 100 * asked)

    return told


def _whole(low: int, high: int) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


QUESTIONS: Mapping[TaskKind, Question] = {
    TaskKind.ALTERNATIVES: Question(
        "Which other whole plans are nearly as good, and truly differ?",
        "most",
        _whole(1, MOST_PLANS),
        f"How many plans at most: a whole number from 1 to {MOST_PLANS}.",
        5,
        _alternatives,
    ),
    TaskKind.FIRMNESS: Question(
        "Which suggestions are in every good plan, and which pairs are open?",
        "points",
        _whole(0, MOST_POINTS),
        f"Within how many points of the best: a whole number from 0 to {MOST_POINTS}.",
        5,
        _firmness,
    ),
    TaskKind.WEIGHTS: Question(
        "Over which range of each weight does a suggestion stay?",
        "merit",
        lambda value: value in CODES,
        f"Which weight: one of {', '.join(CODES)}.",
        EVERY_WEIGHT,
        _weights,
    ),
}
