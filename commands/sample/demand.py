"""Referrals: most before birth or within weeks of it, a few sibling groups, and one child whom nobody can take."""

from datetime import date, timedelta
from random import Random
from typing import Any

from commands.sample import families
from commands.sample.ground import Ground
from commands.sample.sizes import Area, Size
from consortium import postcodes

Values = dict[str, Any]
SIBLING_GROUPS = 0.1
"""One referral in ten is for brothers and sisters."""
BEYOND_ALL = 30
"""Months of the child whom nobody can take: older than most households are approved for."""


def children(chance: Random, size: Size, ground: Ground, *, as_of: date) -> list[Values]:
    """Every child of every referral, by reference."""
    areas = _areas(chance, size)
    groups = set(chance.sample(range(size.referrals - 1), k=round(size.referrals * SIBLING_GROUPS)))
    found: list[Values] = []
    for at, area in enumerate(areas):
        council = chance.choices(area.councils, weights=[ground.weight(council) ** 0.7 for council in area.councils])[0]
        referral = _referral(chance, ground, council, ref=f"R-{at + 1:04d}", as_of=as_of)
        many = chance.choices([2, 3], weights=[9, 1])[0] if at in groups else 1
        if size.referrals <= 20:
            many = min(many, 2)
        found += [
            {**referral, "child_ref": f"C{index + 1}", **_child(chance, index, referral, as_of=as_of)}
            for index in range(many)
        ]
    return [*found[:-1], _nobody_s(found[-1], as_of=as_of)]


def _areas(chance: Random, size: Size) -> list[Area]:
    """An area for each referral, in exact proportion, mixed."""
    total = sum(area.demand for area in size.areas)
    drawn = [area for area in size.areas for _ in range(size.referrals * area.demand // total)]
    drawn += [size.areas[0]] * (size.referrals - len(drawn))
    chance.shuffle(drawn)
    return drawn


def _referral(chance: Random, ground: Ground, council: str, *, ref: str, as_of: date) -> Values:
    """What the children of one referral share."""
    sessions = chance.choices([1, 2, 3, 4, 5], weights=[8, 32, 35, 17, 8])[0]
    urgency = chance.choices(["urgent", "soon", "routine"], weights=[25, 40, 35])[0]
    return {
        "referral_ref": ref,
        "authority_code": council,
        "urgency": urgency,
        "needed_by": as_of + timedelta(days={"urgent": 3, "soon": 21, "routine": 45}[urgency] + chance.randint(0, 20)),
        "ethnicity": families.pick(chance, families.ETHNICITIES),
        "religion": families.pick(chance, families.RELIGIONS) if chance.random() < 0.7 else None,
        "language": families.pick(chance, families.LANGUAGES),
        "contact_postcode": ground.contact_place(chance, council),
        "contact_sessions_per_week": sessions,
        "max_travel_minutes": chance.choices([45, 60, 90], weights=[25, 60, 15])[0],
        "excluded_areas": _excluded(chance, ground.home(chance, council)),
    }


def _excluded(chance: Random, family_home: str) -> list[str]:
    """Where the birth family lives: a sector, a district, or nothing on record."""
    drawn = chance.random()
    if drawn < 0.45:
        return [family_home[:-2]]
    return [postcodes.district_of(family_home)] if drawn < 0.65 else []


def _child(chance: Random, index: int, referral: Values, *, as_of: date) -> Values:
    """One child: in a sibling group the first is the youngest."""
    needs = families.needs(chance)
    if referral["contact_sessions_per_week"] >= 4:
        needs.append("high_contact")
    born, expected = (_older(chance, index, as_of), None) if index else _youngest(chance, as_of)
    known_sex = born is not None or chance.random() < 0.2
    return {
        "date_of_birth": born,
        "expected_date_of_delivery": expected,
        "needed_by": max(referral["needed_by"], expected) if expected else referral["needed_by"],
        "sex": chance.choice("FM") if known_sex else None,
        "needs": needs,
    }


def _youngest(chance: Random, as_of: date) -> tuple[date | None, date | None]:
    """Day of birth or expected day: two in five are not born yet, most others are weeks old."""
    drawn = chance.random()
    if drawn < 0.40:
        return None, as_of + timedelta(days=chance.randint(3, 110))
    if drawn < 0.72:
        return as_of - timedelta(days=chance.randint(0, 42)), None
    if drawn < 0.90:
        return as_of - timedelta(days=chance.randint(43, 180)), None
    return as_of - timedelta(days=chance.randint(181, 700)), None


def _older(chance: Random, index: int, as_of: date) -> date:
    return as_of - timedelta(days=330 * index + chance.randint(30, 90))


def _nobody_s(child: Values, *, as_of: date) -> Values:
    """The last referral's child, beyond what the households of the sample are approved for or say yes to."""
    return {
        **child,
        "date_of_birth": as_of - timedelta(days=BEYOND_ALL * 31),
        "expected_date_of_delivery": None,
        "sex": child["sex"] or "M",
        "needs": ["complex_health", "genetic_condition", "physical_disability"],
    }


def out_of_reach(households: list[Values]) -> list[Values]:
    """The households as they answer to that child: those approved for its age say no to complex health."""
    return [
        _declining(household) if household["max_age_months"] >= BEYOND_ALL else household for household in households
    ]


def _declining(household: Values) -> Values:
    answered = {
        column: [need for need in household[column] if need != "complex_health"]
        for column in ("yes_needs", "discuss_needs", "no_needs", "experience")
    }
    answered["no_needs"].append("complex_health")
    return {**household, **answered}
