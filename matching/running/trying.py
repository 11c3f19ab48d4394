"""What a policy would have done to a run that is done: its own inputs, solved again by other terms. Nothing is kept."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from consortium.access import Viewer, require
from consortium.floor.errors import Invalid, RuleBroken
from matching import document
from matching.pinning import PinsRefused
from matching.plan import Plan, solve
from matching.policy import Policy, PolicyRefused, from_mapping
from matching.problem import URGENCIES, Problem
from matching.reasons.difference import mates
from matching.reasons.inputs import terms_of
from matching.running import runs, withholding
from matching.running.reopening import solved_again
from matching.solver import SolverFailed


@dataclass(frozen=True)
class Other:
    """A referral for which other terms suggest another household, by reference; None: none."""

    referral_ref: str
    before: str | None
    now: str | None


@dataclass(frozen=True)
class Tried:
    """Which terms differ from the run's, children placed of each urgency by both, and every other suggestion.

    Points are not compared: by other weights they are another measure.
    """

    terms: tuple[str, ...]
    placed_before: Mapping[str, int]
    placed_now: Mapping[str, int]
    others: tuple[Other, ...]


def with_policy(viewer: Viewer, *, run_id: UUID, terms: Mapping[str, Any]) -> Tried:
    """A run solved again by other terms; what they leave out has its default, as when a policy is signed.

    Raises Invalid for terms that cannot stand in a policy, RuleBroken where the run can no longer be asked, or looked
    at an address that may not be disclosed.
    """
    require(viewer, "suggestions.read")
    run = runs.get(viewer, run_id=run_id)
    refuse_protected(withholding.seen_by(viewer, run))
    try:
        policy = from_mapping(terms)
    except PolicyRefused as refused:
        raise Invalid({"policy": refused.sentences}) from refused
    problem, plan = solved_again(run)
    other = replace(problem, policy=policy)
    try:
        tried = solve(other)
    except (PinsRefused, SolverFailed) as refused:
        raise RuleBroken(f"By these terms there is no plan: {refused}", code="no_result") from refused
    old, new = mates(problem, plan), mates(other, tried)
    differing = tuple(Other(ref, old[ref], new[ref]) for ref in sorted(old) if old[ref] != new[ref])
    return Tried(_terms(problem.policy, policy), _placed(problem, plan), _placed(other, tried), differing)


def refuse_protected(hidden: withholding.Undisclosed) -> None:
    """Refuses other terms where an address of the run may not be disclosed."""
    if hidden.any:
        raise RuleBroken(
            "An address in this run may not be disclosed. Other terms cannot be tried on it: weights could be turned "
            "until they told the journey.",
            code="protected",
        )


def _placed(problem: Problem, plan: Plan) -> dict[str, int]:
    found = document.objective(problem, plan)
    return {urgency: found[urgency] for urgency in URGENCIES}


def _terms(before: Policy, now: Policy) -> tuple[str, ...]:
    old, new = terms_of(before), terms_of(now)
    return tuple(name for name in new if old[name] != new[name])
