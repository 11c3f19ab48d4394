"""Three authorities of one consortium, a year that is over, and what each promised and took in it."""

from datetime import date
from typing import Any

from consortium.access import OPERATOR
from contracts import commitments, purchases
from contracts.years import reliefs, unit_transfers
from contracts.years.records import Relief, UnitTransfer
from tests import factories

EDINBURGH, FIFE, GLASGOW = factories.EDINBURGH, factories.FIFE, factories.GLASGOW
STARTS, OVER, LATER = date(2025, 4, 1), date(2026, 4, 1), date(2026, 7, 1)
WHY = "Both finance officers agreed to it."


def three() -> None:
    """The authorities, an agency and their agreement."""
    factories.pool()
    for code in (FIFE, GLASGOW):
        factories.member(code)
    factories.agreement()


def minimum(authority: str, units: int, **terms: Any) -> commitments.Commitment:
    """What an authority promised to take in the year."""
    year = {"period_start": STARTS, "period_end": OVER}
    return factories.commitment(authority_code=authority, minimum_units=units, **year | terms)


def took(authority: str, children: int, **values: Any) -> purchases.Purchase:
    """What an authority took in the year, as one group of children."""
    days = {"moved_in_on": date(2025, 6, 1), "ended_on": date(2025, 9, 1), "end_reason": "kinship"}
    return factories.purchase(authority_code=authority, children=children, history=True, **days | values)


def transfer(giver: str, receiver: str, **values: Any) -> UnitTransfer:
    """One unit that one took, counted for another the day after the year, unless told otherwise."""
    named = {"from_authority": giver, "to_authority": receiver, "agreement_ref": "A-1", "period_end": OVER}
    ordinary = {"units": 1, "on": date(2026, 4, 2), "reason": WHY}
    return unit_transfers.record(OPERATOR, values=named | ordinary | values)


def under(authority: str, units: int, **terms: Any) -> commitments.Commitment:
    """What an authority promised under an agreement with terms of its own, which is called A-2."""
    factories.agreement(ref="A-2", effective_on=STARTS, **terms)
    return minimum(authority, units, agreement_ref="A-2")


def relieve(authority: str, *, units: int = 1, ref: str = "A-1", reason: str = WHY, **more: Any) -> Relief:
    """Units for which the agency had nobody to offer."""
    named = {"authority_code": authority, "agreement_ref": ref, "period_end": OVER}
    return reliefs.record(OPERATOR, values=named | {"units": units, "reason": reason}, **more)
