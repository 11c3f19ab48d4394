"""Which price holds for a charge: the version of the day of moving in, the nearest to the purchase before others.

The order is that of `minimums.single_fee`: an agency's own tariff before a general one, then a row for the group's size
before one for any. A sibling group's price stands in the table; it is never the single price times the children.
"""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from contracts.charging.vat import Treatment
from contracts.minimums import Tariff

PLACEMENT_FEE = "placement_fee"
FOSTERING_WEEKLY = "fostering_weekly"
CONTACT_HOURLY = "contact_hourly"
MONTHLY_AFTER_12 = "monthly_after_12"
CHARGES = (PLACEMENT_FEE, FOSTERING_WEEKLY, CONTACT_HOURLY, MONTHLY_AFTER_12)

Key = tuple[str, str | None, int | None]


@dataclass(frozen=True)
class Price(Tariff):
    """A price with how it stands to VAT."""

    vat: Treatment = Treatment.EXEMPT


class Prices:
    """Every price of every version; at most one for a charge, agency and group size on a day (the sheet's check)."""

    def __init__(self, prices: Iterable[Price]) -> None:
        self._versions: dict[Key, list[Price]] = {}
        for price in sorted(prices, key=lambda price: price.valid_from):
            self._versions.setdefault((price.charge, price.agency, price.children), []).append(price)
        self._days = {key: [price.valid_from for price in found] for key, found in self._versions.items()}

    def of(self, charge: str, agency: str, children: int, moved_in_on: date) -> Price | None:
        """The price of a charge for a group placed on a day; None where the tariff has none."""
        for key in _nearest_first(charge, agency, children):
            if price := self._in_force(key, moved_in_on):
                return price
        return None

    def of_other_days(self, charge: str, agency: str, children: int, moved_in_on: date) -> set[int]:
        """What the same charge costs a group that moves in on another day than this one, in whole pence."""
        return {
            price.amount_pence
            for key in _nearest_first(charge, agency, children)
            for price in self._versions.get(key, ())
            if not _holds(price, moved_in_on)
        }

    def _in_force(self, key: Key, on: date) -> Price | None:
        versions = self._versions.get(key, [])
        at = bisect_right(self._days.get(key, []), on) - 1
        return versions[at] if at >= 0 and _holds(versions[at], on) else None


def _nearest_first(charge: str, agency: str, children: int) -> tuple[Key, ...]:
    return (
        (charge, agency, children),
        (charge, agency, None),
        (charge, None, children),
        (charge, None, None),
    )


def _holds(price: Price, on: date) -> bool:
    return price.valid_from <= on and (price.valid_to is None or on < price.valid_to)
