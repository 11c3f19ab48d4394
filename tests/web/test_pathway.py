"""Where the children are, at the console: the picture, the same as a table, one authority, and nobody else's."""

from datetime import timedelta

import pytest

from consortium.access import OPERATOR, Role
from consortium.floor import clock
from consortium.floor.db import transaction
from tests import factories
from tests.web import chromium

FIFE = factories.FIFE


@pytest.fixture
def children(pool) -> str:
    """Two who search, one of them of Fife, and one, given back by address, who has been assessed for too long."""
    with pool.app_context(), transaction():
        factories.household(household_ref="H-7")
        for ref, code in (("R-1", factories.EDINBURGH), ("R-2", FIFE)):
            factories.referral(OPERATOR, authority_code=code, referral_ref=ref)
        case = factories.referral(referral_ref="R-7").id
        moved_in = clock.today() - timedelta(days=120)
        factories.purchase(household_ref="H-7", referral_ref="R-7", moved_in_on=moved_in)
        return f"/referrals/{case}"


def test_the_pathway_says_how_many_stand_where_and_where_the_drift_is(children, coordinator):
    said = coordinator.open("/pathway/").says

    assert "3 children stand on the pathway today, all 2 authorities." in said
    assert "Drift is in the parenting assessment." in said
    assert "Parenting assessment Drifts 1 120 days target 112" in said
    assert "Permanence panel 0 nobody stands here no aim is adopted" in said


def test_the_first_page_leads_to_the_pathway_and_the_targets_to_their_charts(children, coordinator, agency_worker):
    assert coordinator.open("/").link("/pathway/") == "/pathway/"
    assert "/run-charts/?aim=permanence_recommendation" in coordinator.open("/targets/").read.links
    assert "/pathway/" not in agency_worker.open("/").read.links


def test_one_authority_is_shown_by_itself(children, coordinator):
    page = coordinator.open(f"/pathway/?authority={FIFE}")

    assert "1 child stands on the pathway today, S12000047 by name." in page.says
    assert "No stage drifts" in page.says
    assert "R-7" not in page.says


def test_an_authoritys_people_see_their_own_and_find_no_other(children, authority_worker):
    page = authority_worker.open("/pathway/")

    assert "2 children stand on the pathway today" in page.says
    assert "R-2" not in page.says
    assert authority_worker.open(f"/pathway/?authority={FIFE}").status == 404


def test_an_empty_pathway_says_that_nobody_stands_there(pool, coordinator, agency_worker):
    said = coordinator.open("/pathway/").says

    assert "0 children stand on the pathway today" in said
    assert said.count("nobody stands here") == 12
    assert agency_worker.open("/pathway/").status == 403


def test_the_statements_do_not_grow_with_the_children(pool, children, coordinator, statements):
    few = statements(lambda: coordinator.open("/pathway/"))
    with pool.app_context(), transaction():
        for number in range(8):
            factories.referral(referral_ref=f"R-more-{number}")

    assert statements(lambda: coordinator.open("/pathway/")) == few


def test_the_pictures_of_the_pathway_and_of_a_case_are_sound_for_everybody(pool, children, enter, browse):
    worker = enter(Role.AUTHORITY_WORKER, at=factories.EDINBURGH)

    page = browse(worker)

    assert [fault for path in ("/pathway/", f"{children}/gantt/") for fault in chromium.faults(page, path)] == []
