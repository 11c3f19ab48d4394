"""The result of a run as one canonical JSON document: the same problem gives the same bytes."""

import json
from collections.abc import Mapping
from typing import Any

from matching.plan import Pair, Plan
from matching.policy import as_mapping
from matching.problem import URGENCIES, Problem, inputs_sha256
from matching.rules import MERITS


def content(problem: Problem, plan: Plan) -> dict[str, Any]:
    """The document as plain data: policy, inputs, suggestions, who has none and why, objective and certificate."""
    return {
        "policy": as_mapping(problem.policy),
        "inputs_sha256": inputs_sha256(problem),
        "as_of": problem.as_of.isoformat(),
        "suggestions": [_suggestion(pair, problem) for pair in plan.suggestions],
        "unmatched": [
            {
                "referral_ref": problem.referrals[missing.referral].ref,
                "reasons": [{"bar": code, "households": households} for code, households in missing.reasons],
            }
            for missing in plan.unmatched
        ],
        "objective": objective(problem, plan),
        "certificate": _certificate(problem, plan),
    }


def render(problem: Problem, plan: Plan, *, asked: Mapping[str, Any] | None = None) -> bytes:
    """The document as UTF-8 bytes, one form for ever: two spaces, keys in the order of `content`, a last newline.

    `asked`: what else was asked of the plan, by its key (`pairs`: losses.whole_table); it stands last.
    """
    whole = content(problem, plan) | dict(asked or {})
    return (json.dumps(whole, indent=2, ensure_ascii=False) + "\n").encode()


def suggested_pairs(document: bytes) -> list[tuple[str, str]]:
    """The suggested pairs of an earlier document. Raises ValueError where the bytes are no such document."""
    try:
        entries = json.loads(document)["suggestions"]
        pairs = [(entry["referral_ref"], entry["household_ref"]) for entry in entries]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise ValueError("This is not a file that `consortium match --out F.json` wrote.") from error
    if not isinstance(entries, list) or not all(isinstance(ref, str) for pair in pairs for ref in pair):
        raise ValueError("This is not a file that `consortium match --out F.json` wrote.")
    return pairs


def _suggestion(pair: Pair, problem: Problem) -> dict[str, Any]:
    referral, household = problem.referrals[pair.referral], problem.households[pair.household]
    return {
        "referral_ref": referral.ref,
        "household_ref": household.ref,
        "points": pair.points,
        "merits": {merit.code: points for merit, points in zip(MERITS, pair.merits, strict=True)},
        "kept": (referral.ref, household.ref) in problem.previous,
    }


def objective(problem: Problem, plan: Plan) -> dict[str, int]:
    """Children placed of each urgency (a group counts each of its children) and the sum of points."""
    placed = dict.fromkeys(URGENCIES, 0)
    for pair in plan.suggestions:
        referral = problem.referrals[pair.referral]
        placed[referral.urgency] += len(referral.children)
    return {**placed, "points": sum(pair.points for pair in plan.suggestions)}


def _certificate(problem: Problem, plan: Plan) -> dict[str, Any]:
    """What proves the plan: each stage's cost equals the bound of its dual values (costs: the less the better)."""
    chosen = [problem.referrals[pair.referral] for pair in plan.suggestions]
    return {
        "optimal": all(stage.cost == stage.bound for stage in plan.stages),
        "days": sum((referral.placement_day - problem.as_of).days for referral in chosen),
        "children": sum(len(referral.children) for referral in chosen),
        "children_possible": plan.children_possible,
        "pinned": len(plan.pins),
        "stages": [
            {"tiers": list(stage.tiers), "pairs": stage.pairs, "cost": stage.cost, "bound": stage.bound}
            for stage in plan.stages
        ],
    }
