"""The facts of both sides of a pair, field by field: what differs or is not known first, what is alike after."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from web.shown import count, day
from web.spoken import age, as_day, listed
from web.words import need

Row = Mapping[str, Any]
_SEXES = {"F": "girls", "M": "boys"}
_SMALL = {"of", "and", "the", "in"}


class Fit(StrEnum):
    """How two facts stand to each other; where either is not recorded nothing is claimed."""

    MATCH = "Match"
    MISMATCH = "Mismatch"
    UNKNOWN = "Unknown"


@dataclass(frozen=True)
class Fact:
    """One field: what the referral asks, what the household says."""

    name: str
    asked: str
    said: str
    fit: Fit


@dataclass(frozen=True)
class Side:
    """What the two records do not hold: the run's day and grace, minutes on the road by child, the bars broken.

    Without minutes nothing is said of journeys at all.
    """

    as_of: date
    grace_days: int
    minutes: Mapping[str, int | None] | None
    broken: frozenset[str] = frozenset()

    def fit(self, bar: str, *, known: bool = True) -> Fit:
        """A suggested pair breaks no bar but what a pin overrode."""
        if bar in self.broken:
            return Fit.MISMATCH
        return Fit.MATCH if known else Fit.UNKNOWN


def facts(referral: Row, household: Row, *, side: Side) -> list[Fact]:
    """Every field, what differs first, then what is unknown, then what matches; within these in the order asked."""
    found = [*_approved(referral, household, side), *_children(referral, household, side), *_needs(referral, household)]
    found += [*_travel(referral, household, side), _areas(referral, side), *_background(referral, household)]
    found += _experience(referral, household)
    return sorted(found, key=lambda fact: [Fit.MISMATCH, Fit.UNKNOWN, Fit.MATCH].index(fact.fit))


def proper(word: str) -> str:
    """A word that was folded for comparing, with its capitals again: White Scottish, Church of Scotland."""
    return " ".join(part if part in _SMALL else part[:1].upper() + part[1:] for part in word.split(" "))


def _approved(referral: Row, household: Row, side: Side) -> Iterator[Fact]:
    on, review = day(as_day(referral["placement_day"])), as_day(household["review_due_on"])
    approvals = [as_day(household[key]) for key in ("approved_fostering_on", "approved_adoption_on")]
    both = max(approval or date.max for approval in approvals)
    said = "not both recorded" if both == date.max else f"since {day(both)}"
    yield Fact("Both approvals", f"In force on {on}", said, side.fit("not_dual_approved"))
    told = f"due {day(review)}" if review else "not recorded"
    yield Fact("Carers’ review", "Not overdue", told, side.fit("review_overdue", known=review is not None))
    days = [found for key in ("available_from", "hold_until") if (found := as_day(household[key]))]
    free = max(days, default=side.as_of)
    told = f"from {day(free)}" if free > side.as_of else "now"
    yield Fact("Available", f"By {on}, with {side.grace_days} days’ grace", told, side.fit("not_available"))


def _children(referral: Row, household: Row, side: Side) -> Iterator[Fact]:
    children, places = referral["children"], household["approved_children"] - household["children_in_placement"]
    yield Fact("Free places", count(len(children), "child", "children"), str(max(places, 0)), side.fit("no_place"))
    on = as_day(referral["placement_day"]) or side.as_of
    ages = listed([_age(child, on) for child in children])
    said = f"{household['min_age_months']} to {household['max_age_months']} months"
    yield Fact("Age", ages[:1].upper() + ages[1:], said, side.fit("age_outside_approval"))
    yield _sex(children, household["sexes"], side)


def _age(child: Row, on: date) -> str:
    born = as_day(child["date_of_birth"])
    return age(born, on) if born and born < on else "newborn"


def _sex(children: Sequence[Row], approved: Sequence[str], side: Side) -> Fact:
    sexes = [child["sex"] for child in children if child["sex"]]
    asked = listed([{"F": "girl", "M": "boy"}[sex] for sex in sexes]) or "not known"
    said = listed([_SEXES[sex] for sex in approved]) or "girls and boys"
    known = len(approved) != 1 or len(sexes) == len(children)
    return Fact("Sex", asked.capitalize(), said, side.fit("sex_outside_approval", known=known))


def _needs(referral: Row, household: Row) -> Iterator[Fact]:
    answers = (
        ("yes_needs", "yes", Fit.MATCH),
        ("no_needs", "no", Fit.MISMATCH),
        ("discuss_needs", "discuss", Fit.UNKNOWN),
    )
    for code in sorted({code for child in referral["children"] for code in child["needs"]}):
        said, fit = next(
            ((said, fit) for key, said, fit in answers if code in household[key]), ("not asked", Fit.UNKNOWN)
        )
        yield Fact(need(code).capitalize(), "A household that accepts it", said, fit)


def _travel(referral: Row, household: Row, side: Side) -> Iterator[Fact]:
    several, own = len(referral["children"]) > 1, household["max_travel_minutes"]
    for child in referral["children"] if side.minutes is not None else ():
        minutes = (side.minutes or {}).get(child["ref"])
        told = "not known" if minutes is None else f"about {count(minutes, 'minute')}"
        name = f"Travel to family time, {child['ref']}" if several else "Travel to family time"
        asked = f"At most {count(child['max_travel_minutes'], 'minute')}"
        yield Fact(name, asked, f"{told}; their own limit is {own}", side.fit("too_far", known=minutes is not None))


def _areas(referral: Row, side: Side) -> Fact:
    """Only that there are some: which ones tells where a birth family lives."""
    areas = any(child["excluded_areas"] for child in referral["children"])
    fit = side.fit("excluded_area")
    said = "lives in one" if fit is Fit.MISMATCH else "clear"
    return Fact("Areas to avoid", "Some recorded" if areas else "None recorded", said, fit)


def _background(referral: Row, household: Row) -> Iterator[Fact]:
    for name, of_child, of_household in (
        ("Language", "language", "languages"),
        ("Ethnicity", "ethnicity", "ethnicity"),
        ("Religion", "religion", "religion"),
    ):
        asked = sorted({child[of_child] for child in referral["children"] if child[of_child]})
        said = household[of_household]
        fit = Fit.UNKNOWN if not asked or not said else Fit.MATCH if set(asked) <= set(said) else Fit.MISMATCH
        yield Fact(name, _words(asked).capitalize() if not asked else _words(asked), _words(said), fit)


def _words(words: Sequence[str]) -> str:
    return ", ".join(proper(word) for word in words) or "not recorded"


def _experience(referral: Row, household: Row) -> Iterator[Fact]:
    needs = sorted({code for child in referral["children"] for code in child["needs"]})
    had = [code for code in needs if code in household["experience"]]
    if not needs:
        return
    asked = listed([need(code) for code in needs])
    fit = Fit.MATCH if had == needs else Fit.MISMATCH if household["experience"] else Fit.UNKNOWN
    said = listed([need(code) for code in had]) or ("none of these yet" if household["experience"] else "not recorded")
    yield Fact(
        "Has cared for such needs before", asked[:1].upper() + asked[1:], "all of these" if had == needs else said, fit
    )
