"""Price lists as a page shows them: charge by charge, what holds now first, then what comes, then what was."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from contracts.pricing.tariffs import Tariff
from web.shown import count, day, last_day
from web.words import CHARGES


@dataclass(frozen=True)
class Line:
    """One price, and how it stands on a day."""

    tariff: Tariff
    today: date

    @property
    def rank(self) -> int:
        """0 holds now, 1 is to come, 2 is over, 3 was withdrawn."""
        if self.tariff.withdrawn_at:
            return 3
        if self.tariff.valid_to and self.tariff.valid_to <= self.today:
            return 2
        return 1 if self.tariff.valid_from > self.today else 0

    @property
    def standing(self) -> tuple[str, str, str]:
        """The tag, the word and the icon."""
        return (
            ("good", "Holds now", "good"),
            ("accent", "To come", "clock"),
            ("", "Over", "none"),
            ("", "Withdrawn", "cross"),
        )[self.rank]

    @property
    def days(self) -> str:
        """The days on which a placement begins that has this price."""
        until = f"to {day(last_day(self.tariff.valid_to))}" if self.tariff.valid_to else "until further notice"
        return f"{day(self.tariff.valid_from)} {until}"

    @property
    def group(self) -> str:
        """For how many children placed together."""
        return count(self.tariff.children, "child", "children") if self.tariff.children else "any number"

    @property
    def whose(self) -> str:
        """Of which agency's placements."""
        return self.tariff.agency.name if self.tariff.agency else "any agency"

    @property
    def order(self) -> tuple[int, str, int, int]:
        """By standing, agency and group; within them the latest first."""
        days = self.tariff.valid_from.toordinal()
        return (self.rank, self.tariff.agency.name if self.tariff.agency else "", self.tariff.children or 0, -days)


@dataclass(frozen=True)
class Priced:
    """The prices of one charge in one consortium."""

    consortium: str
    charge: str
    lines: list[Line]

    @property
    def name(self) -> str:
        """The charge in words."""
        return CHARGES[self.charge]


def charges(found: Iterable[Tariff], *, today: date) -> list[Priced]:
    """By consortium, and within one charge by charge in the order of the words."""
    grouped: dict[tuple[str, str], list[Line]] = {}
    for tariff in found:
        grouped.setdefault((tariff.consortium.name, tariff.charge.value), []).append(Line(tariff, today))
    order = list(CHARGES)
    keys = sorted(grouped, key=lambda key: (key[0], order.index(key[1])))
    return [Priced(*key, sorted(grouped[key], key=lambda line: line.order)) for key in keys]
