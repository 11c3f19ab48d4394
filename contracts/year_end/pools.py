"""Pooled minimums: several authorities promise one minimum together, and what the pool lacks is shared among those who
took less than their share."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from contracts.charging import pence


@dataclass(frozen=True)
class PoolMember:
    """An authority in a pool: its share, as a whole number beside the others', and the units it took."""

    authority_code: str
    share: int
    taken_units: int


def shortfalls(minimum_units: int, members: Sequence[PoolMember]) -> dict[str, int]:
    """What each authority is short, by code: together what the pool lacks, and nothing while the pool lacks nothing.

    It is shared by unfilled share, in whole units by largest remainder, of equal remainders to the first by code; who
    took its share or more is short of nothing. No share is below nothing, and not all are nothing.
    """
    ordered = sorted(members, key=lambda one: one.authority_code)
    lacking = minimum_units - sum(one.taken_units for one in ordered)
    if lacking <= 0:
        return {one.authority_code: 0 for one in ordered}
    unfilled = [
        max(due - one.taken_units, Fraction(0)) for one, due in zip(ordered, _due(minimum_units, ordered), strict=True)
    ]
    return dict(zip((one.authority_code for one in ordered), pence.shared(lacking, unfilled), strict=True))


def _due(minimum_units: int, members: Sequence[PoolMember]) -> list[Fraction]:
    """Each member's part of the minimum, exactly."""
    whole = sum(one.share for one in members)
    return [Fraction(minimum_units * one.share, whole) for one in members]
