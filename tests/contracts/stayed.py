"""A child who moved in by a link a while ago, under an agreement that has a placement go on for 28 days."""

from datetime import date, timedelta
from typing import Any

import time_machine

from consortium.access import OPERATOR
from consortium.disruptions import DisruptionReason
from consortium.floor import clock
from consortium.linking.links import LinkStatus
from contracts import agreements, moves, purchases, stays
from tests import factories
from tests.consortium.test_links import WHY, Pair

MOVED_IN, LEFT, WINDOW = date(2026, 8, 3), date(2026, 11, 9), 28
"""Week 15 of 16 of the parenting assessment begins on the day of leaving."""


class Stayed(Pair):
    """Both sides of a placement that both have confirmed."""

    def __init__(self) -> None:
        with time_machine.travel(MOVED_IN - timedelta(days=7)):
            super().__init__()
            known = {"consortium_code": "EAST", "ref": "A-1", "title": "Concurrency"}
            agreements.agree(OPERATOR, **known, effective_on=date(2026, 4, 1), re_placement_window_days=WINDOW)
            factories.commitment()
            self.link = self.brought_to(LinkStatus.APPROVED)
        with time_machine.travel(MOVED_IN):
            for side in (self.authority, self.agency):
                self.bought = moves.report(side, **self.named, moved_in_on=MOVED_IN)
        self.stay = self.bought.placement

    @property
    def named(self) -> dict[str, Any]:
        """The link as it is now."""
        return {"link_id": self.link.id, "version": self.link.version}

    def goes_home(self, on: date = LEFT, reason: str = "reunified_parent") -> None:
        """The placement ends on a day."""
        ended = {"ended_on": on, "end_reason": reason}
        known = {"purchase_id": self.bought.id, "version": self.bought.version}
        purchases.change(self.authority, **known, values=ended)

    def comes_back(self, on: date) -> None:
        """The child lives there again."""
        stays.come_back(self.authority, **self.named, came_back_on=on)

    def breaks_down(self, on: date | None = None, **changes: Any) -> None:
        """The placement ends unplanned, and its household is held for four weeks."""
        day = on or clock.today()
        said = {"reason": DisruptionReason.CARER_REQUEST, "note": WHY, "hold_until": day + timedelta(days=28)}
        stays.disrupt(self.authority, **self.named, happened_on=day, **said | changes)

    def take_back(self) -> None:
        """What was recorded last of the placement was a mistake."""
        stays.take_back(self.authority, **self.named, reason=WHY)
