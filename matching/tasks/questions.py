"""The questions that take long, each with its terms and its answer: the table that one reads to know them."""

from collections.abc import Iterator, Mapping
from typing import Any

from matching import recruiting
from matching.beyond import telling
from matching.beyond.answers import AIMS, Answer
from matching.beyond.wider import Ground, Wider, refusals
from matching.eligibility import Progress
from matching.plan import Plan
from matching.problem import Problem
from matching.reasons import alternatives, firmness, weighing
from matching.reasons.explanation import Explanation
from matching.reasons.losses import Losses
from matching.recruiting import archetypes, demand, findings
from matching.recruiting import telling as recruited
from matching.rules import MERITS
from matching.tasks.kinds import Data, Question, Report, TaskKind, Term

EVERY_WEIGHT = "all"
CODES = (EVERY_WEIGHT, *(merit.code for merit in MERITS))
MOST_PLANS, MOST_POINTS, MOST_NAMED = 20, 1_000, 200
TOLD_TIMES = 10  # how often what was found over scenarios is told on the way


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


def _recruitment(problem: Problem, plan: Plan, terms: Data, report: Report) -> Data:
    """All for the coordinator, and beside it what may leave the consortium; told a few times on the way."""
    report.progress("Drawing up kinds of households", 0, 0)
    rows = demand.drawable(problem, plan)
    search = findings.search(problem, plan, archetypes.of_demand(problem, rows), scenarios=terms["scenarios"])
    told: Data = {}
    for found in search:
        report.progress("Solving sampled demand", found.done, found.of)
        if found.done == found.of or found.done % max(found.of // TOLD_TIMES, 1) == 0:
            told = {
                "recruitment": recruited.as_data(found),
                "for_agencies": recruited.as_data_for_agencies(found),
            }
            report.found(told)
    return told


def _wider(problem: Problem, plan: Plan, terms: Data, report: Report) -> Data:
    from matching.beyond import solving  # loads CP-SAT, which takes a while: whoever does not ask does not wait

    report.progress("Laying out every pair that would be possible", 0, 0)
    ground = Ground(problem, plan, _allowed(terms))

    def told(best: Answer) -> None:
        report.progress("Looking for the best plan, aim by aim", len(best.aims), len(AIMS))
        report.found(telling.as_data(ground, best))

    return telling.as_data(ground, solving.solve(ground, told=told))


def _allowed(terms: Data) -> Wider:
    return Wider(frozenset(terms["twice"]), terms["apart"])


def _not_of_the_run(terms: Data, inputs: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if not (terms["twice"] or terms["apart"]):
        yield "twice", "Name a household that may take two, or a group that may be apart."
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
    TaskKind.RECRUITMENT: Question(
        "Which household to recruit next: which kind would place how many more children?",
        (
            Term(
                "scenarios",
                lambda value: _is_whole(value, recruiting.LEAST_SCENARIOS, recruiting.MOST_SCENARIOS),
                "Over how many scenarios of sampled demand: a whole number from "
                f"{recruiting.LEAST_SCENARIOS} to {recruiting.MOST_SCENARIOS}.",
                recruiting.USUAL_SCENARIOS,
            ),
        ),
        _recruitment,
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
