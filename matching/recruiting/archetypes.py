"""Kinds of households that might be recruited, and which of them are tried.

A kind says where a household lives, which agency has it, the ages and the number of children it would be approved for
and which needs it would accept. It is dual approved and free from the day of the run. It says nothing of language,
ethnicity, religion or sex: those make no kind of household here, and no child is placed or left by them.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, product

import numpy as np

from matching.eligibility import eligible
from matching.pool import Flags, Pool
from matching.problem import Household, Pin, Place, Problem, Referral
from matching.recruiting.areas import Areas
from matching.rules import completed_months
from matching.travel_times import UNKNOWN, TravelTimes

MOST_DRAWN_UP = 40_000
MOST_TRIED = 5_000
LONGEST_WAY = 60  # minutes, unless it is said otherwise: what a household accepts that has not been asked
NOBODY = "\x00"  # begins the reference of a household that is none: no sheet takes such a one
YEAR = 12
TOPS = (6, 12, 24)  # months up to which a household may be approved; a fourth is the year that covers the oldest


Standing = tuple[str, tuple[str, ...], int]


@dataclass(frozen=True)
class Archetype:
    """A kind of household. `agencies`: any of these may have it, for they work with the same authorities."""

    area: str
    agencies: tuple[str, ...]
    min_age_months: int
    max_age_months: int
    children: int
    needs: tuple[str, ...]
    max_travel_minutes: int = LONGEST_WAY

    @property
    def standing(self) -> Standing:
        """Its area, its agencies and its number of children: a short list tells the best kind of each."""
        return self.area, self.agencies, self.children

    @property
    def asks(self) -> tuple[int, int, int, tuple[str, ...], str, tuple[str, ...], int, int]:
        """The less it asks of a household, the smaller: fewer needs, fewer children, fewer ages; then its name."""
        ages = self.max_age_months - self.min_age_months
        name = self.needs, self.area, self.agencies, self.min_age_months, self.max_travel_minutes
        return len(self.needs), self.children, ages, *name


@dataclass(frozen=True)
class Candidates:
    """The kinds that are tried, and which referrals of the run (a column each) each of them could take.

    `drawn_up`: how many there were; `beyond`: how many were left out at a bound; all others could take nobody, or the
    very referrals that another of their area and agencies could take which asks less. `are_named`: somebody asks about
    each of them, whatever it is worth.
    """

    tried: tuple[Archetype, ...]
    takes: Flags
    drawn_up: int
    beyond: int
    are_named: bool = False


def of_demand(problem: Problem, rows: Sequence[int]) -> Candidates:
    """The kinds that referrals of the run (by index) suggest: where their contact places lie and what they need."""
    referrals = [problem.referrals[row] for row in rows]
    kinds = list(islice(_suggested(problem, referrals), MOST_DRAWN_UP + 1))
    count = len(kinds) if len(kinds) <= MOST_DRAWN_UP else sum(1 for _ in _suggested(problem, referrals))
    return _tried(problem, kinds[:MOST_DRAWN_UP], rows, drawn_up=count)


def named(problem: Problem, archetypes: Iterable[Archetype], rows: Sequence[int]) -> Candidates:
    """The kinds that somebody has named, all of them, even those that could take nobody."""
    kinds = sorted(set(archetypes), key=lambda kind: kind.asks)
    return Candidates(tuple(kinds), takes(problem, kinds, rows), len(kinds), 0, are_named=True)


def reaches(problem: Problem, referrals: Sequence[Referral]) -> list[tuple[str, ...]]:
    """The agencies of a run by the authorities that they work with: those that work with the same are one reach."""
    groups: dict[tuple[bool, ...], list[str]] = {}
    for agency in sorted(problem.agencies) or [""]:
        apart = tuple(agency in problem.apart(each.authority, each.placement_day) for each in referrals)
        groups.setdefault(apart, []).append(agency)
    return [tuple(agencies) for agencies in groups.values()]


def with_households(problem: Problem, archetypes: Sequence[Archetype], *, run: Problem) -> Problem:
    """The problem with a household more of each kind, after its own. Raises KeyError for an area that nobody knows.

    `run`: the run that says where areas lie and what is refused, of which the problem may be a scenario.
    It is forbidden whoever has contact where nobody knows the way to: what is not known shall not speak for it.
    """
    homes, places = _households(run, archetypes)
    wider = replace(problem, households=(*problem.households, *homes), places=places)
    far = _unknown_ways(wider, problem.referrals, homes)
    forbids = [
        Pin(problem.referrals[row].ref, homes[col].ref, "forbid", override=False, reason="Nobody knows the way.")
        for row, col in zip(*(indices.tolist() for indices in np.nonzero(far)), strict=True)
    ]
    return replace(wider, pins=(*problem.pins, *forbids))


def takes(problem: Problem, archetypes: Sequence[Archetype], rows: Sequence[int]) -> Flags:
    """Which of the referrals (by index, a column each) a household of each kind (a row) could take."""
    homes, places = _households(problem, archetypes)
    referrals = tuple(problem.referrals[row] for row in rows)
    asked = replace(problem, referrals=referrals, households=tuple(homes), places=places, pins=(), previous=frozenset())
    able = np.zeros((len(rows), len(homes)), bool)
    if homes:
        able[eligible(asked, Pool(asked))] = True
    return (able & ~_unknown_ways(asked, referrals, homes)).T


def _households(problem: Problem, archetypes: Sequence[Archetype]) -> tuple[list[Household], dict[str, Place]]:
    """A household of each kind, and where all postcodes lie, theirs among them."""
    every = {need for referral in problem.referrals for need in referral.needs}
    areas, places, homes = Areas(problem), dict(problem.places), list[Household]()
    for number, kind in enumerate(archetypes):
        code, place = areas.home(kind.area)
        places |= {} if place is None or code in places else {code: place}
        homes.append(
            Household(
                ref=f"{NOBODY}{number}",
                agency=kind.agencies[0],
                postcode=code,
                approved_fostering_on=problem.as_of,
                approved_adoption_on=problem.as_of,
                review_due_on=None,
                min_age_months=kind.min_age_months,
                max_age_months=kind.max_age_months,
                approved_children=kind.children,
                children_in_placement=0,
                sexes=("F", "M"),
                yes_needs=kind.needs,
                discuss_needs=(),
                no_needs=tuple(sorted(every.difference(kind.needs))),
                experience=(),
                ethnicity=(),
                religion=(),
                languages=(),
                max_travel_minutes=kind.max_travel_minutes,
                available_from=None,
                hold_until=None,
                open_links=0,
            )
        )
    return homes, places


def _unknown_ways(problem: Problem, referrals: Sequence[Referral], homes: Sequence[Household]) -> Flags:
    """From which homes (a column each) nobody knows the way to a contact place that is recorded for a referral."""
    first = {home.postcode: home for home in homes}
    times = TravelTimes(tuple(first.values()), problem.places, problem.minutes)
    goals = {child.contact_postcode for referral in referrals for child in referral.children if child.contact_postcode}
    unknown = {goal: times.to(goal) == UNKNOWN for goal in sorted(goals)}
    column = {code: number for number, code in enumerate(first)}
    by_area = np.zeros((len(referrals), len(first)), bool)
    for row, referral in enumerate(referrals):
        for child in referral.children:
            by_area[row] |= unknown.get(child.contact_postcode or "", False)
    found: Flags = by_area[:, [column[home.postcode] for home in homes]]
    return found


def _suggested(problem: Problem, referrals: Sequence[Referral]) -> Iterator[Archetype]:
    """Each area by each reach, each size and age, and no need, the most common one, the two most common, to all.

    Areas with the most referrals come first, so that a bound would leave out those with the fewest.
    """
    areas = Areas(problem)
    lying = Counter(area for referral in referrals for area in areas.councils_of(referral))
    common = Counter(need for referral in referrals for need in referral.needs)
    order = sorted(common, key=lambda need: (-common[need], need))
    nested = [tuple(sorted(order[:count])) for count in range(len(order) + 1)]
    sizes = sorted({len(referral.children) for referral in referrals})
    in_order = sorted(lying, key=lambda area: (-lying[area], area))
    for area, agencies, children, top, needs in product(
        in_order, reaches(problem, referrals), sizes, tops(referrals), nested
    ):
        yield Archetype(area, agencies, 0, top, children, needs)


def _tried(problem: Problem, kinds: list[Archetype], rows: Sequence[int], *, drawn_up: int) -> Candidates:
    """Of the kinds that could take the same referrals the one that asks least, and those that could take most."""
    kinds = sorted(kinds, key=lambda kind: kind.asks)
    able = takes(problem, kinds, rows)
    least: dict[tuple[str, tuple[str, ...], bytes], int] = {}
    for number in np.flatnonzero(able.any(axis=1)).tolist():
        least.setdefault((kinds[number].area, kinds[number].agencies, able[number].tobytes()), number)
    agencies: dict[tuple[Archetype, bytes], list[int]] = {}
    for (_, __, taken), number in least.items():
        agencies.setdefault((replace(kinds[number], agencies=()), taken), []).append(number)
    merged = {numbers[0]: numbers for numbers in agencies.values()}
    children = np.array([len(problem.referrals[row].children) for row in rows], np.int64)
    most = sorted(merged, key=lambda number: (-int(able[number] @ children), number))[:MOST_TRIED]
    tried = [
        replace(kinds[first], agencies=tuple(sorted(one for n in merged[first] for one in kinds[n].agencies)))
        for first in sorted(most)
    ]
    beyond = max(drawn_up - MOST_DRAWN_UP, 0) + len(merged) - len(most)
    return Candidates(tuple(tried), able[sorted(most)], drawn_up, beyond)


def tops(referrals: Iterable[Referral]) -> list[int]:
    """The months up to which a household might be approved, each covering a child that the one before does not."""
    ages = {oldest(referral) for referral in referrals}
    found, below = list[int](), -1
    for top in (*TOPS, -(-max(ages, default=0) // YEAR) * YEAR):
        if any(below < age <= top for age in ages):
            found.append(top)
            below = top
    return found


def oldest(referral: Referral) -> int:
    """The age in months of its oldest child on its placement day."""
    return max(completed_months(child.date_of_birth, referral.placement_day) for child in referral.children)
