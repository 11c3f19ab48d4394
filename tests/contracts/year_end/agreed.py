"""Commitments and purchases as the tests of a year end begin with them."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from contracts.minimums import Commitment, Purchase, Tariff
from contracts.year_end import attribution
from contracts.year_end.attribution import Agreed, Result, Unavailability
from contracts.year_end.transferring import Transfer

ABERDEEN, BORDERS, CLACKS = "S12000033", "S12000026", "S12000005"
LATE = date(2040, 1, 1)
FEE = Tariff(date(2020, 4, 1), None, None, "placement_fee", 1, 3_000_000)
YEAR = Commitment("A-1", ABERDEEN, None, date(2025, 4, 1), date(2026, 4, 1), 3)


def year(first: int, minimum: int, *, authority: str = ABERDEEN, **terms: Any) -> Commitment:
    """A financial year's commitment."""
    days = {"period_start": date(first, 4, 1), "period_end": date(first + 1, 4, 1)}
    return replace(YEAR, authority_code=authority, minimum_units=minimum, **days, **terms)


def taken(number: int, first: int, *, authority: str = ABERDEEN, **values: Any) -> list[Purchase]:
    """So many single placements, a day after the other from 1 May of a financial year on."""
    return [
        Purchase(
            **{
                "placement_ref": f"P-{authority[-2:]}-{first}-{at:02}",
                "authority_code": authority,
                "agency": "ROWAN",
                "children": 1,
                "moved_in_on": date(first, 5, 1) + timedelta(days=at),
                **values,
            }
        )
        for at in range(number)
    ]


def transfer(units: int, *, giver: str = ABERDEEN, to: str = BORDERS, **values: Any) -> Transfer:
    """Units of the giver's financial year 2025/26."""
    return replace(Transfer(giver, to, "A-1", date(2026, 4, 1), units, date(2026, 4, 2)), **values)


def relief(units: int, **values: Any) -> Unavailability:
    """Units for which the agency had nobody in the financial year 2025/26."""
    return replace(Unavailability("A-1", ABERDEEN, date(2026, 4, 1), units), **values)


def ended(
    commitments: list[Commitment], purchases: list[Purchase], *, as_of: date = LATE, **agreed: Any
) -> list[Result]:
    """The results, where nothing is objected to."""
    year_end = attribution.of(Agreed(commitments, **agreed), purchases, as_of=as_of)
    assert [one for one in year_end.objections if not one.is_doubt] == []
    assert all(book.is_balanced for book in year_end.books)
    return year_end.results


def refused(commitments: list[Commitment], purchases: list[Purchase], **agreed: Any) -> list[str]:
    """What is objected to, as sentences."""
    found = attribution.of(Agreed(commitments, **agreed), purchases, as_of=LATE).objections
    return [one.sentence for one in found]


def units(result: Result) -> dict[str, int]:
    """The figures of a result that are not 0, without the minimum."""
    named = {name: getattr(result, name) for name in result.__dataclass_fields__ if name.endswith("_units")}
    return {name.removesuffix("_units"): found for name, found in named.items() if found and name != "minimum_units"}
