"""An agreement whose first period is over, and the two people who close it."""

from datetime import date
from typing import Any

from consortium.access import OPERATOR, Role, Viewer
from consortium.floor.db import db
from contracts import positions
from contracts.commitments import Commitment
from contracts.ledger import reading
from contracts.years import closings
from contracts.years.closed import Closing
from tests import factories

OVER, LATER = date(2027, 4, 1), date(2028, 4, 1)
NEXT_YEAR = {"period_start": OVER, "period_end": LATER}


class Years:
    """Edinburgh's two years, three children each, of which it took one in the first; a fee of £30,000.00."""

    def __init__(self) -> None:
        factories.pool()
        self.agreement = factories.agreement()
        terms = {"make_up_months": 24, "carry_forward_cap": 2}
        self.first = factories.commitment(**terms)
        self.second = factories.commitment(**NEXT_YEAR, **terms)
        self.bought = factories.purchase()
        factories.tariff()
        self.proposer, self.other = factories.viewer(Role.COORDINATOR), factories.viewer(Role.COORDINATOR)

    def propose(self, viewer: Viewer | None = None, *, period_end: date = OVER) -> Closing:
        """Proposes to close a period."""
        return closings.propose(viewer or self.proposer, agreement_id=self.agreement.id, period_end=period_end)

    def close(self, *, period_end: date = OVER) -> Closing:
        """Two people close a period."""
        proposed = self.propose(period_end=period_end)
        return closings.confirm(self.other, closing_id=proposed.id, version=proposed.version)


def entries(commitment: Commitment) -> list[tuple[Any, ...]]:
    """The ledger of a commitment: what, how many units, on which day."""
    found = db.session.scalars(reading.visible(OPERATOR, commitment_id=commitment.id))
    return [(one.kind.value, one.units, one.accounting_on) for one in found]


def taken(*, as_of: date = LATER) -> list[int]:
    """What each commitment has taken by its position."""
    return [one.taken_units for one in positions.of(OPERATOR, as_of=as_of)]
