"""`consortium match --two --apart`: what breaks a plain assignment, worked on in a process of its own with limits."""

import argparse
import json

from commands.match_alternatives import Answers
from consortium.sheets.columns import Fault, Refused
from matching.document import render, suggested_pairs
from matching.eligibility import Progress
from matching.plan import Plan
from matching.problem import Problem, canonical_json
from matching.tasks import carrying_out
from matching.tasks.children import Child, Heard
from matching.tasks.kinds import TaskKind, TermsRefused

SECONDS = 15 * 60
LOOKS_EVERY = 0.3


def answers(arguments: argparse.Namespace, problem: Problem, plan: Plan, progress: Progress) -> Answers:
    """The best plan under the wider rule beside the run's. Raises Refused for what cannot be allowed."""
    found = Answers()
    if not (arguments.two or arguments.apart):
        return found
    inputs = json.loads(canonical_json(problem.canonical()))
    try:
        given = {"twice": arguments.two, "apart": dict(arguments.apart)}
        terms = carrying_out.terms_of(TaskKind.WIDER, given, inputs=inputs)
    except TermsRefused as refused:
        raise Refused([Fault("--two, --apart", None, None, str(refused))]) from refused
    job = {"kind": TaskKind.WIDER, "terms": terms, "left_out": {}, "snapshot": inputs, "seconds": SECONDS}
    heard = _heard(job | {"suggested": suggested_pairs(render(problem, plan))}, progress)
    if heard.found is None or heard.refused or heard.fault:
        said = heard.refused or f"No answer was found within {SECONDS // 60} minutes, or its process broke off."
        raise Refused([Fault("--two, --apart", None, None, said)])
    found.add("wider", heard.found, _in_words(heard.found))
    return found


def _heard(job: dict[str, object], progress: Progress) -> Heard:
    with Child(job, seconds=SECONDS) as child:
        while not (heard := child.look(within=LOOKS_EVERY)).over:
            progress(heard.doing or "Beginning", heard.done, heard.of)
    return heard


def _in_words(found: dict[str, object]) -> str:
    changes: list[dict[str, list[str]]] = found["changes"]  # type: ignore[assignment]
    lines = ["Supposed: nothing of this is real, and nobody is proposed by it", f"  {found['sentence']}"]
    lines += [f"  {one['referral_ref']}: {_homes(one['now'])}, in the run {_homes(one['before'])}" for one in changes]
    return "\n".join(lines)


def _homes(refs: list[str]) -> str:
    return " and ".join(refs) or "none"
