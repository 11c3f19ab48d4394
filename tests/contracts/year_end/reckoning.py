"""A year end reckoned a second time and in another way: a plain dictionary a period, unit by unit, nothing shared."""

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from typing import Any

from contracts.minimums import Commitment, Purchase, Tariff
from contracts.year_end.attribution import Agreed

Figures = dict[str, Any]


def _month_number(day: date) -> Fraction:
    """Days as months and parts of a month, so that windows of months between first days compare as numbers."""
    return day.year * 12 + day.month + Fraction(day.day - 1, 40)


def _in_period(commitment: Commitment, purchase: Purchase) -> bool:
    day = purchase.moved_in_on if commitment.count_event == "moved_in" else purchase.match_approved_on
    own_agency = commitment.agency is None or commitment.agency == purchase.agency
    return day is not None and own_agency and commitment.period_start <= day < commitment.period_end


def reckon(agreed: Agreed, purchases: Iterable[Purchase], *, fee: Tariff | None) -> dict[tuple[str, date], Figures]:
    """Each commitment's figures, for agreements of one reference whose transfers are between commitments or to spare.

    All periods have ended; each authority has one commitment a period, and periods start on the first of a month.
    """
    found: dict[tuple[str, date], Figures] = {}
    bought = list(purchases)
    for one in agreed.commitments:
        own = [purchase for purchase in bought if purchase.authority_code == one.authority_code]
        taken = sum(p.children if one.unit_basis == "child" else 1 for p in own if _in_period(one, p))
        found[one.authority_code, one.period_end] = {"of": one, "taken": taken, "transferred": 0, "spent": 0}
    for move in agreed.transfers:
        found[move.from_authority, move.period_end]["transferred"] += move.units
        if (move.to_authority, move.period_end) in found:
            found[move.to_authority, move.period_end]["transferred"] -= move.units
    for authority in sorted({one.authority_code for one in agreed.commitments}):
        _chain([found[key] for key in sorted(found) if key[0] == authority], agreed)
    for figures in found.values():
        figures["pence"] = _price(figures, fee)
    return found


def _chain(periods: list[Figures], agreed: Agreed) -> None:
    for at, now in enumerate(periods):
        one, earlier = now["of"], periods[:at]
        need = one.minimum_units - now["taken"] - now["transferred"]
        now["carried_in"] = now["made_up"] = 0
        for before in earlier:
            gap = _month_number(one.period_start) - _month_number(before["of"].period_end)
            expiry = before["of"].carry_forward_expiry_months
            while need > 0 and before["left"] > 0 and 0 <= gap < (12 if expiry is None else expiry):
                before["left"], need, now["carried_in"] = before["left"] - 1, need - 1, now["carried_in"] + 1
            while need < 0 and before["owed"] > 0 and 0 <= gap < before["of"].make_up_months:
                before["owed"], need, now["made_up"] = before["owed"] - 1, need + 1, now["made_up"] + 1
        relief = sum(
            r.units
            for r in agreed.unavailability
            if (r.authority_code, r.period_end) == (one.authority_code, one.period_end)
        )
        lacking, now["excess"] = max(need, 0), max(-need, 0)
        now["relieved"] = lacking if relief > lacking else relief
        lacking -= now["relieved"]
        now["tolerated"] = lacking if one.tolerance_units > lacking else one.tolerance_units
        now["short"] = now["owed"] = lacking - now["tolerated"]
        now["carried_out"] = now["left"] = sorted((now["excess"], one.carry_forward_cap))[0]


def _price(figures: Figures, fee: Tariff | None) -> int | None:
    if figures["short"] == 0:
        return 0
    if fee is None:
        return None
    exact = Fraction(figures["short"] * fee.amount_pence * figures["of"].shortfall_price_pct, 100)
    return int(exact + Fraction(1, 2))
