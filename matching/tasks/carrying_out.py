"""A question carried out from nothing but what was handed over: pure, for it runs in a process of its own."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from matching import document
from matching.beyond.wider import WiderRefused
from matching.helping.untouched import rest
from matching.pinning import PinsRefused
from matching.plan import solve
from matching.replaying.again import OtherRules, solved_again
from matching.snapshots import problem_of
from matching.solver import SolverFailed
from matching.tasks.kinds import Data, NoAnswer, Report, TaskKind, TermsRefused
from matching.tasks.questions import QUESTIONS


def terms_of(kind: TaskKind, given: Mapping[str, Any], *, inputs: Mapping[str, Any]) -> Data:
    """The terms of a question to a run that looked at `inputs`, whole. Raises TermsRefused."""
    asked = QUESTIONS.get(kind)
    if asked is None:
        raise TermsRefused({"kind": ["This is no question to a run that is done."]})
    names = [term.name for term in asked.terms]
    faults = {name: ["This question has no such term."] for name in given if name not in names}
    whole = {term.name: given.get(term.name, term.usual) for term in asked.terms}
    faults |= {term.name: [term.refusal] for term in asked.terms if not term.fits(whole[term.name])}
    for name, sentence in () if faults else tuple(asked.refuses(whole, inputs)):
        faults.setdefault(name, []).append(sentence)
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
