"""The clock at the console: what is due, recorded and taken back, errors beside their fields, law told from target."""

from datetime import timedelta

import pytest

from consortium.access import Role
from consortium.floor import clock
from consortium.floor.db import transaction
from tests import factories
from tests.web.visitors import day

WHY = "It was another child's review."


@pytest.fixture
def case(pool) -> str:
    """The address of the clock of a case whose child moved in eight weeks ago."""
    with pool.app_context(), transaction():
        factories.household(household_ref="H-7")
        referral = factories.referral(referral_ref="R-7")
        moved_in = clock.today() - timedelta(weeks=8)
        factories.purchase(household_ref="H-7", referral_ref="R-7", moved_in_on=moved_in)
        return f"/referrals/{referral.id}/clock"


def ago(days: int) -> dict[str, str]:
    on = clock.today() - timedelta(days=days)
    return day("on", on.year, on.month, on.day)


def test_a_case_tells_what_is_due_by_law_whose_it_is_and_since_when(case, authority_worker):
    page = authority_worker.open(case)

    assert "Review of the child’s case" in page.says.replace("'", "’")
    assert "14 days ago" in page.says
    assert "Law Looked After Children (Scotland) Regulations 2009, reg 45(2)" in page.says
    assert "S12000036 by name" in page.says


def test_what_happened_is_recorded_and_taken_back(case, authority_worker):
    page = authority_worker.send(f"{case}/record", event="lac_review_held", **ago(10))
    assert "It is recorded." in page.says
    assert "Done late" in page.says

    page = authority_worker.send(page.link("/reverse"), reason=WHY)

    assert "It is taken back." in page.says
    assert "Done late" not in page.says
    assert WHY in page.says


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({}, "Choose what happened."),
        ({"event": "lac_review_held"}, "Enter the day."),
        ({"event": "lac_review_held", **day("on", "99999999999", 1, 1)}, "Enter a day that is in the calendar"),
        ({"event": "placed"}, "Choose from the list."),
        ({"event": "lac_review_held", **ago(-3)}, "Give a day that has come."),
        ({"event": "lac_review_held", **ago(100)}, "what it follows from happened then"),
        ({"event": "cso_reviewed", **ago(1)}, "which is not recorded yet: record that first"),
    ],
)
def test_what_cannot_be_recorded_is_said_beside_its_field_and_changes_nothing(case, authority_worker, typed, sentence):
    page = authority_worker.send(f"{case}/record", **typed)

    assert page.status == 422
    assert sentence in page.says
    assert "What was recorded" not in authority_worker.open(case).says


def test_a_reason_that_says_nothing_is_refused(case, authority_worker):
    page = authority_worker.send(f"{case}/record", event="lac_review_held", **ago(10))

    refused = authority_worker.send(page.link("/reverse"), reason="oh")

    assert (refused.status, "Say why, in 10 to 500 characters." in refused.says) == (422, True)


def test_the_overdue_stand_under_who_owns_them(case, coordinator):
    page = coordinator.open("/due/")

    assert "S12000036 by name 3 steps overdue" in page.says
    assert "R-7" in page.says
    assert page.says.count("Law") >= 3


def test_the_steps_of_ones_own_side_are_to_be_done_today(case, authority_worker, coordinator):
    own, hub = authority_worker.open("/").says, coordinator.open("/").says

    assert "R-7 Visit to the child and the carers." in own
    assert "Look at the clock" not in hub


def test_an_agency_reads_its_own_duty_of_the_children_who_live_with_its_carers(case, agency_worker):
    page = agency_worker.open(case)

    assert "Visit to the child and the carers" in page.says
    assert "45(2)" not in page.says
    assert "Take back" not in page.says


def test_a_stranger_finds_no_clock(case, enter):
    for role, at in ((Role.AGENCY_WORKER, "ASPEN"), (Role.AUTHORITY_WORKER, factories.FIFE)):
        visitor = enter(role, at=at)
        assert [visitor.open(path).status for path in (case, f"{case}/record")] == [404, 404]
        assert "R-7" not in visitor.open("/due/").says
