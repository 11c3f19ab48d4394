"""What was promised and bought: commitments for each financial year, placements over the years, tariffs."""

from datetime import date, timedelta
from random import Random
from typing import Any

from commands.sample.ground import Ground
from commands.sample.sizes import Area, Size

Values = dict[str, Any]
FEE_2025 = 3_924_500
YEARLY = 1.04
SIBLINGS = (1.0, 1.593, 2.222, 2.519, 2.963)
"""The fee of a group against the fee of one child: never so many times one child's."""
OUTCOMES = {
    "adopted_by_concurrent_carers": 88,
    "reunified_parent": 6,
    "kinship": 4,
    "moved_other_adopters": 1,
    "carer_request": 1,
}


def first_year(size: Size, as_of: date) -> int:
    """The year in which the first financial year of the sample starts."""
    return _financial_year(as_of) - size.years + 1


def _financial_year(day: date) -> int:
    return day.year if day >= date(day.year, 4, 1) else day.year - 1


def commitments(chance: Random, size: Size, ground: Ground, *, as_of: date) -> list[Values]:
    """Minimums of none to a few units for each authority and financial year; the smaller of two areas has few."""
    found = []
    for year in range(first_year(size, as_of), _financial_year(as_of) + 1):
        for area in size.areas:
            for council in sorted(area.councils):
                ready = 0.9 if area is size.areas[0] else 0.4
                if chance.random() < ready:
                    found.append(_commitment(chance, size, ground, area, council, year))
    return found


def _commitment(chance: Random, size: Size, ground: Ground, area: Area, council: str, year: int) -> Values:
    largest = max(ground.weight(one) for one in area.councils)
    most = max(1, round(size.largest_minimum * (ground.weight(council) / largest) ** 0.5))
    return {
        "agreement_ref": f"{area.code}-{year}",
        "authority_code": council,
        "agency": area.agencies[0].code if len(area.agencies) == 1 else None,
        "period_start": date(year, 4, 1),
        "period_end": date(year + 1, 4, 1),
        "minimum_units": chance.randint(1, most),
        "unit_basis": "sibling_group" if area is size.areas[-1] and len(size.areas) > 1 else "child",
        "count_event": "moved_in",
        "shortfall_price_pct": chance.choice([50, 75, 100]),
        "tolerance_units": chance.choices([0, 1], weights=[4, 1])[0],
        "carry_forward_cap": 1,
        "carry_forward_expiry_months": 12,
        "make_up_months": 12,
    }


def purchases(
    chance: Random, size: Size, ground: Ground, households: list[Values], *, as_of: date
) -> tuple[list[Values], list[Values]]:
    """Placements by their day of moving in, and the households with the children who live with them now."""
    held = {household["household_ref"]: 0 for household in households}
    days = (as_of - date(first_year(size, as_of), 4, 1)).days
    count = max(1, round(size.purchases_a_year * days / 365))
    moved_in = sorted(as_of - timedelta(days=chance.randint(1, days)) for _ in range(count)) if days > 1 else []
    area_of = {agency.code: area for area in reversed(size.areas) for agency in area.agencies}
    found = []
    for at, day in enumerate(moved_in):
        home = _home(chance, households, held) if (as_of - day).days < 300 else None
        bought = _purchase(chance, size, ground, area_of, home, moved_in_on=day, as_of=as_of)
        if bought["household_ref"]:
            held[bought["household_ref"]] += bought["children"]
        found.append({"placement_ref": f"P-{at + 1:05d}", **bought})
    return found, [{**one, "children_in_placement": held[one["household_ref"]]} for one in households]


def _home(chance: Random, households: list[Values], held: dict[str, int]) -> Values | None:
    """Now and then a household on the file that is approved for more than it has."""
    able = [one for one in households if one["approved_children"] > 1 and not held[one["household_ref"]]]
    return chance.choice(able) if able and chance.random() < 0.25 else None


def _purchase(
    chance: Random,
    size: Size,
    ground: Ground,
    area_of: dict[str, Area],
    home: Values | None,
    *,
    moved_in_on: date,
    as_of: date,
) -> Values:
    area = (
        area_of[home["agency"]] if home else chance.choices(size.areas, weights=[one.supply for one in size.areas])[0]
    )
    agencies = [home["agency"]] if home else [one.code for one in area.agencies]
    ending = {} if home else _ending(chance, moved_in_on, as_of)
    return {
        "authority_code": chance.choices(area.councils, weights=[ground.weight(one) ** 0.7 for one in area.councils])[
            0
        ],
        "agency": chance.choice(agencies),
        "household_ref": home["household_ref"] if home else None,
        "children": 1 if home else chance.choices([1, 2, 3], weights=[88, 11, 1])[0],
        "match_approved_on": moved_in_on - timedelta(days=chance.randint(3, 28)),
        "moved_in_on": moved_in_on,
        **ending,
        "confirmed_on": min(moved_in_on + timedelta(days=chance.randint(1, 12)), as_of),
        "order_number": f"PO-{chance.randint(100_000, 999_999)}",
        "cost_code": f"CF{chance.randint(10, 99)}",
    }


def _ending(chance: Random, moved_in_on: date, as_of: date) -> Values:
    """Reunification is rare, by selection; most children are adopted where they live, after about a year."""
    reason = chance.choices(list(OUTCOMES), weights=list(OUTCOMES.values()))[0]
    adopted = reason == "adopted_by_concurrent_carers"
    days = chance.randint(260, 560) if adopted else chance.randint(40, 240)
    ended = moved_in_on + timedelta(days=days)
    if ended > as_of:
        return {}
    return {"adoption_order_on": ended if adopted else None, "ended_on": ended, "end_reason": reason}


def tariffs(size: Size, *, as_of: date) -> list[Values]:
    """A price list for each financial year, and for one agency its own fee."""
    found = []
    for year in range(first_year(size, as_of), _financial_year(as_of) + 1):
        rise = YEARLY ** (year - 2025)
        found += [_tariff(year, "placement_fee", FEE_2025 * rise * part, children=n) for n, part in _groups()]
        found.append(_tariff(year, "placement_fee", FEE_2025 * rise * 0.97, children=1, agency=_own(size)))
        found.append(_tariff(year, "fostering_weekly", 16_831 * rise))
        found.append(_tariff(year, "contact_hourly", 4_200 * rise))
        found.append(_tariff(year, "monthly_after_12", FEE_2025 * rise / 36))
    return found


def _groups() -> list[tuple[int, float]]:
    return list(enumerate(SIBLINGS, start=1))


def _own(size: Size) -> str:
    return size.areas[-1].agencies[-1].code


def _tariff(year: int, charge: str, pence: float, *, children: int | None = None, agency: str | None = None) -> Values:
    return {
        "tariff_ref": f"T-{year}",
        "valid_from": date(year, 4, 1),
        "valid_to": date(year + 1, 4, 1),
        "agency": agency,
        "charge": charge,
        "children": children,
        "amount_pence": round(pence / 100) * 100 if charge == "placement_fee" else round(pence),
        "vat": "exempt",
    }
