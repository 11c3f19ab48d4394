"""A frozen problem solved anew: the optimum is defined, so that it has to come to the plan that was found then."""

from collections.abc import Iterable

from matching.eligibility import Progress
from matching.plan import Plan, solve
from matching.problem import Problem
from matching.reasons.difference import mates


class OtherRules(Exception):
    """The plan is another than the one that was found: it was made by other rules, or is no longer whole."""


def solved_again(problem: Problem, suggested: Iterable[tuple[str, str]], progress: Progress | None = None) -> Plan:
    """The plan of a problem whose suggested pairs are known, by reference. Raises OtherRules, or as `solve` does."""
    plan = solve(problem, progress)
    again = [(referral, home) for referral, home in mates(problem, plan).items() if home is not None]
    if again != list(suggested):
        raise OtherRules
    return plan
