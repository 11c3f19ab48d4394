"""A pair of a child and a household with everybody who may be told of them."""

from typing import Any

import sqlalchemy as sa

from consortium import notices
from consortium.access import OPERATOR, Role, Viewer
from consortium.accounts import appointments, people
from consortium.floor.db import db
from consortium.linking import links
from consortium.notices.telling import Notice
from tests import factories

WHY = "The ages and the needs agree."


class Told:
    """A link of Edinburgh's child with ROWAN's household, and a person on each side, in the hub and elsewhere."""

    def __init__(self) -> None:
        factories.pool()
        factories.member("ASPEN")
        self.worker = factories.viewer(Role.AGENCY_WORKER, at="ROWAN")
        self.authority = factories.viewer(Role.AUTHORITY_WORKER, at=factories.EDINBURGH)
        self.coordinator = factories.viewer(Role.COORDINATOR)
        self.elsewhere = factories.viewer(Role.AGENCY_WORKER, at="ASPEN")
        self.household, self.referral = factories.household(self.worker), factories.referral(self.authority)
        sides = {"referral_id": self.referral.id, "household_id": self.household.id}
        self.link = links.propose(self.coordinator, **sides, reason=WHY)
        db.session.execute(sa.delete(Notice))  # of the proposal: a test tells what it is about

    def tell(self, *to: Any, code: str = "link.ended", by: Viewer = OPERATOR, cause: str = "") -> int:
        """Tells of the link."""
        return notices.tell(by, code=code, about=self.link, to=to, cause=cause)

    @property
    def agency(self) -> notices.Staff:
        """The agency's staff who see links."""
        return notices.Staff(self.household.agency_id)

    def close(self, viewer: Viewer) -> None:
        """Somebody's account is closed."""
        user = people.get(OPERATOR, user_id=viewer.user_id)
        appointments.disable(OPERATOR, user_id=user.id, version=user.version)
