"""Sampled demand: what referrals might come, if what comes is like what the run looks at.

Every referral comes as many times as a Poisson variable of mean 1 says, each independently of the others. That is a
bootstrap with replacement of a number of referrals that is itself Poisson around today's number (Hanley and MacGibbon,
Creating non-parametric bootstrap samples using Poisson frequencies, 2006).

The numbers come from SHA-256 over a seed, the number of the scenario and the referral's reference, compared in whole
numbers: the same on every machine, in any order of rows, and for a referral whoever else is in the run.
"""

import hashlib
from bisect import bisect_right
from dataclasses import replace
from fractions import Fraction
from itertools import accumulate
from math import factorial

import numpy as np

from matching.plan import Plan
from matching.pool import Whole
from matching.problem import Pin, Problem, inputs_sha256

LEAST_REFERRALS = 10  # of fewer a bootstrap tells nothing: it repeats the same few families
BITS = 64
TERMS = 25  # 1/e to well beyond 64 bits; more than 24 of one referral are never drawn


def _thresholds() -> list[int]:
    """For each number of times, how many of the 2**64 words give that number or fewer."""
    one_over_e = sum((Fraction((-1) ** k, factorial(k)) for k in range(2 * TERMS)), Fraction(0))
    shares = accumulate(one_over_e / factorial(count) for count in range(TERMS))
    return [int(share * 2**BITS) for share in shares]


_UP_TO = _thresholds()


def drawable(problem: Problem, plan: Plan) -> list[int]:
    """The referrals (indices) that a scenario draws from: those whom neither a link nor a pin has settled."""
    cap = problem.policy.max_open_links_referral
    return [row for row, referral in enumerate(problem.referrals) if referral.open_links < cap and row not in plan.pins]


def seed_of(problem: Problem) -> str:
    """What makes the scenarios of a run its own, and the same at every repeat."""
    return inputs_sha256(problem)


def times(seed: str, scenario: int, ref: str) -> int:
    """How many referrals like this one come in a scenario."""
    seal = hashlib.sha256(f"{seed}\x00{scenario}\x00{ref}".encode()).digest()
    return bisect_right(_UP_TO, int.from_bytes(seal[: BITS // 8]))


def drawn(problem: Problem, rows: list[int], seed: str, scenario: int) -> Whole:
    """The referrals of a scenario as indices, in order, each as many times as it comes."""
    counts = [times(seed, scenario, problem.referrals[row].ref) for row in rows]
    return np.repeat(np.array(rows, np.int64), counts)


def as_problem(problem: Problem, plan: Plan, referrals: Whole) -> Problem:
    """A scenario as a problem of its own: whom it drew, by references of their own, and the households left for them.

    Pins are of today, and so is what they settle: the households that they name are not there. Whom a coordinator has
    forbidden a referral stays forbidden to all that are like it.
    """
    settled = set(plan.pins.values())
    homes = tuple(home for col, home in enumerate(problem.households) if col not in settled)
    here = {home.ref for home in homes}
    copies = [problem.referrals[row] for row in referrals.tolist()]
    names = [(referral, f"{referral.ref}\x00{number}") for number, referral in enumerate(copies)]
    forbids = [pin for pin in problem.pins if pin.decision == "forbid" and pin.household_ref in here]
    return replace(
        problem,
        referrals=tuple(replace(referral, ref=name) for referral, name in names),
        households=homes,
        pins=tuple(
            Pin(name, pin.household_ref, "forbid", override=False, reason=pin.reason)
            for referral, name in names
            for pin in forbids
            if pin.referral_ref == referral.ref
        ),
        previous=frozenset(),
    )
