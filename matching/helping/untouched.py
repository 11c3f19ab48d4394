"""A problem without some of its records and without whoever the plan gives them: what is asked of the rest.

Nothing of what it answers depends on the records left out, but for whom the plan gave them. A best plan without some
of its pairs is a best plan of what is left, since its aims are sums over pairs; so the rest has the plan that it had.
"""

from collections.abc import Collection
from dataclasses import replace

from matching.plan import Plan
from matching.problem import Problem


def rest(problem: Problem, plan: Plan, *, referrals: Collection[str], households: Collection[str]) -> Problem:
    """The problem without these, by reference, and without the other side of each pair that the plan gives them."""
    pairs = [(problem.referrals[p.referral].ref, problem.households[p.household].ref) for p in plan.suggestions]
    theirs = [pair for pair in pairs if pair[0] in referrals or pair[1] in households]
    rows, cols = {*referrals, *(row for row, _ in theirs)}, {*households, *(col for _, col in theirs)}
    return replace(
        problem,
        referrals=tuple(one for one in problem.referrals if one.ref not in rows),
        households=tuple(one for one in problem.households if one.ref not in cols),
        pins=tuple(pin for pin in problem.pins if pin.referral_ref not in rows and pin.household_ref not in cols),
    )
