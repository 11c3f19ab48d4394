"""A run as one canonical file: inputs with their policy, versions, result and proof, sealed with the hash of it all.

The form is fixed for ever (decision 12): JSON with sorted keys, no spaces and a last newline. `sha256` is the digest of
all the rest in that form. The proof holds every possible pair, with what it gives to each aim, and the dual values of
every stage, so that whoever has the file can confirm the optimum without our solver (docs/check_run.py does).
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import numpy as np

from matching.document import render
from matching.pinning import PinsRefused
from matching.plan import Plan, aims, digests, solve
from matching.problem import URGENCIES, Problem, canonical_json
from matching.rules import MERITS
from matching.snapshots import problem_of
from matching.solver import SolverFailed

FORMAT = {"name": "consortium-run", "version": 1}
MERIT_CODES = tuple(merit.code for merit in MERITS)
COLUMNS = ("referral", "household", *URGENCIES, *MERIT_CODES, "days", "digest")
AIMS = (*URGENCIES, "points", "days", "digest")


class NotReplayable(Exception):
    """What was kept of a run no longer gives the answer that was kept with it; the text is a sentence."""


def export(run: Mapping[str, Any], *, snapshot: bytes, document: bytes, versions: Mapping[str, Any]) -> bytes:
    """The file of a run: what is told of it, what it looked at and found, as it was frozen, and the proof made anew.

    Raises NotReplayable where its inputs, solved today, do not give its result to the byte: there is no proof then.
    """
    try:
        inputs = json.loads(snapshot)
        problem = problem_of(inputs)
        plan = solve(problem)
        again = render(problem, plan)
    except (PinsRefused, SolverFailed, LookupError, TypeError, ValueError) as fault:
        said = "What it looked at cannot be solved again by this version: the rules have changed since."
        raise NotReplayable(said) from fault
    if again != document:
        differs = first_difference(json.loads(document), json.loads(again), "result") or "the form of the result"
        raise NotReplayable(f"What it looked at gives another result today; first difference: {differs}.")
    return sealed(
        {
            "format": FORMAT,
            "run": run,
            "versions": versions,
            "inputs": inputs,
            "result": json.loads(document),
            "result_sha256": hashlib.sha256(document).hexdigest(),
            "proof": proof(problem, plan),
        }
    )


def sealed(content: Mapping[str, Any]) -> bytes:
    """The bytes of the file, with the hash of all that stands in it."""
    return in_form({**content, "sha256": seal_of(content)})


def seal_of(content: Mapping[str, Any]) -> str:
    """The SHA-256 of a content in its canonical form, without what it states as its own."""
    rest = {key: value for key, value in content.items() if key != "sha256"}
    return hashlib.sha256(canonical_json(rest)).hexdigest()


def in_form(content: Mapping[str, Any]) -> bytes:
    """The one form of a content."""
    return canonical_json(content) + b"\n"


def proof(problem: Problem, plan: Plan) -> dict[str, Any]:
    """Every possible pair (by the places of both in the inputs) under COLUMNS, and the stages with their dual values.

    A pair's children stand under their urgency. Costs of the aims are the children and points with their sign turned,
    days and digest as they stand; a stage minimises the sum of its tiers' costs, each times its weight.
    """
    pairs = plan.pairs
    *urgencies, _, days = aims(problem, pairs, np.arange(len(pairs.rows)))
    placed = [-tier.costs for tier in urgencies]
    last = digests(problem, pairs.rows, pairs.cols)
    columns = [pairs.rows, pairs.cols, *placed, *pairs.merits.T, days.costs, last]
    stages = [
        {
            "tiers": list(stage.tiers),
            "weights": list(stage.weights),
            "pairs": stage.pairs,
            "cost": stage.cost,
            "bound": stage.bound,
            "referrals": stage.row_duals.tolist(),
            "households": stage.col_duals.tolist(),
        }
        for stage in plan.stages
    ]
    return {"columns": list(COLUMNS), "pairs": np.stack(columns, axis=1).tolist(), "stages": stages}


def first_difference(filed: Any, found: Any, where: str) -> str:
    """Where plain data of the file first differs from what was found, and how; empty where it does not."""
    if isinstance(filed, dict) and isinstance(found, dict):
        keys, name = sorted({*filed, *found}), "{}.{}"
    elif isinstance(filed, list) and isinstance(found, list):
        keys, name = list(range(max(len(filed), len(found)))), "{}[{}]"
        filed, found = dict(enumerate(filed)), dict(enumerate(found))
    else:
        same = type(filed) is type(found) and filed == found
        return "" if same else f"{where} is {_short(filed)} in the file and {_short(found)} when worked out again"
    for key in keys:
        place = name.format(where, key)
        if key not in filed or key not in found:
            return f"{place} stands only {'in the file' if key in filed else 'in what was worked out again'}"
        differs = first_difference(filed[key], found[key], place) if filed[key] is not found[key] else ""
        if differs:
            return differs
    return ""


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 80 else f"{text[:77]}..."
