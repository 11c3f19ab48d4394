"""The Gantt chart of a case at the console: both plans, the table that says the same, and who reads it."""

from uuid import UUID

import pytest

from consortium.access import Role
from consortium.floor.db import transaction
from consortium.planning import plans
from consortium.planning.plans import PlanKind
from tests import factories
from tests.access.planning import planned
from tests.planning.planned import WHY, on

WORDS = ("own_step", "step_note", "team", "contact_purpose", "venue", "times", "supervision", "handover")


@pytest.fixture
def case(pool) -> str:
    """The address of a case with something in every part of it."""
    with pool.app_context(), transaction():
        referral = factories.referral(referral_ref="R-77")
        worker = factories.viewer(Role.AUTHORITY_WORKER, at=factories.EDINBURGH)
        planned(worker, referral.id, dict.fromkeys((*WORDS, "family_purpose", "task"), "Selkie and Skerry"))
        return f"/referrals/{referral.id}"


def test_the_chart_and_its_table_say_the_same(case, authority_worker):
    page = authority_worker.open(f"{case}/gantt/")

    assert "Both plans are live: neither is ruled out." in page.says
    for step in ("Family and Social Work Agreement", "Parenting assessment", "Family time plan"):
        assert page.says.count(step) >= 3, step  # in the wide picture, in the narrow one and in the table


def test_a_plan_that_is_ruled_out_says_so_and_the_other_goes_on(pool, case, authority_worker):
    with pool.app_context(), transaction():
        manager = factories.viewer(Role.AUTHORITY_MANAGER, at=factories.EDINBURGH)
        key = UUID(case.rpartition("/")[2])
        plans.rule_out(manager, referral_id=key, plan=PlanKind.REUNIFICATION, on=on(0), reason=WHY)

    said = authority_worker.open(f"{case}/gantt/").says

    assert "Return home was ruled out" in said
    assert "Lapsed" in said


def test_the_case_leads_to_its_chart(case, authority_worker):
    assert authority_worker.open(case).link("/gantt/") == f"{case}/gantt/"


def test_a_coordinator_reads_no_words_of_the_authoritys_own(case, coordinator):
    said = coordinator.open(f"{case}/gantt/").says

    assert "A step in the authority’s own words" in said
    assert "Selkie" not in said


def test_nobody_else_finds_it(case, agency_worker, enter, stranger):
    fife = enter(Role.AUTHORITY_WORKER, at=factories.FIFE)

    assert [one.open(f"{case}/gantt/").status for one in (agency_worker, fife, stranger)] == [404, 404, 404]


def test_a_case_without_a_day_says_what_would_fill_it(pool, authority_worker):
    with pool.app_context(), transaction():
        key = factories.referral(referral_ref="R-1").id

    assert "No day is planned yet that you may read." in authority_worker.open(f"/referrals/{key}/gantt/").says
