"""What would help a run stands on its pages: the smallest change, what would help a child, and what to ask first."""

import pytest
from flask import Flask

from consortium import particulars, referrals
from consortium.access import OPERATOR
from consortium.floor.db import db, transaction
from tests import factories
from tests.web.test_runs import start
from tests.web.visitors import Page, Visitor


@pytest.fixture
def found(coordinator: Visitor, pool: Flask) -> Page:
    """A run that leaves R-2 without: H-1 could take either, H-2 is approved for younger children."""
    with pool.app_context(), transaction():
        factories.household(household_ref="H-1", review_due_on=factories.date(2028, 1, 5))
        factories.household(household_ref="H-2", max_age_months=3)
        factories.referral(referral_ref="R-1", children=[factories.child(child_ref="C-1", urgency="urgent")])
        factories.referral(
            referral_ref="R-2", children=[factories.child(child_ref="C-2", needs=["prenatal_drugs"], sex="M")]
        )
    return start(coordinator)


def test_a_child_left_without_leads_to_what_would_help(coordinator: Visitor, found: Page):
    page = coordinator.open(found.link("/remedies/R-2"))

    assert "What would bring R-2 a suggestion, the best first:" in page.says
    assert "If H-2 (ROWAN) were approved up to 6 months instead of 3, R-2 would be suggested with" in page.says
    assert "routine +1" in page.says
    assert "To be asked: the household's agency, by its panel." in page.says
    row = coordinator.open(found.link("/referrals/R-2"))
    assert coordinator.open(row.link("/remedies/R-2")).says == page.says


def test_a_barred_pair_says_the_smallest_change(coordinator: Visitor, found: Page):
    page = coordinator.open(f"{found.response.request.path}/compare?referral_ref=R-2&household_ref=H-2")

    assert "R-2 with H-2 would be possible if H-2 (ROWAN) were approved up to 6 months instead of 3." in page.says
    assert "To be asked: the household's agency, by its panel." in page.says


def test_the_questions_to_ask_first_stand_by_agency_and_authority(coordinator: Visitor, found: Page):
    page = coordinator.open(found.link("/questions"))

    assert "ROWAN by name" in page.says
    assert "Knowing H-1's answer on prenatal exposure to drugs decides 1 pair." in page.says
    alone = coordinator.open(f"{found.response.request.path}/questions?asked={factories.EDINBURGH}")
    assert "exposure to drugs" not in alone.says


def test_of_a_protected_child_no_change_is_told(coordinator: Visitor, found: Page, pool: Flask):
    with pool.app_context(), transaction():
        (waits,) = [one for one in db.session.scalars(referrals.visible(OPERATOR)).unique() if one.ref == "R-2"]
        said = {"address_non_disclosure": True}
        particulars.record_child(OPERATOR, child_id=waits.children[0].id, version=waits.version, values=said)

    page = coordinator.open(found.link("/remedies/R-2"))
    pair = coordinator.open(f"{found.response.request.path}/compare?referral_ref=R-2&household_ref=H-2")

    assert "What would help is not told" in page.says
    assert "what would make the pair possible is not told" in pair.says
    assert "instead of" not in page.says + pair.says


def test_questions_about_nobody_are_refused(coordinator: Visitor, found: Page):
    path = found.response.request.path

    assert coordinator.open(f"{path}/remedies/R-9").status == 404
    assert coordinator.open(f"{path}/remedies/R-1").status == 409
    assert coordinator.open(f"{path}/questions?asked=NOBODY").status == 422
    assert coordinator.open("/runs/00000000-0000-4000-8000-000000000000/questions").status == 404
