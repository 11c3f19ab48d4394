"""What was promised against what was taken: pure arithmetic on commitments, purchases and tariffs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Literal, Self

from contracts import lapses
from contracts.lapses import Rule

UnitBasis = Literal["child", "sibling_group"]
CountEvent = Literal["moved_in", "match_approved"]


@dataclass(frozen=True)
class Commitment:
    """An authority's agreement to take a minimum of units in a half-open period, from one agency or from any."""

    agreement_ref: str
    authority_code: str
    agency: str | None
    period_start: date
    period_end: date
    minimum_units: int
    unit_basis: UnitBasis = "child"
    count_event: CountEvent = "moved_in"
    shortfall_price_pct: int = 100
    tolerance_units: int = 0
    carry_forward_cap: int = 0
    carry_forward_expiry_months: int | None = None
    make_up_months: int = 0
    rules: tuple[Rule, ...] = ()  # what its agreement says of placements that end; the sheets say nothing of it

    @classmethod
    def of(cls, values: Mapping[str, Any], *, rules: tuple[Rule, ...] = ()) -> Self:
        """From the values of a row of the commitments sheet, or any mapping with these keys."""
        return cls(**{one.name: values[one.name] for one in fields(cls) if one.name != "rules"}, rules=rules)


@dataclass(frozen=True)
class Purchase:
    """One placement bought: a child, or a sibling group placed together."""

    placement_ref: str
    authority_code: str
    agency: str
    children: int
    moved_in_on: date
    match_approved_on: date | None = None
    ended_on: date | None = None
    end_reason: str | None = None

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Self:
        """From the values of a row of the purchases sheet, or any mapping with these keys."""
        return cls(**{name: values[name] for name in cls.__dataclass_fields__})

    def counted_on(self, event: CountEvent) -> date | None:
        """The day that counts; None when a match approval counts and its day is not recorded."""
        return self.moved_in_on if event == "moved_in" else self.match_approved_on


@dataclass(frozen=True)
class Tariff:
    """A price in whole pence from one day up to, and without, another."""

    valid_from: date
    valid_to: date | None
    agency: str | None
    charge: str
    children: int | None
    amount_pence: int

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Self:
        """From the values of a row of the tariffs sheet, or any mapping with these keys."""
        return cls(**{name: values[name] for name in cls.__dataclass_fields__})


@dataclass(frozen=True)
class Position:
    """Where a commitment stands on a day; its fields are the keys of the JSON document, in order."""

    agreement_ref: str
    authority_code: str
    agency: str | None
    period_start: date
    period_end: date
    unit_basis: UnitBasis
    minimum_units: int
    taken_units: int
    remaining_units: int
    shortfall_units: int
    excess_units: int
    expected_by_now: Decimal


def is_counted(commitment: Commitment, purchase: Purchase, *, as_of: date) -> bool:
    """True when the purchase is a unit of this commitment on this day: whatever came of it, unless the terms ask."""
    lapsed = lapsed_on(commitment, purchase)
    return counts_on(commitment, purchase, until=as_of) is not None and (lapsed is None or as_of < lapsed)


def counts_on(commitment: Commitment, purchase: Purchase, *, until: date = date.max) -> date | None:
    """The day on which the purchase became a unit of this commitment; None where it never did, or later."""
    on = purchase.counted_on(commitment.count_event)
    if on is None or not is_of(commitment, purchase) or on > until:
        return None
    return on if commitment.period_start <= on < commitment.period_end else None


def lapsed_on(commitment: Commitment, purchase: Purchase) -> date | None:
    """The day from which the purchase is no unit of this commitment any more, by the terms of its agreement."""
    on = purchase.counted_on(commitment.count_event)
    return lapses.lapsed_on(commitment.rules, purchase, counted_on=on) if on is not None else None


def is_of(commitment: Commitment, purchase: Purchase) -> bool:
    """True when the purchase is this authority's, and of the agency where the commitment names one."""
    return purchase.authority_code == commitment.authority_code and commitment.agency in (None, purchase.agency)


def units(purchase: Purchase, unit_basis: UnitBasis) -> int:
    """A group counts each of its children, or once."""
    return purchase.children if unit_basis == "child" else 1


