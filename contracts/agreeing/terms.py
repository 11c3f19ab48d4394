"""Terms: what a version of an agreement says, each declared once with its meaning; every door reads them here.

Pure: values in, values and sentences out. What a commitment says of itself stands in the commitments sheet instead.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import Any, Self

from contracts.agreeing.declaring import (
    LONGEST_DAYS,
    Term,
    after_days,
    cut_off,
    declared,
    none_or_days,
    per_cent,
    term,
    within,
    yes_or_no,
)
from contracts.charging.pence import pounds
from contracts.charging.refunds import Convention
from contracts.lapses import Rule

COUNTING, PRICE, TRANSFERS = "What counts", "Price of a placement", "Transfers between authorities"
RELIEF, MEMBERSHIP, SETTLING = "Where the agency has nobody", "Joining and leaving", "Settling up"
SIGHT = "Who sees what"
DEAREST_PENCE = 10_000_000_00


class PriceBasis(StrEnum):
    """What a placement costs."""

    TARIFF = "tariff"
    FIXED = "fixed"


class ProRata(StrEnum):
    """How a minimum is cut where an authority is a member for a part of the period alone."""

    NONE = "none"
    DAYS = "days"
    MONTHS = "months"


class Rounding(StrEnum):
    """To which whole number of units."""

    UP = "up"
    DOWN = "down"
    NEAREST = "nearest"


class Sums(StrEnum):
    """What an authority is shown of the other authorities' units and money."""

    NOTHING = "nothing"
    TOTALS = "totals"
    EACH = "each"


@dataclass(frozen=True)
class Terms:
    """The terms of a version, as typed values; `TERMS` says what each means."""

    minimum_stay_days: int = term(
        COUNTING,
        "Minimum stay",
        "A placement that ends sooner counts no unit from the day it ends. One that ends because the child went home, "
        "went to kin or was adopted by the carers counts however short it was.",
        default=0,
        say=none_or_days,
    )
    re_placement_window_days: int = term(
        COUNTING,
        "Return to the same household",
        "A child who went home and comes back to the same household within so many days is in the same placement "
        "still: no new unit. Without it, a return is a new placement.",
        default=0,
        source="7.14",
        say=none_or_days,
    )
    aborted_introduction_counts: bool = term(
        COUNTING,
        "Introductions given up",
        "Whether a placement that is recorded as given up before the move-in counts as a unit.",
        default=True,
        choices=yes_or_no("Count as a unit", "Count no unit"),
    )
    price_basis: PriceBasis = term(
        PRICE,
        "Basis of the price",
        "The tariff that is valid on the day the child moves in, or a fixed price for one child.",
        default=PriceBasis.TARIFF,
        choices={PriceBasis.TARIFF: "By tariff", PriceBasis.FIXED: "Fixed"},
    )
    fixed_price_pence: int | None = term(
        PRICE,
        "Fixed price",
        "The placement fee for one child, in whole pence, where the price is fixed.",
        default=None,
        say=pounds,
        high=DEAREST_PENCE,
        is_money=True,
    )
    transfers_allowed: bool = term(
        TRANSFERS,
        "Transfers",
        "Whether placements that one authority took beyond its own minimum may be attributed to another that lacks "
        "them.",
        default=True,
        choices=yes_or_no("Allowed", "Not allowed"),
    )
    transfer_price_pct: int | None = term(
        TRANSFERS,
        "Price of a transfer",
        "What the authority that lacked the unit pays for it, in per cent of the placement fee; 0 is without a price.",
        default=None,
        say=per_cent,
        high=1_000,
    )
    transfer_cutoff_days: int | None = term(
        TRANSFERS,
        "Last day for a transfer",
        "Counted from the day after the period’s last: a number below 0 is so many days before it, above 0 after it. "
        "Not agreed: a transfer may be made at any time until the period is closed.",
        default=None,
        say=cut_off,
        low=-LONGEST_DAYS,
    )
    unavailability_relief: bool = term(
        RELIEF,
        "Relief",
        "Whether an accepted referral for which the agency offered no suitable carers lowers what is short by a unit.",
        default=True,
        choices=yes_or_no("Allowed", "Not allowed"),
    )
    offer_within_days: int | None = term(
        RELIEF,
        "Relief begins",
        "After how many days without an offer a referral gives relief. Not agreed: the members decide case by case.",
        default=None,
        say=after_days,
        low=1,
    )
    pro_rata: ProRata = term(
        MEMBERSHIP,
        "Minimum of a part of a period",
        "How the minimum of an authority is cut that is a member for a part of the period alone. It is proposed in an "
        "amendment, and never changes by itself.",
        default=ProRata.NONE,
        choices={
            ProRata.NONE: "The whole minimum stays",
            ProRata.DAYS: "By days of membership",
            ProRata.MONTHS: "By whole months of membership",
        },
    )
    pro_rata_rounding: Rounding = term(
        MEMBERSHIP,
        "Rounded",
        "How a part of a unit is rounded where a minimum is cut.",
        default=Rounding.NEAREST,
        choices={
            Rounding.UP: "Up to a whole unit",
            Rounding.DOWN: "Down to a whole unit",
            Rounding.NEAREST: "To the nearest unit, half a unit up",
        },
    )
    true_up_days: int | None = term(
        SETTLING,
        "True-up",
        "By when, after the period’s end, what is short or above has to be settled.",
        default=None,
        say=within,
    )
    refund_convention: Convention | None = term(
        SETTLING,
        "Refund after a disruption",
        "How the rest of the first twelve months is counted, of whose last third of the fee the agency repays a share "
        "when a placement ends within it. Not agreed: no refund is worked out.",
        default=None,
        source="3.2",
        choices={
            Convention.DAYS: "By days",
            Convention.MONTHS_BEGUN: "By whole months remaining",
            Convention.MONTHS_COMPLETED: "By completed months",
        },
    )
    sums_shown: Sums = term(
        SIGHT,
        "What members see of each other",
        "What an authority is shown of other authorities’ units and money under this agreement.",
        default=Sums.NOTHING,
        source="5",
        choices={
            Sums.NOTHING: "Nothing",
            Sums.TOTALS: "The sum over all authorities",
            Sums.EACH: "Each authority’s own sums",
        },
    )

    @classmethod
    def of(cls, row: Any) -> Self:
        """From a row that has these columns."""
        return cls(**{one.name: getattr(row, one.name) for one in fields(cls)})

    def with_(self, changes: Mapping[str, Any]) -> Self:
        """The same with some terms changed; what is not named stays."""
        return replace(self, **changes)

    def rule(self, *, since: Any) -> Rule:
        """What they say of placements that end, from a day on."""
        return Rule(since, self.minimum_stay_days, self.aborted_introduction_counts)

    def as_values(self) -> dict[str, Any]:
        """Each term by its name."""
        return {one.name: getattr(self, one.name) for one in fields(self)}


