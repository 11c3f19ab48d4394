"""Duplicates and siblings at the console."""

from uuid import UUID

import pytest

from consortium import referrals
from consortium.access import OPERATOR, Role
from consortium.floor import clock
from consortium.floor.db import transaction
from consortium.planning import plans
from consortium.planning.plans import PlanKind
from tests import factories


@pytest.fixture
def two(pool) -> list[str]:
    """The ids of two referrals that look alike; the first is of two children."""
    with pool.app_context(), transaction():
        children = factories.child(child_ref="C-1"), factories.child(child_ref="C-2", date_of_birth="2025-05-04")
        first = factories.referral(OPERATOR, *children, referral_ref="R-7")
        return [str(first.id), str(factories.referral(referral_ref="R-007").id)]


def test_two_records_are_listed_and_merged(two, authority_worker):
    listed = authority_worker.open("/duplicates/").says
    path = f"/duplicates/referrals/{two[0]}/{two[1]}"

    page = authority_worker.send(path, decision="merge", reason="The same child, referred twice.")

    assert "1 pair looks like one and the same record." in listed
    assert "The records are merged." in page.says
    assert "Merged into R-7." in authority_worker.open(f"/referrals/{two[1]}").says


def test_two_records_that_contradict_each_other_are_not_merged_and_the_page_says_why(two, pool, authority_worker):
    with pool.app_context(), transaction():
        manager = factories.viewer(Role.AUTHORITY_MANAGER, at=factories.EDINBURGH)
        for key, plan in zip(two, PlanKind, strict=True):
            said = {"plan": plan, "on": clock.today(), "reason": "The assessment and the review agree."}
            plans.rule_out(manager, referral_id=UUID(key), **said)
    path = f"/duplicates/referrals/{two[0]}/{two[1]}"

    page = authority_worker.send(path, decision="merge", reason="The same child, referred twice.")

    assert "The two records decide differently on the plans: take a decision back first." in page.says
    assert "1 pair looks like one and the same record." in authority_worker.open("/duplicates/").says


def test_a_decision_without_its_answer_is_asked_again(two, authority_worker):
    page = authority_worker.send(f"/duplicates/referrals/{two[0]}/{two[1]}", reason="The same child.")

    assert (page.status, "Choose what they are." in page.says) == (422, True)


def test_a_manager_places_brothers_and_sisters_apart_with_a_reason(two, pool, enter):
    manager = enter(Role.AUTHORITY_MANAGER, at=factories.EDINBURGH)
    with pool.app_context():
        children = referrals.get(OPERATOR, referral_id=UUID(two[0])).children
        chosen = str(children[0].id)
    path = f"/referrals/{two[0]}/apart"
    refused = manager.send(path, child_ids=chosen, reason="Because.")

    page = manager.send(path, child_ids=chosen, reason="They were hurt by each other; both were heard.")

    assert refused.status == 422
    assert "Placed apart from R-7" in page.says
    assert "both were heard" in page.says


def test_an_authority_worker_does_not_decide_it(two, authority_worker):
    assert authority_worker.open(f"/referrals/{two[0]}/apart").status == 403