def expected_by(commitment: Commitment, *, as_of: date) -> Decimal:
    """The minimum at an even pace: minimum × days gone ÷ days of the period, two decimals, half up."""
    length = (commitment.period_end - commitment.period_start).days
    gone = min(max((as_of - commitment.period_start).days, 0), length)
    hundredths = (200 * commitment.minimum_units * gone + length) // (2 * length)
    return Decimal(hundredths).scaleb(-2)


def taken(commitment: Commitment, purchases: Iterable[Purchase], *, as_of: date) -> int:
    """The units counted up to the day, from all purchases: those that do not count are left out here."""
    counted = (one for one in purchases if is_counted(commitment, one, as_of=as_of))
    return sum(units(purchase, commitment.unit_basis) for purchase in counted)


def position(commitment: Commitment, taken_units: int, *, as_of: date) -> Position:
    """Where the commitment stands on the day, from what was taken up to it."""
    remaining = max(commitment.minimum_units - taken_units, 0)
    return Position(
        agreement_ref=commitment.agreement_ref,
        authority_code=commitment.authority_code,
        agency=commitment.agency,
        period_start=commitment.period_start,
        period_end=commitment.period_end,
        unit_basis=commitment.unit_basis,
        minimum_units=commitment.minimum_units,
        taken_units=taken_units,
        remaining_units=remaining,
        shortfall_units=max(remaining - commitment.tolerance_units, 0),
        excess_units=max(taken_units - commitment.minimum_units, 0),
        expected_by_now=expected_by(commitment, as_of=as_of),
    )


def in_order(commitments: Iterable[Commitment]) -> list[Commitment]:
    """By authority, period, agency (any agency first) and agreement: the order of every list of positions."""
    return sorted(
        commitments,
        key=lambda one: (one.authority_code, one.period_start, one.period_end, one.agency or "", one.agreement_ref),
    )


def positions(commitments: Iterable[Commitment], purchases: Iterable[Purchase], *, as_of: date) -> list[Position]:
    """The position of every commitment, in order."""
    by_authority: dict[str, list[Purchase]] = {}
    for purchase in purchases:
        by_authority.setdefault(purchase.authority_code, []).append(purchase)
    found = []
    for commitment in in_order(commitments):
        bought = by_authority.get(commitment.authority_code, ())
        found.append(position(commitment, taken(commitment, bought, as_of=as_of), as_of=as_of))
    return found


def uncountable(commitments: Iterable[Commitment], purchases: Sequence[Purchase]) -> list[Purchase]:
    """Purchases without a match approval that a commitment counting match approvals would look at, by reference."""
    counting = [commitment for commitment in commitments if commitment.count_event == "match_approved"]
    found = [
        purchase
        for purchase in purchases
        if purchase.match_approved_on is None and any(is_of(commitment, purchase) for commitment in counting)
    ]
    return sorted(found, key=lambda purchase: purchase.placement_ref)


def uncounted(purchase: Purchase) -> str:
    """What should be known of such a purchase."""
    return (
        f"{purchase.placement_ref} has no match_approved_on: it counts for no commitment that counts match approvals."
    )


def shortfall_pence(commitment: Commitment, shortfall_units: int, tariffs: Iterable[Tariff]) -> int | None:
    """Units × the single-child placement fee of the period's last day × the agreed share, rounded half a penny up.

    None when no tariff gives a price.
    """
    if not shortfall_units:
        return 0
    fee = single_fee(commitment.agency, commitment.period_end - timedelta(days=1), tariffs)
    if fee is None:
        return None
    return (2 * shortfall_units * fee * commitment.shortfall_price_pct + 100) // 200


def single_fee(agency: str | None, on: date, tariffs: Iterable[Tariff]) -> int | None:
    """The placement fee for one child on a day: the agency's own before a general one, one for one child before any."""
    valid = [
        tariff
        for tariff in tariffs
        if tariff.charge == "placement_fee"
        and tariff.children in (None, 1)
        and tariff.agency in (None, agency)
        and tariff.valid_from <= on
        and (tariff.valid_to is None or on < tariff.valid_to)
    ]
    if not valid:
        return None
    best = min(valid, key=lambda tariff: (tariff.agency is None, tariff.children is None, tariff.amount_pence))
    return best.amount_pence
