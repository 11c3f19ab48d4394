"""A placement whose agency gives up, and the record that another agency keeps of the same carers."""

from datetime import UTC, date, datetime, time

import time_machine

from consortium.access import Role
from consortium.linking import links, transferring
from contracts import purchases
from tests import factories
from tests.consortium.test_links import WHY
from tests.contracts.stayed import Stayed

TODAY = date(2026, 11, 20)
NOON = datetime.combine(TODAY, time(12), UTC)


class GivenUp(Stayed):
    """The placement of a child, and the record that another agency keeps of the same carers."""

    def __init__(self) -> None:
        super().__init__()
        with time_machine.travel(TODAY):
            factories.member("LARCH")
            self.new = factories.household(agency="LARCH", household_ref="H-LARCH")
            self.receiver = factories.viewer(Role.AGENCY_WORKER, at="LARCH")

    def proposed(self, ref: str = "LARCH/H-LARCH") -> links.Link:
        self.to = transferring.propose(self.coordinator, placement_id=self.stay.id, household_ref=ref, reason=WHY)
        return self.to

    def agreed(self) -> links.Link:
        self.proposed()
        for side in (self.authority, self.receiver):
            links.agree(side, link_id=self.to.id, version=self.to.version)
        return self.to

    def carry_out(self, on: date = TODAY, by=None) -> links.Link:
        known = {"link_id": self.to.id, "version": self.to.version}
        return transferring.carry_out(by or self.manager, **known, transferred_on=on)

    def transferred(self) -> links.Link:
        self.agreed()
        return self.carry_out()

    def bought_is(self, **values) -> None:
        known = {"purchase_id": self.bought.id, "version": self.bought.version}
        purchases.change(self.authority, **known, values=values)

    def take_transfer_back(self) -> links.Link:
        known = {"link_id": self.to.id, "version": self.to.version}
        return transferring.take_back(self.manager, **known, reason=WHY)
