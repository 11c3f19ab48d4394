"""Why not this pair: barred by all that it breaks, or possible at an exact loss, with the plan that would follow."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from matching.eligibility import broken
from matching.plan import Plan, aims, digests, free_of_pins, pair_digest
from matching.pool import Pool, Whole
from matching.problem import URGENCIES, Problem
from matching.reasons.residual import NO_PAIR, Cost, Residual
from matching.rules import BARS, PINNED

LOSSES = (*URGENCIES, "points")


@dataclass(frozen=True)
class Loss:
    """The objective less the best objective with a pair forced: children of each urgency, and points.

    In the order of the aims it is never below nothing; a later aim may gain by what an earlier one loses.
    """

    urgent: int
    soon: int
    routine: int
    points: int

    @property
    def aims(self) -> tuple[int, ...]:
        return self.urgent, self.soon, self.routine, self.points

    @property
    def places_fewer(self) -> bool:
        """Whether fewer children are placed of one urgency, and perhaps more of another."""
        return any(self.aims[:-1])


@dataclass(frozen=True)
class Move:
    """A referral that would leave one household for another (indices; None: it has, or would have, none)."""

    referral: int
    leaves: int | None
    takes: int | None


@dataclass(frozen=True)
class Change:
    """What the best plan with a pair forced would lose, in later days too, and whom it would move, that pair first.

    `digest`: how much greater the sum of the digests is, the last word between plans that are equal in all else.
    """

    loss: Loss
    days: int
    digest: int
    moves: tuple[Move, ...]

    @property
    def aims(self) -> tuple[int, ...]:
        """What is lost of every aim, in the order of the aims: the least is the best."""
        return *self.loss.aims, self.days, self.digest


class Losses:
    """The losses of every possible pair of a plan that is not suggested and that no pin keeps apart.

    `among`: some of the free pairs, if no plan that holds another is of interest; the suggested have to be in it.
    """

    def __init__(self, problem: Problem, plan: Plan, *, among: Whole | None = None) -> None:
        self.problem, self.plan = problem, plan
        free = free_of_pins(plan.pairs, plan.pins, problem)
        free = free if among is None else free[among]
        self._rows, self._cols = plan.pairs.rows[free], plan.pairs.cols[free]
        mates = np.full(len(problem.referrals), -1, np.int64)
        for pair in plan.suggestions:
            if pair.referral not in plan.pins:
                mates[pair.referral] = pair.household
        self._residual = Residual(self._rows, self._cols, mates, n_cols=len(problem.households))
        *self._aims, self._days = aims(problem, plan.pairs, free)
        self._sealed = np.append(np.full(len(free), -1), 0)  # digests as far as they are known; NO_PAIR has none

    def of_referral(self, referral: int) -> dict[int, Loss]:
        """The loss of each of a referral's households in turn."""
        pairs, losses = self._residual.losses(referral, self._costs)
        return _by(self._cols[pairs], losses)

    def instead(self, referral: int) -> dict[int | None, Loss]:
        """As `of_referral`, and for a referral that is suggested and not pinned also the loss of leaving it without."""
        choices, losses = self._residual.instead(referral, self._costs)
        homes = [None if pair == NO_PAIR else int(self._cols[pair]) for pair in choices.tolist()]
        return {home: Loss(*each) for home, each in zip(homes, losses.tolist(), strict=True)}

    def of_household(self, household: int) -> dict[int, Loss]:
        """The loss of each of a household's referrals in turn."""
        pairs, losses = self._residual.losses_of_column(household, self._costs)
        return _by(self._rows[pairs], losses)

    def changes(self, referral: int) -> dict[int, Change]:
        """For each household of `of_referral`, what the best plan with it changes; it is defined, as a plan is."""
        losses = self.of_referral(referral)
        moves = self._residual.moves(referral, [*self._costs, *self._last])
        return {
            col: self._change(losses[col], moved) for pair, moved in moves.items() for col in [int(self._cols[pair])]
        }

    def changes_of_household(self, household: int) -> dict[int, Change]:
        """For each referral of `of_household`, what the best plan with it changes."""
        losses = self.of_household(household)
        moves = self._residual.moves_of_column(household, [*self._costs, *self._last])
        return {
            row: self._change(losses[row], moved) for pair, moved in moves.items() for row in [int(self._rows[pair])]
        }

    def without_household(self, household: int) -> Change | None:
        """What the plan would lose without a household, and whom that would move, its referral first.

        None where the plan gives it nobody, and would be the same, or where a pin holds it.
        """
        if household not in self._residual.mates:
            return None
        costs = [*self._costs, *self._last]
        lost, moved = self._residual.without_column(household, costs)
        return self._change(Loss(*lost[: len(LOSSES)].tolist()), moved)

    def _change(self, loss: Loss, moved: dict[int, int]) -> Change:
        moves = tuple(Move(row, self._mate(row), None if col < 0 else col) for row, col in moved.items())
        days = [self._days_of(move.referral) * ((move.leaves is None) - (move.takes is None)) for move in moves]
        digest = sum(
            self._digest(move.referral, move.takes) - self._digest(move.referral, move.leaves) for move in moves
        )
        return Change(loss, sum(days), digest, moves)

    def _digest(self, referral: int, household: int | None) -> int:
        if household is None:
            return 0
        return pair_digest(self.problem.referrals[referral].ref, self.problem.households[household].ref)

    @cached_property
    def _costs(self) -> list[Cost]:
        return self._residual.stacked(self._aims)

    @cached_property
    def _last(self) -> list[Cost]:
        """The aims that decide between equal losses; digests are worked out for those pairs alone that may need one."""
        return [*self._residual.stacked([self._days]), Cost(self._digests, (1,))]

    def _digests(self, pairs: Whole) -> Whole:
        new = np.unique(pairs[self._sealed[pairs] < 0])
        self._sealed[new] = digests(self.problem, self._rows[new], self._cols[new])
        return self._sealed[pairs]

    def _mate(self, referral: int) -> int | None:
        mate = int(self._residual.mates[referral])
        return None if mate < 0 else mate

    def _days_of(self, referral: int) -> int:
        return (self.problem.referrals[referral].placement_day - self.problem.as_of).days


