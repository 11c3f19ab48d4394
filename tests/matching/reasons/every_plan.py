"""Every plan of a small problem with its worth, by the plain policy alone: what rankings of plans are held against."""

from itertools import product

from benchmarks import plain
from matching.plan import pair_digest
from matching.problem import URGENCIES, Problem

Mates = dict[int, int]


def worth(found: Problem, row: int, col: int) -> tuple[int, ...]:
    """What a pair adds to each aim in their order, as costs: the least is the best."""
    referral, home = found.referrals[row], found.households[col]
    urgency = min((child.urgency for child in referral.children), key=URGENCIES.index)
    placed = [-len(referral.children) * (urgency == each) for each in URGENCIES]
    days = (referral.placement_day - found.as_of).days
    points = sum(plain.points(found, referral, home).values())
    return (*placed, -points, days, pair_digest(referral.ref, home.ref))


def every_plan(found: Problem) -> list[tuple[tuple[int, ...], Mates]]:
    """Every way to give each referral one possible household or none, pins as they stand, the best first."""
    pins = {(pin.referral_ref, pin.household_ref) for pin in found.pins if pin.decision == "pin"}
    pinned = {ref for pair in pins for ref in pair}
    choices: list[list[tuple[int, int, tuple[int, ...]] | None]] = []
    for row, referral in enumerate(found.referrals):
        homes = [
            (row, col, worth(found, row, col))
            for col, home in enumerate(found.households)
            if not ({referral.ref, home.ref} & pinned or plain.bars(found, referral, home))
            or (referral.ref, home.ref) in pins
        ]
        choices.append([*homes] if referral.ref in pinned else [None, *homes])
    return sorted(filter(None, map(_plan, product(*choices))), key=lambda plan: plan[0])


def _plan(way: tuple[tuple[int, int, tuple[int, ...]] | None, ...]) -> tuple[tuple[int, ...], Mates] | None:
    pairs = [pair for pair in way if pair]
    if len({col for _, col, _ in pairs}) < len(pairs):
        return None
    return tuple(map(sum, zip((0,) * 6, *(w for *_, w in pairs), strict=True))), {row: col for row, col, _ in pairs}


def truly_different(plans: list[tuple[tuple[int, ...], Mates]], most: int) -> list[tuple[tuple[int, ...], Mates]]:
    """The best plan, then again and again the best that holds a pair which none before it holds."""
    listed = plans[:1]
    while len(listed) <= most:
        known = {pair for _, mates in listed for pair in mates.items()}
        more = next((plan for plan in plans if plan[1].items() - known), None)
        if more is None:
            break
        listed.append(more)
    return listed
