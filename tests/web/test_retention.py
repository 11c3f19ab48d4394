"""Retention at the console: what is due and why, holds, disposals by two people, packs, and adopted people."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
import time_machine

from consortium import carers, particulars, referrals
from consortium.access import OPERATOR, Role
from consortium.floor import clock
from consortium.floor.db import transaction
from tests import factories

WHY = "The sheriff court has asked for it."


@pytest.fixture
def closed(pool) -> dict[str, str]:
    """The addresses of what concerns a withdrawn referral, and a household that left."""
    with pool.app_context(), transaction():
        household, referral = factories.household(household_ref="H-7"), factories.referral(referral_ref="R-7")
        said = {"child_id": referral.children[0].id, "version": 1}
        particulars.record_child(OPERATOR, **said, values={"given_names": "Niamh", "family_name": "Corrie"})
        referrals.withdraw(OPERATOR, referral_id=referral.id, version=2)
        carers.withdraw(OPERATOR, household_id=household.id, version=1)
        own = {"referral": f"/referrals/{referral.id}", "child": f"/children/{referral.children[0].id}"}
        kept = {
            "kept": f"/retention/referrals/{referral.id}",
            "kept_household": f"/retention/households/{household.id}",
        }
        return own | kept | {"household": f"/households/{household.id}"}


@pytest.fixture
def adopted_child(pool) -> dict[str, str]:
    """The addresses of a child of whom an adoption order is recorded."""
    with pool.app_context(), transaction():
        factories.household(household_ref="H-9")
        referral = factories.referral(referral_ref="R-9")
        said = {"child_id": referral.children[0].id, "version": 1}
        particulars.record_child(OPERATOR, **said, values={"given_names": "Niamh", "family_name": "Corrie"})
        factories.purchase(referral_ref="R-9", household_ref="H-9", adoption_order_on=date(2026, 9, 1))
        return {"child": str(referral.children[0].id), "kept": f"/retention/referrals/{referral.id}"}


@pytest.fixture
def manager(enter):
    return enter(Role.AUTHORITY_MANAGER, at=factories.EDINBURGH)


@pytest.fixture
def second(enter):
    return enter(Role.AUTHORITY_MANAGER, at=factories.EDINBURGH)


def press(visitor, page, ending: str):
    """One press of the button of a page whose address ends so."""
    path = next(part for part in page.response.text.split('"') if part.endswith(ending))
    return visitor.press(path, on=page.response.request.path)


def test_the_page_of_a_record_leads_to_how_long_it_is_kept_and_why(closed, manager):
    page = manager.open(manager.open(closed["referral"]).link(closed["kept"]))

    assert "24 months after it was closed" in page.says
    assert "Make the subject access pack of C-" in page.says


def test_a_hold_is_placed_shown_and_lifted(closed, manager):
    held = manager.send(f"{closed['kept']}/hold", reason=WHY)
    listed = manager.open("/retention/").says

    lifted = press(manager, held, "/lift")

    assert ("The hold is placed." in held.says, WHY in listed) == (True, True)
    assert "The hold is lifted." in lifted.says
    assert WHY not in manager.open("/retention/").says


def test_one_proposes_another_confirms_and_the_record_is_gone(closed, manager, second):
    proposed = manager.send(f"{closed['kept']}/dispose/person_asked", reason="She has asked for it in writing.")
    asked, waiting = second.open("/").says, second.open("/retention/")
    page = second.open(next(link for link in waiting.read.links if "/disposals/" in link))

    erased = press(second, page, "/confirm")

    assert "Another manager of your organisation confirms it." in proposed.says
    assert ("A colleague proposes" in asked, "A colleague proposes" in manager.open("/").says) == (True, False)
    assert "The record is erased." in erased.says
    assert manager.open(closed["referral"]).status == 404
    assert "Referral" in manager.open("/retention/erased").says
    assert "R-7" not in manager.open("/retention/erased").says + manager.open("/referrals/").says


def test_whoever_proposed_sees_no_button_to_confirm_and_is_refused_one(closed, manager):
    manager.send(f"{closed['kept']}/dispose/person_asked", reason="She has asked for it in writing.")
    page = manager.open(next(link for link in manager.open("/retention/").read.links if "/disposals/" in link))

    refused = manager.press(page.response.request.path + "/confirm", on=page.response.request.path)

    assert "You proposed this" in page.says
    assert "for good" not in page.says
    assert refused.status == 409
    assert manager.open(closed["referral"]).status == 200


def test_a_proposal_may_be_taken_back(closed, manager):
    manager.send(f"{closed['kept']}/dispose/person_asked", reason="She has asked for it in writing.")
    page = manager.open(next(link for link in manager.open("/retention/").read.links if "/disposals/" in link))

    assert "The record stays." in press(manager, page, "/decline").says


def test_what_is_due_is_listed_with_its_reason(closed, enter):
    with time_machine.travel(clock.now() + timedelta(days=3 * 366)):
        heir, other = enter(Role.AUTHORITY_MANAGER, at=factories.EDINBURGH), enter(Role.AGENCY_MANAGER, at="ROWAN")
        page, theirs = heir.open("/retention/"), other.open("/retention/").says
        proposed = heir.send(page.link("/dispose/class_over"), reason="Its months have passed.").says

    assert "R-7" in page.says
    assert "No child was placed." in page.says
    assert "R-7" not in theirs
    assert "The disposal is proposed." in proposed


@pytest.mark.parametrize("reason", ["", "short", "x" * 501])
@pytest.mark.parametrize("path", ["hold", "dispose/person_asked"])
def test_a_reason_that_says_too_little_is_refused_beside_its_field(closed, manager, path, reason):
    page = manager.send(f"{closed['kept']}/{path}", reason=reason)

    assert (page.status, "Say why" in page.says) == (422, True)


def test_a_record_that_is_not_due_says_until_when_it_is_kept(closed, manager):
    page = manager.send(f"{closed['kept']}/dispose/class_over", reason="Its months have passed.")

    assert (page.status, "is not due" in page.says) == (422, True)


def test_an_erasure_that_a_law_forbids_is_offered_to_nobody(pool, manager):
    with pool.app_context(), transaction():
        referral = factories.referral(referral_ref="R-8")
        factories.purchase(history=True, referral_ref="R-8", ended_on=date(2026, 8, 1))
        kept = f"/retention/referrals/{referral.id}"
    page, asked = manager.open(kept), manager.open(f"{kept}/dispose/person_asked")

    assert "regulation 43" in page.says
    assert "regulation 43" in asked.says
    assert not [link for link in page.read.links if "person_asked" in link]
    assert "Propose the disposal" not in asked.says


@pytest.mark.parametrize("path", ["", "/hold", "/dispose/person_asked"])
def test_nobody_elses_record_is_there(closed, enter, manager, path):
    other = enter(Role.AUTHORITY_MANAGER, at=factories.FIFE)

    assert other.open(closed["kept"] + path).status == 404
    assert manager.open(closed["kept_household"] + path).status == 404
    assert manager.open(f"/retention/purchases/{uuid4()}{path}").status == 404


def test_no_other_role_opens_retention(closed, coordinator, authority_worker, finance_officer):
    for visitor in (coordinator, authority_worker, finance_officer):
        assert visitor.open("/retention/").status == 403
        assert visitor.open("/adopted-people/").status == 403
    assert "Retention and rights" not in authority_worker.open(closed["referral"]).says


def made(visitor, path: str, form: str):
    """The file that the form of a page brings."""
    carried = visitor.open(path).read.carried
    return visitor.client.post(path, data={"csrf_token": carried["csrf_token"][0], "form": form})


@pytest.mark.parametrize(("form", "media"), [("pdf", "application/pdf"), ("json", "application/json")])
def test_a_pack_is_given_as_a_file_and_written_down(closed, manager, form, media):
    pack = made(manager, closed["referral"] + closed["child"] + "/subject-access", form)

    assert (pack.mimetype, pack.status_code, pack.headers["Cache-Control"]) == (media, 200, "no-store")
    assert pack.headers["Content-Disposition"].startswith("attachment; filename=subject-access-C-")
    assert "Made a subject access pack" in manager.open(closed["referral"] + "/looks").says


def test_a_household_has_a_pack_too(closed, enter):
    agency = enter(Role.AGENCY_MANAGER, at="ROWAN")

    assert made(agency, closed["household"] + "/subject-access", "pdf").data.startswith(b"%PDF-")


def test_a_pack_of_no_known_form_is_refused(closed, manager):
    assert manager.send(closed["referral"] + closed["child"] + "/subject-access", form="xml").status == 422


def test_a_pack_of_another_referrals_child_is_not_there(closed, adopted_child, manager):
    assert manager.open(f"{closed['referral']}/children/{adopted_child['child']}/subject-access").status == 404


def test_a_new_identity_is_kept_apart_and_followed_with_a_reason(adopted_child, manager):
    names = {"given_names": "Isla", "family_name": "Sharrow"}
    made = manager.send(f"/adopted-people/separate/{adopted_child['child']}", **names)
    path = made.response.request.path

    short, told = (manager.send(f"{path}/trace", reason=why) for why in ("short", "She asked for it herself."))

    page = manager.open(path).says

    assert ("Isla Sharrow" in made.says, "4 May" in made.says, "Born in 2026" in made.says) == (True, False, True)
    assert ("Nobody has followed it yet." in made.says, "She asked for it herself." in page) == (True, True)
    assert "Sharrow" not in manager.open("/adopted-people/").says + manager.open(adopted_child["kept"]).says
    assert (short.status, "younger than 16" in told.says) == (422, True)
    assert ("Niamh" in told.says, "Corrie" in told.says) == (True, False)


def test_without_an_order_nothing_is_kept_apart(closed, manager):
    page = manager.send("/adopted-people/separate/" + closed["child"][10:], given_names="Isla", family_name="Sharrow")

    assert (page.status, "Record the adoption order first" in page.says) == (422, True)


def test_adopted_people_are_not_there_for_another_authority(adopted_child, manager, enter):
    names = {"given_names": "Isla", "family_name": "Sharrow"}
    path = manager.send(f"/adopted-people/separate/{adopted_child['child']}", **names).response.request.path
    other = enter(Role.AUTHORITY_MANAGER, at=factories.FIFE)

    assert [other.open(path + more).status for more in ("", "/trace")] == [404, 404]
    assert other.open(f"/adopted-people/separate/{adopted_child['child']}").status == 404


def test_a_coordinator_sets_the_months(coordinator, manager, stranger):
    page = coordinator.open("/retention-terms/")
    path = next(link for link in page.read.links if link.startswith("/retention-terms/") and len(link) > 20)

    bad, good = (coordinator.send(path, never_placed_months=months) for months in ("0", "12"))

    assert (bad.status, "The months are set." in good.says) == (422, True)
    assert (manager.open(path).status, stranger.open(path).status) == (403, 404)
