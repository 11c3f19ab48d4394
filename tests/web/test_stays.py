"""Stays at the console: a placement breaks down, a child comes back, an approval ends."""

from datetime import timedelta

import pytest
import time_machine

from consortium.floor import clock
from consortium.floor.db import transaction
from tests import factories
from tests.web.visitors import day

WHY = "There is a good reason for it."
TODAY, LATER = clock.today(), clock.today() + timedelta(days=28)


@pytest.fixture
def link(pool) -> dict[str, str]:
    """The addresses of a link by which a child has moved in, and of its household and referral."""
    with pool.app_context(), transaction():
        made = factories.moved_in()
        known = {"household": f"/households/{made.household_id}", "referral": f"/referrals/{made.referral_id}"}
        return known | {"link": f"/links/{made.id}"}


def parts(name: str, on) -> dict[str, str]:
    return day(name, on.year, on.month, on.day)


def break_down(visitor, link, **changes):
    said = {"reason": "allegation", "note": WHY} | parts("happened_on", TODAY) | parts("hold_until", LATER)
    return visitor.send(f"{link['link']}/stay/disruption", **said | changes)


def test_a_disruption_ends_the_placement_and_says_what_follows(link, authority_worker, agency_worker, coordinator):
    page = break_down(authority_worker, link)

    assert "The disruption is recorded. Everybody concerned is told." in page.says
    assert WHY in page.says
    assert WHY not in agency_worker.open(link["link"]).says
    assert "Ended unplanned" in coordinator.open(link["link"]).says
    assert "the placement has ended unplanned" in agency_worker.open("/notices/").says


def test_a_disruption_is_taken_back(link, authority_worker):
    break_down(authority_worker, link)

    page = authority_worker.send(f"{link['link']}/stay/take-back", reason=WHY)

    assert "It is taken back." in page.says
    assert "Moved in" in page.says


def test_errors_stand_beside_their_fields(link, authority_worker):
    page = break_down(authority_worker, link, **parts("hold_until", TODAY))

    assert page.status == 422
    assert page.says.count("Give a day after the disruption") == 2


def test_a_return_that_no_agreement_covers_is_refused_with_what_may_be_done(link, authority_worker):
    bought = next(one for one in authority_worker.open("/purchases/").read.links if len(one) > 40)
    authority_worker.send(f"{bought}/change", end_reason="reunified_parent", **parts("ended_on", TODAY))

    page = authority_worker.send(f"{link['link']}/stay/return", **parts("came_back_on", TODAY))

    assert page.status == 422
    assert "resume the search, and match them again" in page.says


def test_the_agency_finds_no_way_to_record_either(link, agency_worker):
    assert "The placement broke down" not in agency_worker.open(link["link"]).says
    assert agency_worker.open(f"{link['link']}/stay/disruption").status == 403


def test_an_approval_that_ends_in_mid_placement_is_seen_as_an_exception(link, agency_worker, authority_worker):
    page = agency_worker.send(f"{link['household']}/withdraw", reason="approval_terminated")

    assert "The approval ended on" in page.says
    assert "1 child lives there still" in page.says
    assert "The child may stay; nobody else is placed or linked." in authority_worker.open(link["link"]).says
    assert "An exception" in authority_worker.open(link["referral"]).says


def test_a_household_is_not_withdrawn_without_why(link, agency_worker):
    page = agency_worker.send(f"{link['household']}/withdraw")

    assert page.status == 422
    assert page.says.count("Choose why the household is withdrawn.") == 2


def test_the_form_offers_only_the_phases_that_may_follow(pool, authority_worker):
    month_ago = clock.now() - timedelta(days=30)
    with pool.app_context(), time_machine.travel(month_ago), transaction():
        address = f"/links/{factories.moved_in().id}/stay/phase"
    before = authority_worker.open(address).says
    held = authority_worker.send(address, phase="fostering", **parts("on", TODAY))
    authority_worker.send(address, phase="prospective_adoptive", **parts("on", TODAY))
    after = authority_worker.open(address).says

    asked = "Which phase did the placement enter? The day of an adoption order is recorded on the purchase. "
    assert f"{asked}Prospective adoptive Since when?" in before
    assert (held.status, "Choose from the list." in held.says) == (422, True)
    assert f"{asked}Fostering Since when?" in after


def test_where_no_phase_may_follow_none_is_asked_for(link, authority_worker):
    break_down(authority_worker, link)

    page = authority_worker.open(f"{link['link']}/stay/phase")

    assert "No other phase may follow here." in page.says
    assert "Record the phase" not in page.says


def test_a_new_legal_phase_is_recorded_and_its_day_corrected(pool, authority_worker, agency_worker):
    month_ago = clock.now() - timedelta(days=30)
    with pool.app_context(), time_machine.travel(month_ago), transaction():
        link = f"/links/{factories.moved_in().id}"
    page = authority_worker.send(f"{link}/stay/phase", phase="prospective_adoptive", **parts("on", TODAY))
    later = authority_worker.send(f"{link}/stay/phase/day", **parts("on", TODAY - timedelta(days=2)))

    assert "The legal phase is recorded." in page.says
    assert "Prospective adoptive since" in later.says
    assert "Prospective adoptive since" in agency_worker.open(link).says
    assert "Fostering since" not in later.says
    back = authority_worker.send(f"{link}/stay/phase/mistake", reason="It was another child's court date.")
    assert "The legal phase is taken back." in back.says
    assert "That phase was recorded by mistake" not in back.says
