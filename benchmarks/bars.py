"""Every bar over every pair at 10,000 × 10,000 against plain Python on a part of them, and what memory it takes."""

import multiprocessing
import random
import time
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from benchmarks import memory, plain
from matching.assembly import assemble
from matching.eligibility import barred
from matching.policy import DEFAULT
from matching.pool import Pool
from matching.problem import Household, Problem, Referral

SIZE = 10_000
SAMPLE = 200  # referrals that plain Python looks at, against every household: its time is theirs times SIZE / SAMPLE
GOAL, MEMORY_GOAL = 50.0, 200.0
NEEDS = [f"need_{number}" for number in range(16)]


@dataclass(frozen=True)
class Spot:
    """A place somewhere in the central belt."""

    easting: int
    northing: int
    council: str


def problem(seed: int, size: int = SIZE) -> Problem:
    """A problem with facts as spread as they can be: every contact place and every limit may differ."""
    rng = random.Random(seed)
    today = date(2026, 11, 22)
    letters = "ABDEFGHJLN"
    codes = [f"EH{rng.randint(1, 55)} {rng.randint(1, 9)}{a}{b}" for a in letters for b in letters for _ in range(60)]
    places = {code: Spot(rng.randint(240_000, 340_000), rng.randint(640_000, 720_000), "S12000036") for code in codes}
    rows = [_child(number, codes, today, rng) for number in range(size)]
    homes = [_household(number, codes, today, rng) for number in range(size)]
    names = [f"A{n}" for n in range(32)] + [f"V{n}" for n in range(6)]
    members = [{"code": c, "consortium": f"C{c[-1] in '13579'}", "joined_on": None, "left_on": None} for c in names]
    return assemble(as_of=today, policy=DEFAULT, children=rows, households=homes, members=members, places=places)


def _child(number: int, codes: list[str], today: date, rng: random.Random) -> dict[str, Any]:
    return {
        "referral_ref": f"R-{number}",
        "child_ref": "1",
        "authority_code": f"A{rng.randrange(32)}",
        "date_of_birth": today - timedelta(days=rng.randrange(700)),
        "expected_date_of_delivery": None,
        "sex": rng.choice("FM"),
        "urgency": rng.choice(("urgent", "soon", "routine")),
        "needed_by": today + timedelta(days=rng.randrange(90)),
        "needs": rng.sample(NEEDS, rng.randrange(5)),
        "ethnicity": None,
        "religion": None,
        "language": "english",
        "contact_postcode": rng.choice(codes),
        "contact_sessions_per_week": 3,
        "max_travel_minutes": rng.choice((30, 45, 60, 90)),
        "excluded_areas": [rng.choice(codes).split()[0] for _ in range(rng.randrange(3))],
        "conflicts": [f"H-{rng.randrange(SIZE)}"] if rng.random() < 0.05 else [],
        "open_links": int(rng.random() < 0.05),
    }


def _household(number: int, codes: list[str], today: date, rng: random.Random) -> dict[str, Any]:
    return {
        "household_ref": f"H-{number}",
        "agency": f"V{rng.randrange(6)}",
        "postcode": rng.choice(codes),
        "approved_fostering_on": today - timedelta(days=rng.randrange(-10, 700)),
        "approved_adoption_on": today - timedelta(days=rng.randrange(700)),
        "review_due_on": today + timedelta(days=rng.randrange(-10, 700)),
        "min_age_months": rng.choice((0, 0, 0, 3)),
        "max_age_months": rng.choice((12, 18, 24)),
        "approved_children": rng.choice((1, 1, 2)),
        "children_in_placement": rng.choice((0, 0, 0, 1)),
        "sexes": rng.choice((("F", "M"), ("F", "M"), ("F",))),
        "yes_needs": rng.sample(NEEDS[:8], 5),
        "discuss_needs": [],
        "no_needs": rng.sample(NEEDS[8:], rng.randrange(5)),
        "experience": [],
        "ethnicity": [],
        "religion": [],
        "languages": ["english"],
        "max_travel_minutes": rng.choice((30, 45, 60, 90)),
        "available_from": today + timedelta(days=rng.randrange(-90, 90)),
        "hold_until": None,
        "open_links": int(rng.random() < 0.1),
    }


