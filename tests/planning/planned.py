"""A pair with everything planned for it, made through the verbs by the people whose it is to do."""

from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from consortium import particulars
from consortium.access import OPERATOR, Role, Viewer
from consortium.floor import clock
from consortium.floor.errors import RuleBroken
from consortium.planning import assessments, contact, family, milestones, plans
from consortium.planning.assessments import Recommendation
from consortium.planning.milestones import Milestone
from consortium.planning.plans import PlanDecision, PlanKind
from tests import factories
from tests.consortium.test_links import Pair

HOME, ADOPTION = PlanKind.REUNIFICATION, PlanKind.ADOPTION
# How either database refuses what would change a row that only adds up.
HELD = (sa.exc.DBAPIError, RuleBroken)
WHY = "The assessment and the review agree."
TEXTS = {
    "purpose": "So that Skye and her mother keep knowing each other while return home is worked at.",
    "venue": "Selkie family centre",
    "times": "Mondays and Thursdays at ten",
    "supervision": "A family time worker is in the room",
    "handover": "At the door of the centre, with the book",
}


def on(days: int) -> date:
    """The day so many days from today."""
    return clock.today() + timedelta(days=days)


class Planned(Pair):
    """The pair, whose manager decides and whose worker assesses."""

    def milestone(self, plan: PlanKind = HOME, **values: Any) -> Milestone:
        said = {"tranche": "Assessment", "title": "Midway review with the parents", "due_on": on(30)} | values
        return milestones.add(self.authority, referral_id=self.referral.id, plan=plan, **said)

    def rule_out(self, plan: PlanKind = HOME, *, by: Viewer | None = None, **values: Any) -> PlanDecision:
        said = {"referral_id": self.referral.id, "plan": plan, "on": clock.today(), "reason": WHY} | values
        return plans.rule_out(by or self.manager, **said)

    def reverse(self, plan: PlanKind = HOME, **values: Any) -> PlanDecision:
        said = {"referral_id": self.referral.id, "plan": plan, "on": clock.today(), "reason": WHY} | values
        return plans.reverse(self.manager, **said)

    def assessed(self, *, by: Viewer | None = None, **values: Any) -> assessments.Assessment:
        said = {"team": "Early assessment team", "started_on": on(-100)} | values
        return assessments.start(by or self.authority, referral_id=self.referral.id, **said)

    def recommended(self, *, by: Viewer | None = None, **values: Any) -> assessments.Assessment:
        one = self.assessed(by=by)
        said = {"finished_on": on(-2), "recommendation": Recommendation.ADOPTION, "findings": WHY} | values
        return assessments.finish(by or self.authority, assessment_id=one.id, version=one.version, **said)

    def contact(self, *, follows: int = 0, **values: Any) -> contact.ContactPlan:
        said = {**TEXTS, "sessions_per_week": 3, "from_on": clock.today(), "review_on": on(28)} | values
        return contact.set_(self.authority, referral_id=self.referral.id, follows=follows, values=said)

    def agreed_with_family(self, **values: Any) -> family.FamilyAgreement:
        said = {"purpose": "To find out whether Skye can go home.", "started_on": on(-7), "decide_by_on": on(105)}
        return family.make(self.authority, referral_id=self.referral.id, **said | values)

    def protect(self) -> None:
        """Where the child lives may not be disclosed."""
        said = {"child_id": self.child.id, "version": self.referral.version}
        particulars.record_child(OPERATOR, **said, values={"address_non_disclosure": True})

    def another_manager(self) -> Viewer:
        return factories.viewer(Role.AUTHORITY_MANAGER, at=factories.EDINBURGH)
