"""Which charges a line without a known placement may bill: those of its council and agency that cost what it asks."""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from contracts.charging import accruals
from contracts.charging.prices import FOSTERING_WEEKLY, MONTHLY_AFTER_12, Prices
from contracts.reconciling import numbers
from contracts.reconciling.evidence import POINTS, REWRITTEN, SLIPPED
from contracts.reconciling.records import Line, Missing, Placement

MOST, LOOKED_AT = 20, 1_000
"""A line that more charges than this could be, of so many looked at, has no suggestion: it would say nothing."""

BY_DAYS = (FOSTERING_WEEKLY, MONTHLY_AFTER_12)
Unit = tuple[int, date | None]
"""What a week, a month or the whole of a charge costs; of months, the day that they are counted from too."""


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
        self._days = [(charge.from_day, charge.to_day) for charge in charges]
        self._by_unit: dict[Hashable, dict[int, dict[Unit, list[int]]]] = {}
        self._by_ref: dict[Hashable, list[int]] = {}
        self._units: list[Unit] = []
        for at, charge in enumerate(charges):
            bought, unit = placements[charge.placement_ref], self._unit(charge)
            self._units.append(unit)
            sort = self._by_unit.setdefault((charge.charge, bought.authority_code, bought.agency), {})
            sort.setdefault(unit[0], {}).setdefault(unit, []).append(at)
            self._by_ref.setdefault((charge.charge, numbers.plain(charge.placement_ref)), []).append(at)

    def of(self, line: Line) -> list[Hint]:
        """What the line may bill, in the order of the charges; where too many fit, those of its own reference alone."""
        own = set[int]()
        if line.placement_ref:
            own = self._with_room(self._by_ref.get((line.charge, numbers.plain(line.placement_ref)), ()), line)
        alike = set[int]()
        for unit, of_unit in self._units_of(line):
            if len(of_unit) <= LOOKED_AT and _worth(line, unit) == line.net_pence:
                alike |= self._with_room(of_unit, line)
        places = own | alike if len(own | alike) <= MOST else own
        return [self._hint(line, at) for at in sorted(places)] if len(places) <= MOST else []

    def _units_of(self, line: Line) -> Iterator[tuple[Unit, Sequence[int]]]:
        """The charges of the line's council and agency by unit; where it names no days, only of its own amount."""
        sort = self._by_unit.get((line.charge, line.authority_code, line.supplier), {})
        priced = sort if line.charge in BY_DAYS and line.span else {line.net_pence} & sort.keys()
        for price in priced:
            yield from sort[price].items()

    def _with_room(self, places: Iterable[int], line: Line) -> set[int]:
        """The charges in whose days the line's lie; whatever names no days lies anywhere."""
        start, end = line.from_day, line.to_day
        if start is None or end is None:
            return set(places)
        days = self._days
        return {at for at in places if (to := days[at][1]) is None or (days[at][0] <= start and end <= to)}

    def _unit(self, charge: Missing) -> Unit:
        """What a line may ask of the charge: its amount, or of days a week's or a month's price."""
        if charge.charge not in BY_DAYS:
            return charge.expected_pence, None
        bought = self._placements[charge.placement_ref]
        price = self._prices.of(charge.charge, bought.agency, bought.children, bought.moved_in_on)
        counted_from = bought.moved_in_on if charge.charge == MONTHLY_AFTER_12 else None
        return 0 if price is None else price.amount_pence, counted_from

    def _hint(self, line: Line, at: int) -> Hint:
        charge = self._charges[at]
        bought = self._placements[charge.placement_ref]
        expected = _worth(line, self._units[at])
        agrees = {
            "authority": line.authority_code == bought.authority_code,
            "supplier": line.supplier == bought.agency,
            "charge": True,
            "amount": line.net_pence == expected,
            "days": line.invoice_date >= bought.moved_in_on and (charge.span is None) == (line.span is None),
        }
        points = sum(POINTS[fact] for fact, holds in agrees.items() if holds) + _of_ref(line, charge)
        return Hint(at, points, abs((line.invoice_date - charge.from_day).days), expected)


def _worth(line: Line, unit: Unit) -> int:
    """What the line's days come to at a price; the price itself where a charge does not run by days."""
    price, counted_from = unit
    if line.span is None or line.charge not in BY_DAYS:
        return price
    if counted_from is None:
        return accruals.weekly(price, line.span.days)
    return accruals.monthly(price, line.span, moved_in_on=counted_from)


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
