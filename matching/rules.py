"""The policy one reads to know it: BARS make a pair impossible, MERITS earn it points, and there is nothing else.

Solver and explanation read these same two tuples. A bar splits into the facts that it takes from a referral and the
households that those facts rule out, so that equal facts are worked out once for all referrals that share them.
No price, fee, minimum or shortfall is among the facts, and none can be: nothing here can reach one.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from matching.pool import Flags, Pool, Whole
from matching.problem import Child, Problem, Referral
from matching.travel_times import UNKNOWN

# Once a link is open, the stage (1 to 3) from which its authority, and from which its agency, reads a reason; None:
# never, for it tells what neither side is to know of the other. Coordinators read all of a run.
Reads = tuple[int | None, int | None]


@dataclass(frozen=True)
class Bar:
    """A pair is impossible where `breaks(facts(referral, problem), pool)` holds. `one` and `many` finish a count."""

    code: str
    sentence: str
    one: str
    many: str
    reads: Reads
    facts: Callable[[Referral, Problem], Hashable]
    breaks: Callable[[Any, Pool], Flags]
    pin_may_override: bool = False


@dataclass(frozen=True)
class Merit:
    """Whole points, 0 to the policy's weight, that each household earns for one child of a referral."""

    code: str
    sentence: str
    reads: Reads
    points: Callable[[Referral, Child, Pool, int], Whole]


def completed_months(born: date | None, on: date) -> int:
    """Whole months of age on a day; a child not yet born on that day counts as 0."""
    if born is None or born > on:
        return 0
    return (on.year - born.year) * 12 + on.month - born.month - (on.day < born.day)


def _ages(referral: Referral, _: Problem) -> tuple[int, int]:
    months = [completed_months(child.date_of_birth, referral.placement_day) for child in referral.children]
    return min(months), max(months)


def _sexes(referral: Referral, _: Problem) -> frozenset[str]:
    return frozenset(child.sex for child in referral.children if child.sex)


def _outside_sexes(sexes: frozenset[str], pool: Pool) -> Flags:
    named = pool.has("sexes", "F") | pool.has("sexes", "M")
    return named & _any((~pool.has("sexes", sex) for sex in sexes), pool)


def _journeys(referral: Referral, _: Problem) -> tuple[tuple[str | None, int], ...]:
    return tuple(sorted({(c.contact_postcode or "", c.max_travel_minutes) for c in referral.children}))


def _too_far(journeys: tuple[tuple[str, int], ...], pool: Pool) -> Flags:
    return _any((pool.minutes_to(place or None) > pool.travel_limit(limit) for place, limit in journeys), pool)


def _any(flags: Any, pool: Pool) -> Flags:
    total = pool.none()
    for each in flags:
        total |= each
    return total


def _day(referral: Referral, _: Problem) -> date:
    return referral.placement_day