def _by(keys: Whole, losses: Whole) -> dict[int, Loss]:
    return {key: Loss(*each) for key, each in zip(keys.tolist(), losses.tolist(), strict=True)}


def bars_of(losses: Losses, referral: int, pool: Pool) -> dict[int, tuple[str, ...]]:
    """By household, all the bars that a pair with this referral breaks, or that a pin elsewhere is what keeps it apart.

    Households that break none, and are free to be taken, are left out; so is the one that is suggested.
    """
    problem, plan = losses.problem, losses.plan
    flags = broken(problem.referrals[referral], pool)
    table = np.array([flags[bar.code] for bar in BARS])
    suggested = {pair.household for pair in plan.suggestions if pair.referral == referral}
    held = set(range(pool.size)) if referral in plan.pins else set(plan.pins.values())
    found = {}
    for household in sorted(held | set(np.flatnonzero(table.any(axis=0)).tolist())):
        codes = tuple(BARS[k].code for k in np.flatnonzero(table[:, household]).tolist())
        if household not in suggested:
            found[household] = codes or (PINNED[0],)
    return found


def bars_of_household(losses: Losses, household: int, pool: Pool) -> dict[int, tuple[str, ...]]:
    """By referral, as `bars_of` tells by household."""
    problem, plan = losses.problem, losses.plan
    suggested = {pair.referral for pair in plan.suggestions if pair.household == household}
    held, found = household in plan.pins.values(), {}
    for index, referral in enumerate(problem.referrals):
        flags = broken(referral, pool)
        codes = tuple(bar.code for bar in BARS if flags[bar.code][household])
        if index not in suggested and (codes or held or index in plan.pins):
            found[index] = codes or (PINNED[0],)
    return found


def whole_table(problem: Problem, plan: Plan) -> list[dict[str, Any]]:
    """Every pair that was not suggested, in order: the bars that it breaks, or what forcing it would lose."""
    losses, pool, entries = Losses(problem, plan), Pool(problem), []
    for index, referral in enumerate(problem.referrals):
        answers: dict[int, dict[str, Any]] = {
            household: {"bars": list(codes)} for household, codes in bars_of(losses, index, pool).items()
        }
        for household, loss in losses.of_referral(index).items():
            answers[household] = {"loss": vars(loss)}
        for household in sorted(answers):
            refs = {"referral_ref": referral.ref, "household_ref": problem.households[household].ref}
            entries.append(refs | answers[household])
    return entries
