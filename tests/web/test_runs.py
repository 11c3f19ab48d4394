"""A run is started for a day, opens with its answer, and each suggestion opens to its reasons."""

import json
import re

import pytest
import sqlalchemy as sa
from flask import Flask

from consortium import members, particulars, referrals
from consortium.access import OPERATOR, Role
from consortium.floor import clock
from consortium.floor.db import db, transaction
from matching.running import runs
from tests import factories
from tests.web.visitors import Page, Visitor, day


@pytest.fixture
def waiting(pool: Flask) -> None:
    """Two children who wait, and one household that could take either."""
    with pool.app_context(), transaction():
        factories.household(household_ref="H-1", yes_needs=("prematurity",))
        factories.referral(referral_ref="R-1", children=[factories.child(child_ref="C-1", urgency="urgent", sex="F")])
        factories.referral(referral_ref="R-2", children=[factories.child(child_ref="C-2", sex="M")])


def start(visitor: Visitor) -> Page:
    return visitor.send("/runs/start", **day("as_of", 2026, 11, 23))


def test_the_page_says_what_will_happen_before_it_happens(coordinator: Visitor, waiting: None):
    assert "2 referrals are compared with 1 household of EAST." in coordinator.open("/runs/start").says


def test_a_run_opens_with_its_answer(coordinator: Visitor, waiting: None):
    page = start(coordinator)

    assert "One of 2 children has a suggestion; one has none." in page.says
    assert "R-1 , why this suggestion Girl of 6 months Urgent H-1" in page.says


def test_the_child_without_a_suggestion_is_told_why(coordinator: Visitor, waiting: None):
    page = start(coordinator)

    assert "R-2 , boy of 6 months · routine" in page.says
    assert "1 is suggested for another referral in this plan" in page.says


def test_the_policy_stands_in_full_with_its_proof_and_the_hash_of_its_inputs(coordinator: Visitor, waiting: None):
    page = start(coordinator)

    assert "The household answers “yes” to the child's needs. 25" in page.says
    assert "No other plan is better by the policy below" in page.says
    assert re.search(r"Inputs \(SHA-256\) [0-9a-f]{64}", page.says)


def test_no_matching_page_speaks_of_money(coordinator: Visitor, waiting: None):
    found = start(coordinator)
    pages = [found, coordinator.open(found.link("/suggestions/R-1")), coordinator.open("/runs/")]

    for page in pages:
        assert not re.search(r"£|price|\bfee\b|minimum|shortfall|tariff", page.response.text.lower())


def test_a_suggestion_opens_to_both_sides_and_its_points(coordinator: Visitor, waiting: None):
    page = coordinator.open(start(coordinator).link("/suggestions/R-1"))

    assert "R-1 with H-1" in page.says
    assert "Where the" in page.says
    assert page.says.index("Not known:") < page.says.index("Alike:")


def test_the_result_is_downloaded_to_the_byte(coordinator: Visitor, waiting: None, pool: Flask):
    answer = coordinator.open(start(coordinator).link("/result.json")).response

    with pool.app_context():
        kept = db.session.scalars(sa.select(runs.MatchRun)).one().document
    assert answer.data == kept
    assert json.loads(answer.data)["as_of"] == "2026-11-23"


@pytest.mark.parametrize(("status", "said"), [("running", "looks again every 3 seconds"), ("failed", "Put right what")])
def test_a_run_without_a_result_says_how_far_it_is(
    coordinator: Visitor, waiting: None, pool: Flask, status: str, said: str
):
    path = start(coordinator).response.request.path
    with pool.app_context(), transaction():
        run = db.session.scalars(sa.select(runs.MatchRun)).one()
        run.status, run.document, run.error = runs.RunStatus(status), None, "The solver gave no answer."

    page = coordinator.open(path)

    assert said in page.says
    assert ("The solver gave no answer." in page.says) == (status == "failed")
    assert ('http-equiv="refresh"' in page.response.text) == (status == "running")


def test_a_run_over_one_days_records_keeps_their_ages(coordinator: Visitor, waiting: None):
    page = coordinator.send("/runs/start", **day("as_of", 2026, 6, 1))

    assert "Girl of 4 weeks" in page.says


def test_others_see_no_run(agency_worker: Visitor, authority_worker: Visitor, finance_officer: Visitor):
    for visitor in (agency_worker, authority_worker, finance_officer):
        assert visitor.open("/runs/").status == 403
        assert visitor.open("/runs/start").status == 403


def test_another_consortiums_run_is_not_there(coordinator: Visitor, stranger: Visitor, waiting: None):
    path = start(coordinator).response.request.path

    assert stranger.open(path).status == 404
    assert stranger.open(f"{path}/result.json").status == 404
    assert stranger.open(f"{path}/suggestions/R-1").status == 404


def test_a_suggestion_that_is_none_is_not_found(coordinator: Visitor, waiting: None):
    path = start(coordinator).response.request.path

    assert coordinator.open(f"{path}/suggestions/R-2").status == 404


def test_a_suggested_pair_is_proposed_with_a_reason_and_leads_to_its_link(coordinator: Visitor, waiting: None):
    path = start(coordinator).response.request.path
    assert "Say why." in coordinator.send(f"{path}/propose/R-1", reason="").says

    link = coordinator.send(f"{path}/propose/R-1", reason="The ages and the needs agree.")

    assert "The link is proposed." in link.says
    assert "The household has waited since its approval." in link.says
    assert coordinator.open(f"{path}/suggestions/R-1").link(link.response.request.path)
    assert coordinator.send(f"{path}/propose/R-1", reason="The ages and the needs agree.").status == 422


def test_opening_a_suggestion_is_a_look_at_both_records(coordinator: Visitor, waiting: None, enter):
    worker = enter(Role.AUTHORITY_WORKER, at="S12000036")
    path = start(coordinator).response.request.path
    coordinator.open(f"{path}/suggestions/R-1")

    listed = worker.open("/referrals/?search=R-1").read.links
    referral = next(one for one in listed if one.startswith("/referrals/") and len(one) > len("/referrals/") + 30)

    assert "full profile" in worker.open(f"{referral}/looks").says


@pytest.mark.parametrize("code", ["S12000036", "ROWAN"])
def test_a_suggestion_of_a_member_that_left_since_opens_no_more(coordinator: Visitor, waiting: None, pool: Flask, code):
    path = start(coordinator).response.request.path
    with pool.app_context(), transaction():
        (stay,) = members.by_code(OPERATOR, code=code).memberships
        members.change_membership(OPERATOR, membership_id=stay.id, version=1, left_on=clock.today())

    assert coordinator.open(f"{path}/suggestions/R-1").status == 404


def test_a_protected_journey_is_said_to_be_left_out(coordinator: Visitor, waiting: None, pool: Flask):
    path = start(coordinator).response.request.path
    assert "Travel to family time" in coordinator.open(f"{path}/suggestions/R-1").says
    with pool.app_context(), transaction():
        referral = referrals.by_ref(OPERATOR, authority_code="S12000036", ref="R-1")
        facts = {"child_id": referral.children[0].id, "version": referral.version}
        particulars.record_child(OPERATOR, **facts, values={"address_non_disclosure": True})

    page = coordinator.open(f"{path}/suggestions/R-1")

    assert "An address may not be disclosed here" in page.says
    assert "Travel to family time" not in page.says
    assert "minutes" not in page.says
    assert "withheld" in coordinator.open(path).says