BARS = (
    Bar(
        "not_dual_approved",
        "The household is not approved both as foster carers and as adopters on the placement day.",
        "is not approved both to foster and to adopt by then",
        "are not approved both to foster and to adopt by then",
        (2, 1),
        _day,
        lambda day, pool: pool.dually_approved_on > day.toordinal(),
    ),
    Bar(
        "review_overdue",
        "The review of the household's approval is overdue on the placement day.",
        "has an overdue review of approval",
        "have an overdue review of approval",
        (2, 1),
        _day,
        lambda day, pool: pool.review_due_on < day.toordinal(),
    ),
    Bar(
        "not_available",
        "The household is not available, or on hold, until after the placement day and the days of grace.",
        "is not available in time, or on hold",
        "are not available in time, or on hold",
        (2, 1),
        _day,
        lambda day, pool: pool.free_from > pool.latest_start(day),
        pin_may_override=True,
    ),
    Bar(
        "no_place",
        "The household has fewer free places than there are children in the group.",
        "has no free place for the group",
        "have no free place for the group",
        (2, 1),
        lambda referral, _: len(referral.children),
        lambda children, pool: pool.free_places < children,
    ),
    Bar(
        "age_outside_approval",
        "A child's age on the placement day is outside the months that the household is approved for.",
        "is approved for another age",
        "are approved for another age",
        (1, 2),
        _ages,
        lambda months, pool: (pool.min_age_months > months[0]) | (pool.max_age_months < months[1]),
    ),
    Bar(
        "sex_outside_approval",
        "The household's approval does not cover a child of this sex.",
        "is approved for a child of the other sex",
        "are approved for a child of the other sex",
        (1, 2),
        _sexes,
        _outside_sexes,
    ),
    Bar(
        "need_declined",
        "The household answers “no” to a need of the child.",
        "answers “no” to a need",
        "answer “no” to a need",
        (1, 1),
        lambda referral, _: referral.needs,
        lambda needs, pool: _any((pool.has("no_needs", need) for need in needs), pool),
    ),
    Bar(
        "excluded_area",
        "The household lives in an area that is excluded for the child.",
        "lives in an excluded area",
        "live in an excluded area",
        (3, None),
        lambda referral, _: frozenset(area for child in referral.children for area in child.excluded_areas),
        lambda areas, pool: _any((pool.has("areas", area) for area in areas), pool),
    ),
    Bar(
        "known_conflict",
        "The household has a conflict with the child's family, or this referral has been declined before.",
        "has a known conflict, or was declined before",
        "have a known conflict, or were declined before",
        (1, None),
        lambda referral, _: frozenset(ref for child in referral.children for ref in child.conflicts),
        lambda refs, pool: pool.at(refs),
    ),
    Bar(
        "too_far",
        "The journey to the contact place is longer than the child's or the household's limit.",
        "is too far from the contact place",
        "are too far from the contact place",
        (3, 3),
        _journeys,
        _too_far,
        pin_may_override=True,
    ),
    Bar(
        "other_consortium",
        "The child's authority and the household's agency share no consortium on the placement day.",
        "belongs to another consortium",
        "belong to another consortium",
        (1, 1),
        lambda referral, problem: problem.apart(referral.authority, referral.placement_day),
        lambda agencies, pool: _any((pool.agencies == agency for agency in agencies), pool),
    ),
    Bar(
        "household_engaged",
        "The household is already in as many open links as it may be, or has no free place.",
        "is already in a link, or full",
        "are already in a link, or full",
        (None, 1),
        lambda _, problem: problem.policy.max_open_links_household,
        lambda cap, pool: (pool.open_links >= cap) | (pool.free_places <= 0),
        pin_may_override=True,
    ),
    Bar(
        "referral_engaged",
        "The referral is already in as many open links as it may be.",
        "cannot be asked: this referral is already in a link",
        "cannot be asked: this referral is already in a link",
        (1, None),
        lambda referral, problem: referral.open_links >= problem.policy.max_open_links_referral,
        lambda engaged, pool: ~pool.none() if engaged else pool.none(),
        pin_may_override=True,
    ),
    Bar(
        "forbidden",
        "A coordinator has ruled this pair out, with a reason.",
        "was ruled out by a coordinator",
        "were ruled out by a coordinator",
        (None, None),
        lambda referral, problem: problem.forbidden.get(referral.ref, frozenset()),
        lambda refs, pool: pool.at(refs),
    ),
)

PINNED = ("pinned", "A coordinator has pinned the child or the household to another, and that comes before everything.")
TAKEN = ("taken", "is suggested for another referral in this plan", "are suggested for other referrals in this plan")


def _travel(_: Referral, child: Child, pool: Pool, weight: int) -> Whole:
    minutes, limit = pool.minutes_to(child.contact_postcode), pool.travel_limit(child.max_travel_minutes)
    earns = (minutes != UNKNOWN) & (limit > 0) & (minutes < limit)
    return np.where(earns, weight * (limit - minutes) // np.maximum(limit, 1), 0)


def _share(child: Child, column: str, pool: Pool, weight: int) -> Whole:
    held = np.zeros(pool.size, np.int64)
    for need in child.needs:
        held += pool.has(column, need)
    return weight * held // len(child.needs)


def _willingness(_: Referral, child: Child, pool: Pool, weight: int) -> Whole:
    return _share(child, "yes_needs", pool, weight) if child.needs else np.full(pool.size, weight, np.int64)


def _experience(_: Referral, child: Child, pool: Pool, weight: int) -> Whole:
    return _share(child, "experience", pool, weight) if child.needs else np.zeros(pool.size, np.int64)


def _waiting(_: Referral, __: Child, pool: Pool, weight: int) -> Whole:
    days: Whole = np.clip(pool.problem.as_of.toordinal() - pool.dually_approved_on, 0, 365)
    return weight * days // 365


def _kept(referral: Referral, _: Child, pool: Pool, weight: int) -> Whole:
    return weight * pool.at(pool.problem.suggested_before.get(referral.ref, ())).astype(np.int64)


MERITS = (
    Merit("travel", "A short journey to the contact place.", (3, 3), _travel),
    Merit("willingness", "The household answers “yes” to the child's needs.", (1, 1), _willingness),
    Merit(
        "language",
        "The child's language is spoken in the household.",
        (2, 2),
        lambda _, child, pool, weight: weight * pool.has("languages", child.language).astype(np.int64),
    ),
    Merit(
        "ethnicity",
        "The household shares the child's ethnicity.",
        (2, 2),
        lambda _, child, pool, weight: weight * pool.has("ethnicity", child.ethnicity).astype(np.int64),
    ),
    Merit(
        "religion",
        "The household shares the child's religion.",
        (2, 2),
        lambda _, child, pool, weight: weight * pool.has("religion", child.religion).astype(np.int64),
    ),
    Merit("experience", "The household has cared for a child with these needs before.", (2, 1), _experience),
    Merit("waiting", "The household has waited since its approval.", (2, 1), _waiting),
    Merit("kept", "The pair was suggested in the run before.", (None, None), _kept),
)
