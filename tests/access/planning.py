"""What is planned and agreed for one case of the world, with something of everybody's words in it."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from consortium.access import Viewer
from consortium.floor import clock
from consortium.planning import assessments, contact, family, milestones
from consortium.planning.plans import PlanKind


def planned(worker: Viewer, referral_id: UUID, words: Mapping[str, str]) -> dict[str, Any]:
    """A step of one plan, an assessment under way, a contact plan, an agreement with the family and a task of it."""
    case, today = {"referral_id": referral_id}, clock.today()
    later = today + timedelta(days=30)
    named = {"tranche": "Family", "title": words["own_step"], "note": words["step_note"]}
    step = milestones.add(worker, **case, plan=PlanKind.REUNIFICATION, due_on=later, **named)
    assessment = assessments.start(worker, **case, team=words["team"], started_on=today - timedelta(days=14))
    said = {name: words[name] for name in ("venue", "times", "supervision", "handover")}
    days = {"from_on": today, "review_on": later, "sessions_per_week": 3}
    plan = contact.set_(worker, **case, follows=0, values={"purpose": words["contact_purpose"], **said, **days})
    agreed = {"purpose": words["family_purpose"], "started_on": today, "decide_by_on": later}
    agreement = family.make(worker, **case, **agreed)
    task = family.add_task(worker, family_agreement_id=agreement.id, text=words["task"], by_on=later)
    found = {"milestone_id": step, "assessment_id": assessment, "contact_plan_id": plan}
    return found | {"family_agreement_id": agreement, "family_task_id": task}