def short(problem: Problem, referral: Referral, day: date, homes: list[Household]) -> list[bool]:
    """One referral against every household in plain Python the quick way: cheap bars first, no further than the first.

    What depends on the referral alone is worked out once; the journey, the dearest of all, is looked at last.
    """
    child = referral.children[0]
    needs, areas, limit = set(child.needs), set(child.excluded_areas), child.max_travel_minutes
    months, size = plain.months(child, day), len(referral.children)
    latest = day + timedelta(days=problem.policy.grace_days)
    apart = problem.apart(referral.authority, day)
    if referral.open_links >= problem.policy.max_open_links_referral:
        return [True] * len(homes)
    return [
        home.approved_children - home.children_in_placement < size
        or home.open_links >= 1
        or not home.min_age_months <= months <= home.max_age_months
        or (child.sex is not None and bool(home.sexes) and child.sex not in home.sexes)
        or home.agency in apart
        or home.approved_fostering_on is None
        or home.approved_adoption_on is None
        or home.approved_fostering_on > day
        or home.approved_adoption_on > day
        or (home.review_due_on is not None and home.review_due_on < day)
        or (home.available_from is not None and home.available_from > latest)
        or not needs.isdisjoint(home.no_needs)
        or home.ref in child.conflicts
        or (bool(areas) and home.postcode.split()[0] in areas)
        or (plain.minutes(problem, child, home) or 0) > min(limit, home.max_travel_minutes)
        for home in homes
    ]


def run(seed: int) -> list[str]:
    """Print the figures; the names of the goals that were missed."""
    found = problem(seed)
    seconds, bits = _packed(found)
    slow = _plainly(found, bits)
    grown = _memory(seed)
    print(f"\nBars over {SIZE:,} × {SIZE:,} pairs: {seconds:.3f} s")
    print(
        f"plain Python, stopping at the first bar: {slow:.1f} s (from {SAMPLE} referrals), {slow / seconds:.0f} times"
    )
    print(f"memory grew by {grown:.0f} MB")
    missed = [f"bars: {slow / seconds:.0f} times of at least {GOAL:.0f}"] if slow < GOAL * seconds else []
    return missed + ([f"bars: {grown:.0f} MB of at most {MEMORY_GOAL:.0f}"] if grown > MEMORY_GOAL else [])


def _packed(found: Problem) -> tuple[float, Any]:
    best, bits = float("inf"), None
    for _ in range(3):
        start = time.perf_counter()
        bits = barred(found, Pool(found))
        best = min(best, time.perf_counter() - start)
    return best, bits


def _plainly(found: Problem, bits: Any) -> float:
    """Seconds that plain Python would need for all pairs, from a sample whose answers are asserted equal."""
    start = time.perf_counter()
    homes = list(found.households)
    rows = [short(found, referral, referral.placement_day, homes) for referral in found.referrals[:SAMPLE]]
    seconds = time.perf_counter() - start
    for row, packed in zip(rows, bits, strict=False):
        if row != [bool(packed[k >> 3] & (128 >> (k & 7))) for k in range(len(row))]:
            raise AssertionError("the packed bars and plain Python disagree")
    return seconds * SIZE / SAMPLE


def _memory(seed: int) -> float:
    """How far the peak of a fresh process grows while the bars are looked at, in MB."""
    with multiprocessing.get_context("spawn").Pool(1) as processes:
        return processes.apply(_growth, (seed,))


def _growth(seed: int) -> float:
    found = problem(seed)
    memory.forget()  # the peak of building the problem
    before = memory.peak()
    barred(found, Pool(found))
    return memory.peak() - before
