"""How a placement fee is paid: schedules as data, each part with its share and the event that makes it due."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from contracts import months
from contracts.charging.pence import shared


class Due(StrEnum):
    """What makes an instalment due."""

    PLACEMENT = "placement"
    YEAR_OR_ORDER = "year_or_order"  # twelve months after moving in or the adoption order, whichever comes first


@dataclass(frozen=True)
class Instalment:
    """A share of the placement fee and what makes it due."""

    share: Fraction
    due: Due


Schedule = tuple[Instalment, ...]
THIRD = Fraction(1, 3)

SINGLE: Schedule = (Instalment(Fraction(1), Due.PLACEMENT),)
TWO_PAYMENTS: Schedule = (Instalment(2 * THIRD, Due.PLACEMENT), Instalment(THIRD, Due.YEAR_OR_ORDER))
THIRDS: Schedule = (Instalment(THIRD, Due.PLACEMENT),) * 3
"""Scotland's present rule is one payment at the placement, notionally three equal thirds: each of them is due then."""


def amounts(fee: int, schedule: Schedule) -> tuple[int, ...]:
    """The fee in the parts of a schedule, by largest remainder: they sum to the fee."""
    return shared(fee, [instalment.share for instalment in schedule])


def due_on(instalment: Instalment, moved_in_on: date, adoption_order_on: date | None) -> date:
    """The day on which an instalment falls due."""
    if instalment.due is Due.PLACEMENT:
        return moved_in_on
    year = months.after(moved_in_on, 12)
    return year if adoption_order_on is None else min(year, adoption_order_on)
