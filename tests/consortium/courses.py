"""A case for tests of its course: a referral, a household, and everybody who has to do with them."""

from datetime import date

from consortium.access import Role
from consortium.course import recording, steps
from consortium.course.events import CaseEvent
from consortium.linking import links
from tests import factories

TODAY = date(2026, 11, 20)
WHY = "It was another child's hearing."


class Case:
    """A referral of Edinburgh's, a household of ROWAN's, and everybody who has to do with them."""

    def __init__(self) -> None:
        factories.pool()
        self.household, self.referral = factories.household(household_ref="H-1"), factories.referral(referral_ref="R-1")
        self.coordinator = factories.viewer(Role.COORDINATOR)
        self.worker = factories.viewer(Role.AUTHORITY_WORKER, at=factories.EDINBURGH)
        self.manager = factories.viewer(Role.AUTHORITY_MANAGER, at=factories.EDINBURGH)
        self.agency = factories.viewer(Role.AGENCY_WORKER, at="ROWAN")

    def link(self, *, approved: bool) -> links.Link:
        sides = {"referral_id": self.referral.id, "household_id": self.household.id}
        link = links.propose(self.coordinator, **sides, reason="The ages and the needs agree.")
        links.agree(self.worker, link_id=link.id, version=link.version)
        links.agree(self.agency, link_id=link.id, version=link.version)
        if approved:
            factories.approved(link, by=self.manager)
        return link

    def place(self, on: date = date(2026, 10, 5), **values: object) -> None:
        factories.purchase(household_ref="H-1", referral_ref="R-1", moved_in_on=on, **values)

    def record(self, event: str, on: date, viewer=None) -> CaseEvent:
        return recording.record(viewer or self.worker, referral_id=self.referral.id, event=event, on=on)

    def reverse(self, row: CaseEvent, viewer=None) -> CaseEvent:
        return recording.reverse(viewer or self.worker, referral_id=self.referral.id, event_id=row.id, reason=WHY)

    def clock(self, viewer=None) -> steps.Clock:
        return steps.steps_of(viewer or self.worker, referral_id=self.referral.id)

    def due(self, step: str, viewer=None) -> list[tuple[date, date | None, str]]:
        found = (one.step for one in self.clock(viewer).steps if one.step.step == step)
        return [(one.due_on, one.done_on, one.state) for one in found]
