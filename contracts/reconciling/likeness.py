"""Which charges a line without a known placement may bill: those of its council and agency that cost what it asks."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass

from contracts.charging import accruals
from contracts.charging.days import Span
from contracts.charging.prices import FOSTERING_WEEKLY, MONTHLY_AFTER_12, Prices
from contracts.reconciling import numbers
from contracts.reconciling.evidence import POINTS, REWRITTEN, SLIPPED
from contracts.reconciling.records import Line, Missing, Placement

MOST, LOOKED_AT = 20, 1_000
"""A line that more charges than this could be, of so many looked at, has no suggestion: it would say nothing."""


BY_DAYS: Mapping[str, Callable[[int, Span], int]] = {
    FOSTERING_WEEKLY: lambda price, span: accruals.weekly(price, span.days),
    MONTHLY_AFTER_12: accruals.monthly,
}


@dataclass(frozen=True)
class Hint:
    """A charge (by its place) that a line may bill, with the points for it and how far apart their days are."""

    at: int
    points: int
    days_apart: int
    expected_pence: int


class Likeness:
    """Charges that nothing bills, by what a line can be known by."""

    def __init__(self, charges: Sequence[Missing], placements: Mapping[str, Placement], prices: Prices) -> None:
        self._charges, self._placements, self._prices = charges, placements, prices
        self._by_terms: dict[Hashable, list[int]] = {}
        self._by_ref: dict[Hashable, list[int]] = {}
        self._units: dict[Hashable, set[int]] = {}
        for at, charge in enumerate(charges):
            bought = placements[charge.placement_ref]
            sort, price = (charge.charge, bought.authority_code, bought.agency), self._price(charge)
            self._units.setdefault(sort, set()).add(price)
            self._by_terms.setdefault((*sort, price), []).append(at)
            self._by_ref.setdefault((charge.charge, numbers.plain(charge.placement_ref)), []).append(at)

    def of(self, line: Line) -> list[Hint]:
        """What the line may bill, in the order of the charges; nothing where too many fit."""
        places = set[int]()
        if line.placement_ref:
            places.update(self._by_ref.get((line.charge, numbers.plain(line.placement_ref)), ()))
        sort = (line.charge, line.authority_code, line.supplier)
        for price in self._units.get(sort, ()):
            alike = self._by_terms[(*sort, price)]
            if _worth(line, price) == line.net_pence and len(alike) <= LOOKED_AT:
                places.update(alike)
        hints = [self._hint(line, at) for at in sorted(places) if _has_room(self._charges[at], line)]
        return hints if len(hints) <= MOST else []

    def _price(self, charge: Missing) -> int:
        """What a line may ask of the charge: its amount, or of days a week's or a month's price."""
        if charge.charge not in BY_DAYS:
            return charge.expected_pence
        bought = self._placements[charge.placement_ref]
        price = self._prices.of(charge.charge, bought.agency, bought.children, bought.moved_in_on)
        return 0 if price is None else price.amount_pence

    def _hint(self, line: Line, at: int) -> Hint:
        charge = self._charges[at]
        bought = self._placements[charge.placement_ref]
        expected = _worth(line, self._price(charge))
        agrees = {
            "authority": line.authority_code == bought.authority_code,
            "supplier": line.supplier == bought.agency,
            "charge": True,
            "amount": line.net_pence == expected,
            "days": line.invoice_date >= bought.moved_in_on and (charge.span is None) == (line.span is None),
        }
        points = sum(POINTS[fact] for fact, holds in agrees.items() if holds) + _of_ref(line, charge)
        return Hint(at, points, abs((line.invoice_date - charge.from_day).days), expected)


def _has_room(charge: Missing, line: Line) -> bool:
    """Whether the line's days lie in the charge's; whatever names no days lies anywhere."""
    return charge.span is None or line.span is None or line.span.within(charge.span) == line.span


def _worth(line: Line, price: int) -> int:
    """What the line's days come to at a price; the price itself where a charge does not run by days."""
    if line.span is None or line.charge not in BY_DAYS:
        return price
    return BY_DAYS[line.charge](price, line.span)


def _of_ref(line: Line, charge: Missing) -> int:
    typed, held = line.placement_ref, charge.placement_ref
    if typed is None:
        return 0
    if numbers.plain(typed) == numbers.plain(held):
        return REWRITTEN
    return SLIPPED if is_a_slip(typed, held) else 0


def is_a_slip(typed: str, held: str) -> bool:
    """Whether two words differ by one letter left out, put in or changed, or by two neighbours that changed places."""
    start = 0
    while start < min(len(typed), len(held)) and typed[start] == held[start]:
        start += 1
    one, other = typed[start:], held[start:]
    swapped = one[1::-1] == other[:2] and len(one) > 1 and one[2:] == other[2:]
    return typed != held and (one[1:] == other[1:] or one[1:] == other or one == other[1:] or swapped)
