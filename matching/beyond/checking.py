"""A wider answer checked in plain words: by no model and no solver, on the ground that was laid out for them."""

from collections import Counter
from itertools import combinations

from matching.beyond.wider import AT_ONCE, Ground
from matching.plan import broken_bars
from matching.problem import URGENCIES
from matching.travel_times import UNKNOWN


def fault_of(ground: Ground, placed: dict[int, int]) -> str | None:
    """What is wrong with an answer, in a sentence, or None."""
    fault = _of_pairs(ground, placed) or _of_homes(ground, placed) or _of_groups(ground, placed)
    if fault is None and objective(ground, placed) > objective(ground, of_run(ground)):
        return "The answer is worse than the run."
    return fault


def objective(ground: Ground, placed: dict[int, int]) -> tuple[int, ...]:
    """What a plan comes to by the aims in their order, the less the better; the digest is left out."""
    counted: Counter[str] = Counter()
    for row in placed:
        counted[ground.problem.referrals[ground.group_of(row)].urgency] += len(ground.whole.referrals[row].children)
    apart = {ground.group_of(row) for row in placed if row != ground.group_of(row)}
    pairs = ground.pairs
    points = dict(zip(zip(pairs.rows.tolist(), pairs.cols.tolist(), strict=True), pairs.points.tolist(), strict=True))
    days = sum((ground.whole.referrals[row].placement_day - ground.problem.as_of).days for row in placed)
    return (*(-counted[name] for name in URGENCIES), len(apart), -sum(points[pair] for pair in placed.items()), days)


def of_run(ground: Ground) -> dict[int, int]:
    """The plan of the run as the wider problem has it."""
    return {pair.referral: pair.household for pair in ground.plan.suggestions}


def _of_pairs(ground: Ground, placed: dict[int, int]) -> str | None:
    for row, col in placed.items():
        group, home = ground.problem.referrals[ground.group_of(row)], ground.problem.households[col]
        if home.ref in ground.problem.forbidden.get(group.ref, ()):
            return f"{group.ref} is forbidden {home.ref}."
        if ground.plan.pins.get(row) != col and broken_bars(ground.whole, row, col):
            return f"{ground.whole.referrals[row].ref} is barred from {ground.problem.households[col].ref}."
    if any(placed.get(row) != col for row, col in ground.plan.pins.items()):
        return "A pin is not kept."
    return None


def _of_homes(ground: Ground, placed: dict[int, int]) -> str | None:
    for col, taken in Counter(placed.values()).items():
        home = ground.problem.households[col]
        children = sum(len(ground.whole.referrals[row].children) for row, at in placed.items() if at == col)
        if taken > (AT_ONCE if home.ref in ground.wider.twice else 1):
            return f"{home.ref} takes more referrals than it may."
        if taken > 1 and children > home.approved_children - home.children_in_placement:
            return f"{home.ref} has fewer places than children."
    return None


def _of_groups(ground: Ground, placed: dict[int, int]) -> str | None:
    for group, referral in enumerate(ground.problem.referrals):
        own = [part.row for part in ground.parts if part.group == group]
        there = [placed[row] for row in own if row in placed]
        if not there:
            continue
        if len(there) != len(own) or group in placed:
            return f"{referral.ref} is neither whole nor apart."
        for one, other in combinations(there, 2):
            if one == other or not _is_near(ground, one, other, ground.wider.apart[referral.ref]):
                return f"The children of {referral.ref} are not near one another."
    return None


def _is_near(ground: Ground, one: int, other: int, minutes: int) -> bool:
    homes = ground.problem.households
    ways = (
        int(ground.pool.minutes_to(homes[other].postcode)[one]),
        int(ground.pool.minutes_to(homes[one].postcode)[other]),
    )
    return UNKNOWN not in ways and max(ways) <= minutes
