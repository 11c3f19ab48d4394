"""Every page in a real browser: no finding of axe, no other host, no sideways scroll; the flows without scripts."""

from datetime import timedelta

import pytest
from flask import Flask

from consortium.access import Role
from consortium.floor import clock
from consortium.floor.db import transaction
from consortium.linking import links
from tests import factories
from tests.web import chromium
from tests.web.visitors import Visitor

TODAY = clock.today()
OF_HOUSEHOLD = (
    "",
    "/change/household",
    "/change/approval",
    "/change/needs",
    "/change/background",
    "/hold",
    "/withdraw",
)
OF_REFERRAL = ("", "/withdraw", "/conclude", "/children/add")
OF_CHILD = ("/change/child", "/change/search", "/birth", "/twins", "/loss")


@pytest.fixture
def records(pool: Flask) -> dict[str, list[str]]:
    """The addresses of pages about records in many states."""
    with pool.app_context(), transaction():
        homes = [
            factories.household(review_due_on=TODAY - timedelta(days=3), no_needs=("prematurity",)),
            factories.household(hold_until=TODAY + timedelta(days=9), hold_reason="A holiday"),
            factories.household(approved_adoption_on=None),
        ]
        unborn = {"date_of_birth": None, "expected_date_of_delivery": TODAY - timedelta(days=2)}
        group = factories.referral(factories.OPERATOR, factories.child(), factories.child(**unborn), referral_ref="R-1")
        factories.referral(authority_code=factories.FIFE)
        child = next(one for one in group.children if one.date_of_birth is None)
        member = homes[0].agency
        sides = {"referral_id": group.id, "household_id": homes[0].id}
        link = links.propose(factories.OPERATOR, **sides, reason="The ages and the needs agree.")
        factories.agreement()
        factories.commitment()
        return {
            "households": [f"/households/{homes[0].id}{page}" for page in OF_HOUSEHOLD]
            + [f"/households/{home.id}" for home in homes[1:]]
            + [f"/households/{homes[0].id}/particulars", f"/households/{homes[0].id}/looks"],
            "withheld": [f"/households/{homes[0].id}", f"/referrals/{group.id}"],
            "links": [f"/links/{link.id}", f"/links/{link.id}/end"],
            "referrals": [f"/referrals/{group.id}{page}" for page in OF_REFERRAL]
            + [f"/referrals/{group.id}/children/{child.id}{page}" for page in (*OF_CHILD, "/particulars")]
            + [f"/referrals/{group.id}/looks"],
            "members": [f"/members/{member.id}", f"/members/{member.id}/name"]
            + [f"/members/{member.id}/stays/{member.memberships[0].id}"],
        }


def faults(page, paths: list[str]) -> list[str]:
    return [fault for path in paths for fault in chromium.faults(page, path)]


def test_pages_about_households_have_no_fault(records, agency_worker, browse):
    paths = ["/", "/households/", "/households/?state=full", "/households/register", *records["households"]]

    assert faults(browse(agency_worker), paths) == []


def test_pages_about_referrals_have_no_fault(records, authority_worker, browse):
    paths = ["/referrals/", "/referrals/?status=withdrawn", "/referrals/add", *records["referrals"]]

    assert faults(browse(authority_worker), paths) == []


def test_pages_about_links_and_what_is_withheld_have_no_fault(records, coordinator, agency_worker, browse):
    opening = [f"{path}/open-file" for path in records["withheld"]]
    paths = ["/links/", "/links/?state=ended", "/links/propose", "/permissions/", *records["withheld"], *opening]

    assert faults(browse(coordinator), [*paths, *records["links"]]) == []
    assert faults(browse(agency_worker), [*records["links"], records["withheld"][1]]) == []


def test_the_audit_trail_has_no_fault(records, enter, browse):
    assert faults(browse(enter(Role.AUDITOR)), ["/audit-trail/", "/permissions/"]) == []


def test_pages_about_members_and_the_door_have_no_fault(records, coordinator, browse):
    paths = ["/members/", "/members/?search=nobody", "/members/add", *records["members"]]

    assert faults(browse(coordinator), paths) == []
    assert faults(browse(), ["/sign-in", "/accessibility"]) == []


def test_the_first_page_of_every_role_has_no_fault(records, agency_worker, authority_worker, finance_officer, browse):
    for visitor in (agency_worker, authority_worker, finance_officer):
        assert faults(browse(visitor), ["/"]) == []


def test_refusals_have_no_fault(records, agency_worker, browse):
    page = browse(agency_worker)
    for path in ("/nowhere", "/referrals/"):
        page.goto(path)
        assert chromium.seen(page, path) == []


def test_every_page_of_a_registration_has_no_fault_right_or_wrong(records, agency_worker, browse):
    page, found = browse(agency_worker), []
    page.goto("/households/register")
    for answers in ({"#postcode": "EH12 5AA"}, {"#max_age_months": "24", "#approved_children": "1"}, {}):
        page.set_viewport_size(chromium.WIDE)
        page.click("text=Continue") if answers else None
        found += chromium.seen(page, page.title())
        for field, typed in answers.items():
            page.fill(field, typed)
        page.click("text=Continue")
        found += chromium.seen(page, page.title())

    assert found == []


def test_the_error_summary_takes_the_focus_and_leads_to_the_field(pool, agency_worker, browse):
    page = browse(agency_worker)
    page.goto("/households/register")
    page.click("text=Continue")
    page.wait_for_selector(".error-summary:focus")
    page.click(".error-summary a")

    page.wait_for_selector("#postcode:focus")


def test_a_household_is_registered_and_held_without_a_script(pool, agency_worker, browse):
    page = browse(agency_worker, script=False)
    page.goto("/")
    page.click("main >> text=Register a household")
    page.fill("#postcode", "EH12 5AA")
    page.click("text=Continue")
    page.fill("#max_age_months", "24")
    page.fill("#approved_children", "1")
    page.click("text=Continue")
    page.check("#need_prematurity-0")
    page.click("text=Continue")
    page.click("button:has-text('Register the household')")

    assert "The household is registered." in page.inner_text("main")


def test_a_child_is_referred_and_born_without_a_script(pool, authority_worker, browse):
    page = browse(authority_worker, script=False)
    page.goto("/referrals/add")
    page.check("text=Urgent")
    page.click("text=Continue")
    page.click("text=Continue")
    for box, typed in zip(("", "-month", "-year"), ("24", "12", str(TODAY.year)), strict=True):
        page.fill(f"#expected_date_of_delivery{box}", typed)
    page.click("button:has-text('Record the referral')")
    page.click("text=Record the birth")

    assert "Record the birth" in page.inner_text("h1")


def test_one_signs_in_without_a_script(pool, browse):
    with pool.app_context(), transaction():
        email = factories.person(factories.Role.COORDINATOR).email
    page = browse(script=False)
    page.goto("/households/")
    page.fill("#email", email)
    page.fill("#password", "tide and heather 7")
    page.click("main button")

    assert page.inner_text("h1") == "Households"


def test_everything_can_be_reached_with_the_keyboard_from_the_skip_link_on(pool, coordinator: Visitor, browse):
    page = browse(coordinator)
    page.goto("/members/add")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    assert page.evaluate("document.activeElement.closest('main') !== null")
