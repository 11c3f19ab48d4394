"""VAT of one line by its treatment: exempt unless a tariff says otherwise; no rate holds for everything."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from contracts.charging.pence import half_up


class Treatment(StrEnum):
    """How a supply stands to VAT; welfare services by charities are exempt (VATA 1994 Sch 9 Group 7 item 9)."""

    EXEMPT = "exempt"
    STANDARD = "standard"
    ZERO = "zero"
    OUTSIDE = "outside"


@dataclass(frozen=True)
class Rate:
    """The standard rate in hundredths of a per cent from a day on."""

    valid_from: date
    basis_points: int


STANDARD_RATES: tuple[Rate, ...] = (
    Rate(date(1991, 4, 1), 1750),
    Rate(date(2008, 12, 1), 1500),
    Rate(date(2010, 1, 1), 1750),
    Rate(date(2011, 1, 4), 2000),
)


def on_net(
    net_pence: int, treatment: Treatment, *, tax_point: date, rates: Sequence[Rate] = STANDARD_RATES
) -> int | None:
    """The VAT of a net amount, rounded once; None where no rate was in force. A credit note's is negative."""
    if treatment != Treatment.STANDARD:
        return 0
    in_force = [rate for rate in rates if rate.valid_from <= tax_point]
    if not in_force:
        return None
    return half_up(net_pence * max(in_force, key=lambda rate: rate.valid_from).basis_points, 10_000)
