"""What a charge of one placement may cost and when it runs: its price, its days, what a line of it is worth."""

from datetime import date
from functools import lru_cache

from contracts.charging import accruals, instalments
from contracts.charging.days import Span
from contracts.charging.prices import FOSTERING_WEEKLY, MONTHLY_AFTER_12, PLACEMENT_FEE, Prices
from contracts.reconciling.codes import Code
from contracts.reconciling.records import Placement

TWO_THIRDS = 2


class Terms:
    """One charge of one placement: the price that holds, and all that its lines are held against."""

    def __init__(self, placement: Placement, charge: str, prices: Prices, as_of: date) -> None:
        self.placement, self.charge, self.prices, self.as_of = placement, charge, prices, as_of
        self.price = prices.of(charge, placement.agency, placement.children, placement.moved_in_on)
        """The price of the day of moving in; None where the tariff has none."""
        self.runs = _runs(placement, charge)
        """The days for which the charge may be asked."""

    def worth(self, unit: int, span: Span | None, hundredths: int | None) -> int | None:
        """What days or a quantity come to at a unit's price; None where the line says neither."""
        if self.charge == PLACEMENT_FEE:
            return unit
        if self.charge == FOSTERING_WEEKLY and span is not None:
            return accruals.weekly(unit, span.days)
        if self.charge == MONTHLY_AFTER_12 and span is not None:
            return accruals.monthly(unit, span, moved_in_on=self.placement.moved_in_on)
        return None if hundredths is None else accruals.hourly(unit, hundredths)

    def wrong_by(self, net: int, span: Span | None, hundredths: int | None) -> set[Code]:
        """Why an amount is not what the tariff gives: another version's, single children's, both, or simply wrong."""
        bought = self.placement
        others = self.prices.of_other_days(self.charge, bought.agency, bought.children, bought.moved_in_on)
        for_one = self.prices.of(self.charge, bought.agency, 1, bought.moved_in_on)
        if for_one and self._is_singles(net, for_one.amount_pence, span, hundredths):
            return {Code.GROUP_BILLED_AS_SINGLES}
        if any(net in self.amounts(unit, span, hundredths) for unit in others):
            return {Code.WRONG_FEE_YEAR}
        for_one_then = self.prices.of_other_days(self.charge, bought.agency, 1, bought.moved_in_on)
        if any(self._is_singles(net, unit, span, hundredths) for unit in for_one_then):
            return {Code.WRONG_FEE_YEAR, Code.GROUP_BILLED_AS_SINGLES}
        return {Code.WRONG_AMOUNT}

    def amounts(self, unit: int, span: Span | None, hundredths: int | None) -> set[int]:
        """Every amount that a line may have at a unit's price: a placement fee may come in its parts."""
        if self.charge == PLACEMENT_FEE:
            return {unit} | parts(unit)
        worth = self.worth(unit, span, hundredths)
        return set() if worth is None else {worth}

    def _is_singles(self, net: int, unit: int, span: Span | None, hundredths: int | None) -> bool:
        children, worth = self.placement.children, self.worth(unit, span, hundredths)
        return children > 1 and worth is not None and net in (worth, worth * children)


def _runs(bought: Placement, charge: str) -> Span:
    """Fostering, and the monthly fee that follows a year of it, end with the adoption order or the placement."""
    starts, end = bought.moved_in_on, bought.ended_on or date.max
    if charge in (FOSTERING_WEEKLY, MONTHLY_AFTER_12) and bought.adoption_order_on is not None:
        end = min(end, bought.adoption_order_on)
    return Span(accruals.monthly_from(starts) if charge == MONTHLY_AFTER_12 else starts, end)


@lru_cache(maxsize=4_096)
def parts(fee: int) -> frozenset[int]:
    """A third and two thirds of a fee as any schedule rounds them."""
    thirds = instalments.amounts(fee, instalments.THIRDS)
    return frozenset({*instalments.amounts(fee, instalments.TWO_PAYMENTS), *thirds, sum(thirds[:TWO_THIRDS])})


@lru_cache(maxsize=4_096)
def two_thirds(fee: int) -> frozenset[int]:
    """What the first of two payments may be."""
    first, _ = instalments.amounts(fee, instalments.TWO_PAYMENTS)
    return frozenset({first, sum(instalments.amounts(fee, instalments.THIRDS)[:TWO_THIRDS])})
