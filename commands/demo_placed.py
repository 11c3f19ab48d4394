"""A placement of a demo, half a year old: its phases, plans and agreements, its clock, and what is overdue."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from commands.demo_cast import Cast
from consortium import carers, particulars, phases, referrals
from consortium.access import OPERATOR
from consortium.course import recording
from consortium.floor import clock
from consortium.placements import Phase
from consortium.planning import assessments, contact, family, milestones, plans
from consortium.planning.assessments import Recommendation
from consortium.planning.plans import PlanKind
from consortium.referrals import Referral
from consortium.retention import holds
from contracts import purchases

MATCHED, MOVED_IN = 212, 200  # days ago
REF, CHILD = "R-0101", "C-0101"
# What happened, so many days ago; the visits have stopped, and one is overdue.
EVENTS = (
    ("accommodated", 206), ("cpo_made", 205), ("icso_made", 198), ("child_visited", 195), ("cso_made", 178),
    ("authority_officer_visited", 180), ("lac_review_held", 165), ("child_visited", 110), ("lac_review_held", 80),
    ("rehabilitation_ruled_out", 40),
)  # fmt: skip
WHO = {
    "given_names": "Eilidh",
    "family_name": "Tulloch",
    "birth_details": "Born in the maternity unit, at 36 weeks.",
    "nationality": "British",
    "legal_status": "Compulsory supervision order",
    "why_looked_after": "Neither parent could keep her safe, and no relative could take her.",
    "health": "Was small at birth and has caught up; her hearing was tested and is good.",
    "background": "Her mother has visited three times a week since the birth.",
}
REACHED = (
    (PlanKind.REUNIFICATION, "Assessment", "Parenting assessment begun", 195, 195),
    (PlanKind.REUNIFICATION, "Assessment", "Midway review with the parents", 130, 124),
    (PlanKind.REUNIFICATION, "Return", "Transition plan agreed", -14, None),
    (PlanKind.ADOPTION, "Permanence", "Permanence recommended at the review", 42, 40),
    (PlanKind.ADOPTION, "Permanence", "Permanence report written", 5, None),
    (PlanKind.ADOPTION, "Panel and decision", "Registration for permanence at panel", -10, None),
    (PlanKind.ADOPTION, "Hearing and court", "Application lodged", -120, None),
)


def settled(cast: Cast, household_id: UUID) -> None:
    """A girl who has lived with one of the agency's households for half a year, and is to be adopted there."""
    referral = _placed(cast, household_id)
    for event, days in EVENTS:
        recording.record(cast.worker, referral_id=referral.id, event=event, on=_ago(days))
    _assessed(cast, referral)
    _agreed(cast, referral)
    for plan, tranche, title, due, done in REACHED:
        step: Any = {"plan": plan, "tranche": tranche, "title": title, "due_on": _ago(due)}
        row = milestones.add(cast.worker, referral_id=referral.id, **step)
        if done is not None:
            values = {"done_on": _ago(done)}
            milestones.change(cast.worker, milestone_id=row.id, version=row.version, values=values)
    why = "The assessment, the review and the mother herself say that she cannot care for her in time."
    court = "The sheriff court has asked for the whole record of this case."
    holds.place(cast.manager, entity="referrals", record_id=referral.id, reason=court)
    plans.rule_out(cast.manager, referral_id=referral.id, plan=PlanKind.REUNIFICATION, on=_ago(40), reason=why)


def _placed(cast: Cast, household_id: UUID) -> Referral:
    child = {"child_ref": CHILD, "date_of_birth": _ago(210), "sex": "F", "contact_postcode": "EH22 1DN"}
    sent = {"authority_code": cast.authority.code, "referral_ref": REF, "children": [child]}
    referral = referrals.bring_in(cast.worker, values=sent)
    about: Any = {"child_id": referral.children[0].id, "version": referral.version}
    particulars.record_child(cast.worker, **about, values=WHO)
    household = carers.get(OPERATOR, household_id=household_id)
    sides: Any = {"agency": cast.provider.code, "household_ref": household.ref, "referral_ref": REF, "children": 1}
    days: Any = {"match_approved_on": _ago(MATCHED), "moved_in_on": _ago(MOVED_IN), "confirmed_on": _ago(MOVED_IN - 4)}
    ordered: Any = {"authority_code": cast.authority.code, "placement_ref": "P-00101", "order_number": "PO-100101"}
    bought = purchases.record(cast.coordinator, values=sides | days | ordered, history=True)  # it began before all this
    stay: Any = {"placement_id": bought.placement_id, "version": bought.placement.version}
    phases.enter(cast.worker, **stay, phase=Phase.PROSPECTIVE_ADOPTIVE, on=_ago(20))
    return referral


def _assessed(cast: Cast, referral: Referral) -> None:
    """Begun with the placement, given longer once, and finished with what it recommends."""
    begun: Any = {"team": "Early assessment team", "started_on": _ago(195)}
    one = assessments.start(cast.worker, referral_id=referral.id, **begun)
    longer: Any = {"on": _ago(90), "due_on": _ago(60), "reason": "Her mother was in hospital for three weeks."}
    assessments.extend(cast.worker, assessment_id=one.id, version=one.version, **longer)
    said = "The mother loves her, and could not keep to what was agreed for longer than some days."
    ends: Any = {"finished_on": _ago(62), "recommendation": Recommendation.ADOPTION, "findings": said}
    assessments.finish(cast.worker, assessment_id=one.id, version=one.version, **ends)


def _agreed(cast: Cast, referral: Referral) -> None:
    """An agreement with the family that has run its course, and a contact plan in its second version."""
    days: Any = {"started_on": _ago(190), "decide_by_on": _ago(40), "review_days": [_ago(150), _ago(100)]}
    purpose = "To find out whether her mother can care for her, with what help, and by when."
    made = family.make(cast.worker, referral_id=referral.id, purpose=purpose, **days)
    for text, by in (("See the addiction nurse every week.", 150), ("Be at every session of family time.", 100)):
        family.add_task(cast.worker, family_agreement_id=made.id, text=text, by_on=_ago(by))
    family.change(cast.worker, family_agreement_id=made.id, version=made.version, values={"ended_on": _ago(40)})
    for follows, begins, sessions, aim in (
        (0, 195, 3, "So that both know each other while return home is worked at."),
        (1, 40, 1, "So that she knows where she comes from, and her mother can say goodbye in her own time."),
    ):
        values: Any = {"purpose": aim, "sessions_per_week": sessions, "from_on": _ago(begins), "review_on": _ago(-4)}
        where: Any = {"venue": "Family centre of the authority", "times": "Thursdays at two", "handover": "At the door"}
        plan = contact.set_(cast.worker, referral_id=referral.id, follows=follows, values=values | where)
        contact.agree(cast.worker, contact_plan_id=plan.id)


def _ago(days: int) -> date:
    return clock.today() - timedelta(days=days)