TERMS: tuple[Term, ...] = tuple(map(declared, fields(Terms)))
"""Every term in the order in which it is read; the doors make their fields, questions and sentences from this."""
PARTS: tuple[str, ...] = tuple(dict.fromkeys(term.part for term in TERMS))
BY_NAME: Mapping[str, Term] = {term.name: term for term in TERMS}


def faults(terms: Mapping[str, Any]) -> dict[str, list[str]]:
    """What is wrong with terms, by name: values that a term does not take, and terms that contradict each other."""
    found = {term.name: [fault] for term in TERMS if (fault := term.fault(terms[term.name]))}
    found |= {name: ["There is no such term."] for name in terms if name not in BY_NAME}
    if found:
        return found
    is_fixed, price = terms["price_basis"] == PriceBasis.FIXED, terms["fixed_price_pence"]
    if is_fixed and price is None:
        return {"fixed_price_pence": ["Give the fixed price, or choose the tariff as the basis of the price."]}
    if not is_fixed and price is not None:
        return {"fixed_price_pence": ["Leave this empty, or choose a fixed price as the basis."]}
    return {}


def told(terms: Terms) -> list[tuple[Term, str]]:
    """Every term with its value in words."""
    return [(term, term.said(getattr(terms, term.name))) for term in TERMS]


def differences(before: Terms, after: Terms) -> list[tuple[Term, str, str]]:
    """The terms that differ: what each said before and says after, in words."""
    pairs = [(term, getattr(before, term.name), getattr(after, term.name)) for term in TERMS]
    return [(term, term.said(was), term.said(is_)) for term, was, is_ in pairs if was != is_]
