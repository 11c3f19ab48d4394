"""What B's coordinators do about periods that are over: propose to close one, confirm it or take it back."""

import sqlalchemy as sa

from contracts.agreements import Agreement
from contracts.years.closed import Closing, ClosingStatus
from tests.interference.side import Act, Acts, Pick, Picked, Side


def over(side: Side) -> Picked | None:
    """A period of B's that is over and open."""
    agreement = side.one(sa.select(Agreement).where(Agreement.ref == f"A-{side.place.agency}-over"))
    stands = (Closing.agreement_id == agreement.id, Closing.status != ClosingStatus.WITHDRAWN)
    if side.one(sa.select(Closing).where(*stands)) is not None:
        return None
    return Picked({"agreement_id": agreement.id, "period_end": "2026-04-01"})


def closing(*acts: str) -> Pick:
    """A closing of a period of B's that somebody else has proposed."""

    def picked(side: Side) -> Picked | None:
        own = Agreement.ref == f"A-{side.place.agency}-proposed"
        found = sa.select(Closing).join(Agreement, Agreement.id == Closing.agreement_id)
        row = side.one(found.where(own, Closing.status == ClosingStatus.PROPOSED))
        act = {"act": side.any(*acts)} if acts else {}
        return row and Picked({"closing_id": row.id, **act}, version=row.version)

    return picked


ACTS: Acts = {
    "closings.propose": Act(
        "coordinator",
        lambda side: over(side) and Picked(),
        lambda side, picked: {name: str(value) for name, value in over(side).values.items()},
    ),
    "closings.confirm": Act("coordinator", closing()),
    "closings.withdraw": Act("coordinator", closing()),
    "web.closings.propose": Act("coordinator", over),
    "web.closings.end": Act("coordinator", closing("confirm", "withdraw")),
}
