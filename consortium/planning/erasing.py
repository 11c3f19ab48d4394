"""What an erased referral leaves of its plans and agreements: days and ids, and no word that anybody wrote."""

from typing import Any

import sqlalchemy as sa

from consortium.floor.db import db, flush
from consortium.planning import assessments, cases, family, milestones
from consortium.planning.contact import ContactPlan
from consortium.planning.plans import PlanDecision
from consortium.retention import traces
from consortium.retention.traces import Gone

# Rows that only ever add up keep their days; of their words the first says that it is erased, the others are emptied.
KEPT = (PlanDecision, assessments.AssessmentExtension)


def forget(gone: Gone) -> None:
    """Deletes what may be deleted, and empties the words of what only adds up."""
    if gone.entity != "referrals":
        return
    for table in (milestones.Milestone, family.FamilyTask, family.FamilyAgreement):
        for row in db.session.scalars(_of(table, gone)):
            db.session.delete(row)
    for decision in (row for table in KEPT for row in db.session.scalars(_of(table, gone))):
        decision.reason = cases.ERASED
    for plan in db.session.scalars(_of(ContactPlan, gone)):
        plan.purpose = cases.ERASED
        plan.venue = plan.times = plan.supervision = plan.handover = ""
    for one in db.session.scalars(_of(assessments.Assessment, gone)):
        one.team, one.findings = cases.ERASED, ""
    flush()


def _of(table: Any, gone: Gone) -> sa.Select[Any]:
    return sa.select(table).where(table.referral_id == gone.record_id)


traces.offer("plans and agreements", forget)
