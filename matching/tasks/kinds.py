"""What a task may ask of a run, and how each question is worked on: pure, for it runs in a process of its own."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from matching import document
from matching.beyond import solving, telling
from matching.beyond.wider import Ground, Wider, WiderRefused, refusals
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
MOST_PLANS, MOST_POINTS, MOST_NAMED = 20, 1_000, 200


class TaskKind(StrEnum):
    """What is worked on: a match run itself, or a question to one that is done."""

    MATCH = "match"
    ALTERNATIVES = "alternatives"
    FIRMNESS = "firmness"
    WEIGHTS = "weights"
    WIDER = "wider"
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
class Term:
    """One term of a question: its name, what it may be, why not, and what it is where it is left out."""

    name: str
    fits: Callable[[Any], bool]
    refusal: str
    usual: Any


@dataclass(frozen=True)
class Question:
    """What is asked of a run: in a sentence, by which terms, and how it is answered.

    `refuses`: why terms that fit do not fit this run, from what it looked at.
    """

    sentence: str
    terms: tuple[Term, ...]
    answer: Callable[[Problem, Plan, Data, Report], Data]
    refuses: Callable[[Data, Mapping[str, Any]], Iterable[str]] = lambda _terms, _inputs: ()


def terms_of(kind: TaskKind, given: Mapping[str, Any], *, inputs: Mapping[str, Any]) -> Data:
    """The terms of a question to a run that looked at `inputs`, whole. Raises TermsRefused."""
    asked = QUESTIONS.get(kind)
    if asked is None:
        raise TermsRefused({"kind": ["This is no question to a run that is done."]})
    names = [term.name for term in asked.terms]
    faults = {name: ["This question has no such term."] for name in given if name not in names}
    whole = {term.name: given.get(term.name, term.usual) for term in asked.terms}
    faults |= {term.name: [term.refusal] for term in asked.terms if not term.fits(whole[term.name])}
    if not faults and (refused := list(asked.refuses(whole, inputs))):
        faults = {names[-1]: refused}
    if faults:
        raise TermsRefused(faults)
    return whole


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
        return QUESTIONS[TaskKind(job["kind"])].answer(problem, plan, job["terms"], report)


@contextmanager
def _sentences() -> Iterator[None]:
    try:
        yield
    except (PinsRefused, SolverFailed, WiderRefused) as refused:
        raise NoAnswer(str(refused) or "The solver gave no answer.") from refused
    except OtherRules as other:
        raise NoAnswer("The run was made by other rules than today's. Start another and ask that one.") from other


def _alternatives(problem: Problem, plan: Plan, terms: Data, report: Report) -> Data:
    most = terms["most"]
    explained = Explanation(problem, plan)
    found: Data = {"plans": [], "is_every": False}
    for number, each in enumerate(alternatives.plans(explained.losses, most), 1):
        told = alternatives.as_data(problem, [each])[0] | {"sentence": explained.sentence(each.change)}
        found = {"plans": [*found["plans"], told], "is_every": False}
        report.progress("Looking for plans that truly differ", number, most)
        report.found(found)
    return found | {"is_every": len(found["plans"]) < most}


def _firmness(problem: Problem, plan: Plan, terms: Data, report: Report) -> Data:
    return firmness.as_data(problem, firmness.near(Losses(problem, plan), terms["points"], report.progress))


def _weights(problem: Problem, plan: Plan, terms: Data, report: Report) -> Data:
    asked = CODES[1:] if terms["merit"] == EVERY_WEIGHT else (terms["merit"],)
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


def _wider(problem: Problem, plan: Plan, terms: Data, report: Report) -> Data:
    report.progress("Laying out every pair that would be possible", 0, 0)
    ground = Ground(problem, plan, _allowed(terms))

    def told(best: solving.Answer) -> None:
        report.progress("Looking for the best plan, aim by aim", len(best.aims), len(solving.AIMS))
        report.found(telling.as_data(ground, best))

    return telling.as_data(ground, solving.solve(ground, told=told))


def _allowed(terms: Data) -> Wider:
    return Wider(frozenset(terms["twice"]), terms["apart"])


def _not_of_the_run(terms: Data, inputs: Mapping[str, Any]) -> Iterator[str]:
    if not (terms["twice"] or terms["apart"]):
        yield "Name a household that may take two, or a group that may be apart."
    groups = {row["ref"]: len(row["children"]) for row in inputs["referrals"]}
    yield from refusals(_allowed(terms), homes={row["ref"] for row in inputs["households"]}, groups=groups)


def _is_whole(value: Any, low: int, high: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


def _are_refs(value: Any) -> bool:
    return isinstance(value, list) and len(value) <= MOST_NAMED and all(isinstance(ref, str) for ref in value)


def _are_ways(value: Any) -> bool:
    return isinstance(value, dict) and _are_refs(list(value)) and all(_is_whole(one, 0, 999) for one in value.values())


QUESTIONS: Mapping[TaskKind, Question] = {
    TaskKind.ALTERNATIVES: Question(
        "Which other whole plans are nearly as good, and truly differ?",
        (
            Term(
                "most",
                lambda value: _is_whole(value, 1, MOST_PLANS),
                f"How many plans at most: a whole number from 1 to {MOST_PLANS}.",
                5,
            ),
        ),
        _alternatives,
    ),
    TaskKind.FIRMNESS: Question(
        "Which suggestions are in every good plan, and which pairs are open?",
        (
            Term(
                "points",
                lambda value: _is_whole(value, 0, MOST_POINTS),
                f"Within how many points of the best: a whole number from 0 to {MOST_POINTS}.",
                5,
            ),
        ),
        _firmness,
    ),
    TaskKind.WEIGHTS: Question(
        "Over which range of each weight does a suggestion stay?",
        (Term("merit", lambda value: value in CODES, f"Which weight: one of {', '.join(CODES)}.", EVERY_WEIGHT),),
        _weights,
    ),
    TaskKind.WIDER: Question(
        "What if households took two unrelated referrals, or brothers and sisters were placed apart but near?",
        (
            Term("twice", _are_refs, f"Households by reference, {MOST_NAMED} at most.", []),
            Term("apart", _are_ways, f"Minutes for each group by reference, {MOST_NAMED} groups at most.", {}),
        ),
        _wider,
        _not_of_the_run,
    ),
}
