"""The smallest change that would make a pair possible: each fact that people may change, with the least value for it.

A pair's bars say exactly which facts keep it apart, so that the changes it needs are one set and there is no choice:
too short a limit on both sides are two facts, and each has to give way.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from matching.eligibility import broken
from matching.helping.concessions import LONGEST_WAY, MOST_CHILDREN, NEVER, OLDEST, Relaxation, relaxed, said
from matching.pool import Pool
from matching.problem import Household, Problem, Referral
from matching.rules import BARS, PINNED, completed_months

MOST = 2  # changes at once: more than two people would not take up
NO_VALUE = "No value that can be recorded would be enough."


@dataclass(frozen=True)
class Smallest:
    """All that would have to change before a pair is possible, and the bars that would still stand in the way."""

    changes: tuple[Relaxation, ...]
    in_the_way: tuple[str, ...]

    @property
    def would_do(self) -> bool:
        return not self.in_the_way and len(self.changes) <= MOST


def least(problem: Problem, referral: Referral, home: Household, minutes: Sequence[int]) -> tuple[Relaxation, ...]:
    """Each fact that keeps a pair apart and may be changed, with the value nearest to today's that would do.

    `minutes`: to the contact place of each child in turn (travel_times.UNKNOWN keeps nobody apart).
    """
    return (*_of_home(problem, referral, home, max(minutes)), *_of_children(referral, minutes))


def answers(referral: Referral, home: Household) -> tuple[Relaxation, ...]:
    """The needs of a referral that the household would talk over: a “yes” opens no pair, but earns points."""
    return tuple(
        Relaxation("answer", home.ref, need, "discuss", "yes") for need in referral.needs if need in home.discuss_needs
    )


def smallest(problem: Problem, pool: Pool, pins: dict[int, int], *, referral: int, household: int) -> Smallest:
    """What would make a pair possible, given as indices: every change that it needs, and what no change would lift."""
    asking, home = problem.referrals[referral], problem.households[household]
    changes = least(problem, asking, home, minutes_of(pool, asking, household))
    alone = replace(problem, referrals=(asking,), households=(home,))
    after = relaxed(alone, changes)
    flags = broken(after.referrals[0], Pool(after))
    codes = tuple(bar.code for bar in BARS if flags[bar.code][0])
    held = pins.get(referral, household) != household or any(
        col == household and row != referral for row, col in pins.items()
    )
    return Smallest(changes, (*codes, PINNED[0]) if held else codes)


def minutes_of(pool: Pool, referral: Referral, household: int) -> list[int]:
    """Minutes from a household to the contact place of each child in turn."""
    return [int(pool.minutes_to(child.contact_postcode)[household]) for child in referral.children]


def sentence(problem: Problem, found: Smallest, *, referral: int, household: int) -> str:
    """What would make a pair possible, or why nothing that may be asked for would."""
    pair = f"{problem.referrals[referral].ref} with {problem.households[household].ref}"
    if found.would_do:
        return f"The smallest change: {pair} would be possible if {said(problem, found.changes)}."
    if found.in_the_way:
        reasons = [NEVER.get(code, NO_VALUE) for code in found.in_the_way]
        return f"Nothing that may be asked for would make {pair} possible. {' '.join(reasons)}"
    return (
        f"No one or two changes would make {pair} possible. "
        f"It would take {len(found.changes)}: if {said(problem, found.changes)}."
    )


def _of_home(problem: Problem, referral: Referral, home: Household, farthest: int) -> Iterator[Relaxation]:
    latest = referral.placement_day.toordinal() + problem.policy.grace_days
    for code, free in (("available_from", home.available_from), ("hold_until", home.hold_until)):
        if free is not None and free.toordinal() > latest:
            yield Relaxation(code, home.ref, "", free, date.fromordinal(latest))
    months = [completed_months(child.date_of_birth, referral.placement_day) for child in referral.children]
    for code, now, asked, largest in (
        (
            "approved_children",
            home.approved_children,
            home.children_in_placement + len(referral.children),
            MOST_CHILDREN,
        ),
        ("max_age_months", home.max_age_months, max(months), OLDEST),
        ("household_travel", home.max_travel_minutes, farthest, LONGEST_WAY),
    ):
        if now < asked <= largest:
            yield Relaxation(code, home.ref, "", now, asked)
    if home.min_age_months > min(months):
        yield Relaxation("min_age_months", home.ref, "", home.min_age_months, min(months))


def _of_children(referral: Referral, minutes: Sequence[int]) -> Iterator[Relaxation]:
    for child, away in zip(referral.children, minutes, strict=True):
        if child.max_travel_minutes < away <= LONGEST_WAY:
            yield Relaxation("child_travel", referral.ref, child.ref, child.max_travel_minutes, away)
