"""Likeness: the records that share a key are those that look alike, and a long list is compared in no time."""

import random
import time
from datetime import date, timedelta
from itertools import combinations
from uuid import UUID

import pytest

from consortium.merging.likeness import Alike, Born, Told, Why, pairs, plain

MANY, SECONDS = 4_000, 5
REFS = ("R-1", "R 01", "r1", "R-2", "R-3", "X-9")
HOMES = ((), ("EH1 1AA", None, date(2026, 1, 1)), ("EH1 1AA", date(2026, 1, 1), date(2026, 1, 1)), (None, None, None))


def told(chance: random.Random, number: int) -> Told:
    children = tuple(born(chance) for _ in range(chance.randrange(3)))
    return Told(UUID(int=number), UUID(int=chance.randrange(2)), chance.choice(REFS), children, chance.choice(HOMES))


def born(chance: random.Random) -> Born:
    day = date(2026, 1, 1) + timedelta(days=chance.randrange(40))
    return Born(chance.choice((day, None)), chance.choice((day, None)), chance.choice(("F", "M", None)))


def compared(first: Told, second: Told) -> list[Why]:
    """Why two records look alike, said the plain way."""
    both = [(a, b) for a in first.children for b in second.children if not {a.sex, b.sex} >= {"F", "M"}]
    births = [(a.born_on, b.born_on) for a, b in both]
    awaited = [(not a.born_on and a.expected_on, not b.born_on and b.expected_on) for a, b in both]
    known = None not in first.home and first.home
    return [
        *[Why.SAME_REFERENCE] * (plain(first.ref) == plain(second.ref)),
        *[Why.SAME_BIRTH] * any(a and b and abs((a - b).days) <= 2 for a, b in births),
        *[Why.NEAR_EXPECTED] * any(a and b and abs((a - b).days) <= 7 for a, b in awaited),
        *[Why.SAME_HOME_AND_APPROVALS] * bool(known and first.home == second.home),
    ]


@pytest.mark.parametrize("seed", range(40))
def test_what_shares_a_key_is_what_a_comparison_of_all_with_all_finds(seed):
    chance = random.Random(seed)
    records = [told(chance, number) for number in range(30)]

    expected = [
        Alike(first, second, tuple(why))
        for first, second in combinations(records, 2)
        if first.owner_id == second.owner_id and (why := compared(first, second))
    ]

    assert list(pairs(records)) == expected != []


def test_thousands_of_records_of_one_owner_are_compared_within_seconds():
    owner, home = UUID(int=1), (date(2026, 1, 1), date(2026, 1, 1))
    records = [Told(UUID(int=at), owner, f"H-{at}", home=(f"EH{at // 2} 1AA", *home)) for at in range(MANY)]

    began = time.perf_counter()
    found = list(pairs(records))

    assert time.perf_counter() - began < SECONDS
    assert len(found) == MANY // 2
