"""The pages of plans, agreements and documents in a real browser: nothing that axe finds, nothing that overhangs."""

from consortium.access import Role
from consortium.floor.db import transaction
from consortium.planning import plans
from consortium.planning.plans import PlanKind
from tests import factories
from tests.access.planning import planned
from tests.planning.planned import WHY, on
from tests.web import chromium

WORDS = ("own_step", "step_note", "team", "contact_purpose", "venue", "times", "supervision", "handover")


def pages_of_a_case(pool) -> list[str]:
    """The addresses of a case with something in every part of it, one plan of which is ruled out."""
    with pool.app_context(), transaction():
        referral = factories.referral(referral_ref="R-77")
        worker = factories.viewer(Role.AUTHORITY_WORKER, at=factories.EDINBURGH)
        known = planned(worker, referral.id, dict.fromkeys((*WORDS, "family_purpose", "task"), "Selkie and Skerry"))
        manager = factories.viewer(Role.AUTHORITY_MANAGER, at=factories.EDINBURGH)
        plans.rule_out(manager, referral_id=referral.id, plan=PlanKind.ADOPTION, on=on(0), reason=WHY)
        case, one = f"/referrals/{referral.id}", {name: row.id for name, row in known.items()}
    forms = [f"plans/assessments/{one['assessment_id']}/finish", "plans/take-back", "contact/change"]
    forms += [f"family-agreement/{one['family_agreement_id']}/change", "plans/reunification/milestones/add"]
    read = ["plans/", "contact/", "family-agreement/", "documents/chronology", "documents/contact-agreement"]
    return [f"{case}/{part}" for part in (*read, *forms)]


def test_the_pages_of_a_case_are_sound_for_everybody(pool, enter, browse):
    manager = enter(Role.AUTHORITY_MANAGER, at=factories.EDINBURGH)

    page = browse(manager)

    assert [fault for path in pages_of_a_case(pool) for fault in chromium.faults(page, path)] == []
