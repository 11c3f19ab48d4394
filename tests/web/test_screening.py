"""Screening at the console: a draft is submitted, screened by the criteria, and its timeline tells of it."""

import pytest

from consortium import referrals
from consortium.access import OPERATOR
from consortium.floor.db import transaction
from consortium.referrals import criteria
from tests import factories

MET = {f"answer-{one.code}": "met" for one in criteria.DEFAULTS if one.under_months is None}


@pytest.fixture
def drafted(pool) -> str:
    """The address of a draft of the authority's."""
    with pool.app_context(), transaction():
        return f"/referrals/{factories.referral(referral_ref='R-7', draft=True).id}"


def test_a_draft_is_submitted_and_accepted(drafted, authority_worker, coordinator):
    submitted = authority_worker.send(f"{drafted}/submit", note="Kin were asked in May.")
    waiting = coordinator.open("/").says
    accepted = coordinator.send(f"{drafted}/screening", outcome="accept", **MET)

    assert "The coordinator screens it next." in submitted.says
    assert "Screen this referral against the criteria." in waiting
    assert "The screening is recorded." in accepted.says
    assert "Kin were asked in May." in accepted.says
    assert "Searching" in accepted.says


def test_a_screening_without_its_answers_says_what_is_missing_and_changes_nothing(drafted, pool, coordinator):
    coordinator.send(f"{drafted}/submit")

    page = coordinator.send(f"{drafted}/screening", outcome="decline")

    assert (page.status, page.says.count("Error:")) == (422, len(MET))
    with pool.app_context():
        assert referrals.by_ref(OPERATOR, authority_code=factories.EDINBURGH, ref="R-7").status == "submitted"


def test_more_is_asked_and_told_on_the_authoritys_first_page(drafted, authority_worker, coordinator):
    authority_worker.send(f"{drafted}/submit")
    said = {"outcome": "ask", "reason": "facts_missing", "note": "Who was asked among her kin?"}
    coordinator.send(f"{drafted}/screening", **said, **MET)

    assert "Add what is asked for" in authority_worker.open("/").says
    assert "Who was asked among her kin?" in authority_worker.open(drafted).says


def test_a_screening_page_of_what_was_not_submitted_asks_nothing(drafted, coordinator):
    assert "does not wait to be screened" in coordinator.open(f"{drafted}/screening").says


def test_a_coordinator_sets_the_criteria(coordinator, authority_worker):
    page = coordinator.send("/screening-criteria/set", under_months="12", sentences="Kin were asked.\nThere is a plan.")

    assert "The criteria are set." in page.says
    assert "under 12 months old" in authority_worker.open("/screening-criteria/").says
    assert authority_worker.open("/screening-criteria/set").status == 403
