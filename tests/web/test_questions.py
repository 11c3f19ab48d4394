"""Every pair of a run can be asked about at the console: why not, at what cost, and why children wait."""

import re

import pytest
from flask import Flask

from consortium import carers, particulars, referrals
from consortium.access import OPERATOR
from consortium.floor.db import db, transaction
from matching.running.questions import Shared
from tests import factories
from tests.web.test_pictures import counted, parsed
from tests.web.test_runs import start, waiting
from tests.web.visitors import Page, Visitor
from web.pictures import bottleneck

__all__ = ["waiting"]


@pytest.fixture
def found(coordinator: Visitor, waiting: None) -> Page:
    return start(coordinator)


def test_the_household_of_a_suggestion_opens_to_every_referral(coordinator: Visitor, found: Page):
    page = coordinator.open(found.link("/households/H-1"))

    assert "H-1 is suggested with R-1. One other referral is possible." in page.says
    assert "If H-1 took R-2, R-1 would have no suggestion and the plan would" in page.says


def test_the_child_without_a_suggestion_opens_to_every_household(coordinator: Visitor, found: Page):
    page = coordinator.open(found.link("/referrals/R-2"))

    assert "R-2 has no suggestion. One household is possible." in page.says
    assert re.search(r"urgent −1 ?, routine \+1", page.says)


def test_a_pair_is_compared_with_what_it_would_cost(coordinator: Visitor, found: Page):
    row = coordinator.open(found.link("/referrals/R-2"))
    page = coordinator.open(row.link("/compare"))

    assert "Possible, and not suggested" in page.says
    assert "Urgent children placed −1" in page.says
    assert "Alike:" in page.says


def test_a_run_says_what_changed_since_the_one_before_and_why(coordinator: Visitor, found: Page, pool: Flask):
    with pool.app_context(), transaction():
        factories.household(household_ref="H-2")
    again = start(coordinator)

    page = coordinator.open(again.link("/changes"))

    assert "1 referral has another suggestion. 2 facts are not what they were." in page.says
    assert "R-2 none H-2 H-2 is new in the run" in page.says
    assert coordinator.open(found.response.request.path + "/changes").status == 404


def test_what_keeps_children_waiting_is_drawn_and_told(coordinator: Visitor, found: Page):
    page = coordinator.open(found.link("/bottlenecks"))

    assert "Two referrals share 1 household, so that one stays without." in page.says
    assert "2 referrals, 1 household, 2 possible pairs." in page.says


def test_where_an_address_is_protected_its_points_are_not_told(coordinator: Visitor, found: Page, pool: Flask):
    with pool.app_context(), transaction():
        (waits,) = [one for one in db.session.scalars(referrals.visible(OPERATOR)).unique() if one.ref == "R-2"]
        said = {"address_non_disclosure": True}
        particulars.record_child(OPERATOR, child_id=waits.children[0].id, version=waits.version, values=said)

    page = coordinator.open(found.link("/referrals/R-2"))

    assert "why is not told" in page.says
    assert not re.search(r"lose \d+ points|urgent −1", page.says)


def test_a_record_leads_to_what_the_last_run_says_of_it(coordinator: Visitor, found: Page, pool: Flask):
    with pool.app_context():
        waits = next(one.id for one in db.session.scalars(referrals.visible(OPERATOR)).unique() if one.ref == "R-2")
        home = next(one.id for one in db.session.scalars(carers.visible(OPERATOR)).unique())

    for record, row in ((f"/referrals/{waits}", "/referrals/R-2"), (f"/households/{home}", "/households/H-1")):
        page = coordinator.open(coordinator.open(record).link(row))
        assert f"{row.rpartition('/')[2]} and every" in page.says


def test_a_question_about_somebody_else_is_not_found(coordinator: Visitor, found: Page):
    for asked in ("/referrals/R-9", "/households/H-9", "/compare", "/compare?referral_ref=R-1&household_ref=H-9"):
        assert coordinator.open(found.response.request.path + asked).status == 404


def test_the_picture_of_a_bottleneck_has_a_mark_for_each_and_a_line_for_each_pair():
    pairs = (("R-1", "H-1", True), ("R-2", "H-1", False))
    shared = Shared(("R-1", "R-2"), ("H-1",), ("R-2",), pairs, (), "")

    root = parsed(bottleneck.draw(shared, name="b"))

    assert counted(root, tag="path", css="r-a") == counted(root, tag="path", css="r-g") == 1
    assert counted(root, tag="path", css="f-b") == counted(root, tag="circle", css="f-a") == 1
    assert not bottleneck.draw(Shared(("R-1",), (), ("R-1",), (), (), ""), name="b")
    assert not bottleneck.draw(Shared(tuple("R" * 25), ("H-1",), (), (), (), ""), name="b")


def test_the_page_of_a_household_says_what_its_loss_would_mean(coordinator: Visitor, found: Page):
    page = coordinator.open(f"{found.response.request.path}/households/H-1")

    assert "If it were lost: Without H-1," in page.says
