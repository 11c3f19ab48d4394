"""One pair of a finished run looked at again, through the same bars, from the records frozen with the run."""

from dataclasses import replace

from matching.plan import broken_bars
from matching.pool import Pool
from matching.problem import Problem
from matching.snapshots import problem_of
from matching.travel_times import UNKNOWN
from web.facts import Fact, Side, facts
from web.outcomes import Outcome


def compared(outcome: Outcome, *, referral_ref: str, household_ref: str, is_protected: bool) -> list[Fact]:
    """Both sides field by field, with every bar that the pair breaks; no journey where that is withheld."""
    refs = {"referrals": [referral_ref], "households": [household_ref]}
    problem = problem_of(outcome.snapshot, **refs)
    minutes = {child.ref: _known(problem, child.contact_postcode) for child in problem.referrals[0].children}
    side = Side(outcome.as_of, problem.policy.grace_days, minutes, frozenset(broken_bars(problem, 0, 0)))
    if is_protected:
        side = replace(side, minutes=None)
    return facts(outcome.referrals[referral_ref], outcome.households[household_ref], side=side)


def _known(problem: Problem, contact_postcode: str | None) -> int | None:
    minutes = int(Pool(problem).minutes_to(contact_postcode)[0])
    return None if minutes == UNKNOWN else minutes
