"""What a suggestion rests on: by how much it is better than any plan without it, and which pairs are nearly as good.

Only plans that place as many children of each urgency count as near. A suggested pair is *firm* within some points if
every plan that loses no more has it; a pair that is not suggested is *open* if one of them has it.
"""

from dataclasses import dataclass
from typing import Any

from matching.eligibility import Progress
from matching.problem import Problem
from matching.reasons.losses import Loss, Losses


@dataclass(frozen=True)
class Suggested:
    """A suggested pair, as indices, and what the best plan without it loses (None: a pin holds it in every plan)."""

    referral: int
    household: int
    margin: Loss | None
    firm: bool


@dataclass(frozen=True)
class Open:
    """A pair that is not suggested, as indices, and the few points that the best plan with it loses."""

    referral: int
    household: int
    loss: Loss


@dataclass(frozen=True)
class Near:
    """All suggested pairs, and those that are open within so many points, in the order of their referrals."""

    points: int
    suggested: tuple[Suggested, ...]
    open: tuple[Open, ...]


def near(losses: Losses, points: int, progress: Progress | None = None) -> Near:
    """Which suggested pairs are firm, and which other pairs are open, within some points of the best plan."""
    mates = {pair.referral: pair.household for pair in losses.plan.suggestions}
    suggested, others = list[Suggested](), list[Open]()
    for referral in range(len(losses.problem.referrals)):
        if progress:
            progress("Looking for plans that are nearly as good", referral, len(losses.problem.referrals))
        if referral in losses.plan.pins:
            suggested.append(Suggested(referral, mates[referral], None, True))
            continue
        instead = losses.instead(referral)
        if referral in mates:
            margin = min(instead.values(), key=lambda loss: loss.aims)
            suggested.append(Suggested(referral, mates[referral], margin, not _is_near(margin, points)))
        others += [
            Open(referral, home, loss)
            for home, loss in sorted(instead.items(), key=lambda item: item[1].aims)
            if home is not None and _is_near(loss, points)
        ]
    return Near(points, tuple(suggested), tuple(others))


def as_data(problem: Problem, found: Near) -> dict[str, Any]:
    """The same as plain data, by references."""
    return {
        "points": found.points,
        "suggested": [
            _refs(problem, each) | {"firm": each.firm, "margin": each.margin and vars(each.margin)}
            for each in found.suggested
        ],
        "open": [_refs(problem, each) | {"loss": vars(each.loss)} for each in found.open],
    }


def _is_near(loss: Loss, points: int) -> bool:
    return not loss.places_fewer and loss.points <= points


def _refs(problem: Problem, pair: Suggested | Open) -> dict[str, Any]:
    return {
        "referral_ref": problem.referrals[pair.referral].ref,
        "household_ref": problem.households[pair.household].ref,
    }
