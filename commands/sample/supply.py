"""Carer households: most approved twice and free, some waiting for a decision, held, or with a child already."""

from datetime import date, timedelta
from random import Random
from typing import Any

from commands.sample import families
from commands.sample.ground import Ground
from commands.sample.sizes import Area, Size

Values = dict[str, Any]


def households(chance: Random, size: Size, ground: Ground, *, as_of: date) -> list[Values]:
    """Every household of the sample, by reference."""
    found: list[Values] = []
    for area, count in zip(size.areas, _shares(size.households, [area.supply for area in size.areas]), strict=True):
        for _ in range(count):
            found.append(_household(chance, area, ground, ref=f"H-{len(found) + 1:04d}", as_of=as_of))
    return found


def _shares(whole: int, parts: list[int]) -> list[int]:
    """The whole in these proportions; the first takes what is left over."""
    rest = [whole * part // sum(parts) for part in parts[1:]]
    return [whole - sum(rest), *rest]


def _household(chance: Random, area: Area, ground: Ground, *, ref: str, as_of: date) -> Values:
    council = chance.choices(area.councils, weights=[ground.weight(council) for council in area.councils])[0]
    agency = chance.choices(area.agencies, weights=[agency.share for agency in area.agencies])[0]
    given = families.answers(chance)
    approved = chance.choices([1, 2, 3], weights=[66, 28, 6])[0]
    return {
        "household_ref": ref,
        "agency": agency.code,
        "postcode": ground.home(chance, council),
        **_approvals(chance, as_of),
        "min_age_months": 0,
        "max_age_months": chance.choices([12, 18, 24, 36, 48], weights=[15, 15, 45, 15, 10])[0],
        "approved_children": approved,
        "sexes": chance.choices([("F", "M"), ("F",), ("M",)], weights=[92, 4, 4])[0],
        **given,
        "experience": [need for need in given["yes_needs"] if chance.random() < 0.12],
        **_background(chance),
        "max_travel_minutes": chance.choices([45, 60, 75, 90, 120], weights=[15, 40, 15, 20, 10])[0],
        **_availability(chance, as_of),
    }


def _approvals(chance: Random, as_of: date) -> Values:
    """Both approvals on one day of a joint panel; one household in twenty still waits for a decision."""
    approved = as_of - timedelta(days=chance.randint(20, 1_100))
    first_review = approved + timedelta(days=365)
    # The first review falls after a year, the later ones after three at the most.
    due = first_review if first_review > as_of else approved + timedelta(days=365 + 3 * 365)
    if chance.random() < 0.03:
        due = as_of - timedelta(days=chance.randint(1, 40))
    return {
        "approved_fostering_on": approved,
        "approved_adoption_on": None if chance.random() < 0.05 else approved,
        "review_due_on": due,
    }


def _background(chance: Random) -> Values:
    languages = ["English"]
    if chance.random() < 0.18:
        languages.append(families.pick(chance, {**families.LANGUAGES, "English": 0, "Gaelic": 6}))
    people = range(chance.choice([1, 2, 2]))
    return {
        "ethnicity": sorted({families.pick(chance, families.ETHNICITIES) for _ in people}),
        "religion": sorted({families.pick(chance, families.RELIGIONS) for _ in people}),
        "languages": languages,
    }


def _availability(chance: Random, as_of: date) -> Values:
    drawn = chance.random()
    if drawn < 0.08:
        return {"hold_until": as_of + timedelta(days=chance.randint(10, 90))}
    if drawn < 0.30:
        return {"available_from": as_of + timedelta(days=chance.randint(-200, 40))}
    return {}
