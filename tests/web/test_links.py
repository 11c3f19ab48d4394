"""Links at the console: proposed, agreed to by both sides, approved, ended; a file opened; who has looked."""

import pytest

from consortium import particulars
from consortium.access import OPERATOR, Role
from consortium.floor import clock
from consortium.floor.db import transaction
from tests import factories
from tests.web.visitors import day

WHY = "The ages and the needs agree."


@pytest.fixture
def known(pool) -> dict[str, str]:
    """The addresses of a household and of a referral with particulars."""
    with pool.app_context(), transaction():
        household, referral = factories.household(household_ref="H-7"), factories.referral(referral_ref="R-7")
        said = {"carer_names": "Eilidh Sharrow", "address": "4 Skerry Wynd"}
        particulars.record_household(OPERATOR, household_id=household.id, version=1, values=said)
        return {"household": f"/households/{household.id}", "referral": f"/referrals/{referral.id}"}


@pytest.fixture
def link(known, coordinator) -> str:
    """The address of a link that a coordinator proposed."""
    page = coordinator.send("/links/propose", referral_ref="R-7", household_ref="H-7", reason=WHY)
    assert "The link is proposed." in page.says
    return page.response.request.path


def press(visitor, link: str, act: str):
    """One press of a button on the link's page."""
    return visitor.press(f"{link}/{act}", on=link)


@pytest.fixture
def manager(enter):
    return enter(Role.AUTHORITY_MANAGER, at=factories.EDINBURGH)


@pytest.fixture
def explored(link, authority_worker, agency_worker) -> str:
    """The address of a link that both sides have agreed to explore."""
    for side in (authority_worker, agency_worker):
        press(side, link, "agree")
    return link


def today() -> dict[str, str]:
    return day("on", *clock.today().timetuple()[:3])


def test_a_link_goes_step_by_step_from_the_proposal_to_the_move_in(
    explored, known, manager, coordinator, authority_worker, agency_worker
):
    authority_worker.send(f"{explored}/meeting", **today())
    coordinator.send(f"{explored}/recommendation", **today(), outcome="recommended")
    before = authority_worker.open(known["household"]).says
    page = manager.send(f"{explored}/decision", **today(), outcome="approved")
    agency_worker.send(f"{explored}/introductions", **today())
    moved = day("moved_in_on", *clock.today().timetuple()[:3])
    reported = [side.send(f"{explored}/move-in/", **moved).says for side in (agency_worker, authority_worker)]

    assert ("Match approved" in page.says, "Skerry Wynd" in before) == (True, False)
    assert "4 Skerry Wynd" in authority_worker.open(known["household"]).says
    assert ["Confirmed by both sides" in one for one in reported] == [False, True]


def test_a_step_out_of_order_is_refused_with_what_may_follow(explored, coordinator):
    page = coordinator.send(f"{explored}/recommendation", **today(), outcome="recommended")

    assert (page.status, "what may follow: meeting, decision" in page.says) == (422, True)


def test_a_day_before_its_cause_is_told_beside_its_field(explored, authority_worker):
    page = authority_worker.send(f"{explored}/meeting", **day("on", 2026, 1, 5))

    assert (page.status, "It cannot have been before both sides agreed" in page.says) == (422, True)


def test_the_last_step_is_taken_back_and_stays_on_the_page(explored, authority_worker):
    authority_worker.send(f"{explored}/meeting", **today())

    page = authority_worker.send(f"{explored}/take-back", reason="It is another child’s meeting.")

    assert "The step is taken back" in page.says
    assert "Matching meeting (taken back)" in page.says


def test_after_the_end_nothing_is_open(link, known, authority_worker, agency_worker):
    page = agency_worker.send(f"{link}/end", reason="declined_by_agency")

    assert "The link has ended." in page.says
    assert authority_worker.open(known["household"]).status == 404
    assert agency_worker.open(known["referral"]).status == 404


def test_a_link_without_its_reason_is_refused_beside_its_field(known, coordinator):
    page = coordinator.send("/links/propose", referral_ref="R-7", household_ref="H-8", reason="short")

    assert page.status == 422
    assert "This reference is not known here." in page.says


def test_a_third_organisation_finds_no_link(link, enter):
    other = enter(Role.AUTHORITY_WORKER, at=factories.FIFE)

    assert other.open(link).status == 404
    assert "R-7" not in other.open("/links/").says


def test_a_coordinator_opens_the_full_file_and_its_agency_sees_why(known, coordinator, agency_worker):
    withheld = coordinator.open(known["household"]).says
    refused = coordinator.open(known["household"] + "/particulars").status

    page = coordinator.send(known["household"] + "/open-file", reason="The panel pack needs it.")

    assert ("Skerry" in withheld, refused) == (False, 403)
    assert "4 Skerry Wynd" in page.says
    looks = agency_worker.open(known["household"] + "/looks").says
    assert "The panel pack needs it." in looks
    assert "HUB-EAST by name" in looks


def test_particulars_are_recorded_and_kept_from_lists(known, agency_worker):
    page = agency_worker.send(known["household"] + "/particulars", carer_names="Una Greer", address="1 Kirk Brae")

    assert "Una Greer" in page.says
    assert "Kirk Brae" not in agency_worker.open("/households/?search=H-7").says


def test_an_auditor_reads_ids_and_no_names(known, enter, agency_worker):
    agency_worker.open(known["household"])
    page = enter(Role.AUDITOR).open("/audit-trail/")

    assert "households.read" in page.says
    assert "H-7" not in page.says
    assert "Eilidh" not in page.says


def test_every_role_reads_who_may_do_what(pool, finance_officer):
    assert "Decide on the match" in finance_officer.open("/permissions/").says


def test_both_sides_are_compared_in_words_as_far_as_the_stage_opens_both(link, authority_worker, agency_worker):
    page = authority_worker.open(authority_worker.open(link).link("/compare"))
    other = agency_worker.open(f"{link}/compare")

    assert "What differs first" in page.says
    assert "Age 6 months 0 to 24 months Match" in page.says
    assert "No fact is open to you on both sides yet." in other.says
    assert "2026-" not in page.says


def test_once_a_link_has_ended_nothing_is_compared(link, coordinator):
    coordinator.send(f"{link}/end", reason="mistake")

    assert "Nothing is compared any more." in coordinator.open(f"{link}/compare").says
