"""Referrals are found, recorded with their children, changed; births, twins and losses keep the referral."""

from datetime import date, timedelta

import pytest
from flask import Flask

from consortium import referrals
from consortium.access import OPERATOR
from consortium.floor import clock
from consortium.floor.db import db, transaction
from tests import factories
from tests.web.visitors import Page, Visitor, day

DUE = clock.today() + timedelta(days=30)
UNBORN = {"date_of_birth": None, "expected_date_of_delivery": DUE}


@pytest.fixture
def known(pool: Flask):
    """An unborn child of Edinburgh's, a child of Fife's."""
    with pool.app_context(), transaction():
        first = factories.referral(OPERATOR, factories.child(**UNBORN), referral_ref="R-1")
        second = factories.referral(authority_code=factories.FIFE, referral_ref="R-2")
        return {"R-1": (first.id, first.children[0].id), "R-2": (second.id, second.children[0].id)}


def rows(pool: Flask, referral_id) -> list[dict]:
    with pool.app_context():
        return referrals.as_rows(referrals.get(OPERATOR, referral_id=referral_id))


def begun(visitor: Visitor, how_many: str = "1") -> Page:
    """The page of the first child, with the pages before it filled in."""
    page = visitor.send("/referrals/add", go="on", urgency="urgent", how_many=how_many)
    return visitor.send(page, go="on", contact_postcode="KY1 1XW", excluded_areas="KY1, KY2 5")


def of_child(known, ref: str = "R-1") -> str:
    return f"/referrals/{known[ref][0]}/children/{known[ref][1]}"


def test_a_child_is_referred_in_three_pages(pool, authority_worker):
    page = authority_worker.send(
        begun(authority_worker), go="on", needs="prematurity", **day("date_of_birth", 2026, 5, 4)
    )

    assert "The referral is recorded as a draft." in page.says
    (row,) = rows(pool, page.shown_id)
    assert (row["authority_code"], row["urgency"], row["needs"]) == (factories.EDINBURGH, "urgent", ("prematurity",))
    assert (row["contact_postcode"], row["excluded_areas"]) == ("KY1 1XW", ("KY1", "KY2 5"))


def test_siblings_have_a_page_each_and_share_what_is_sought(pool, authority_worker):
    page = authority_worker.send(begun(authority_worker, "2"), go="on", **day("date_of_birth", 2025, 5, 4))
    page = authority_worker.send(page, go="on", **day("expected_date_of_delivery", DUE.year, DUE.month, DUE.day))

    both = rows(pool, page.shown_id)
    assert [row["expected_date_of_delivery"] for row in both].count(DUE) == 1
    assert {row["contact_postcode"] for row in both} == {"KY1 1XW"}


def test_a_child_is_born_or_expected(authority_worker):
    neither = authority_worker.send(begun(authority_worker), go="on")
    both = {**day("date_of_birth", 2026, 5, 4), **day("expected_date_of_delivery", DUE.year, DUE.month, DUE.day)}

    assert "Enter the day of birth, or the expected day" in neither.says
    assert "Keep one of the two days" in authority_worker.send(begun(authority_worker), go="on", **both).says


def test_urgency_is_chosen_by_a_person(authority_worker):
    page = authority_worker.send("/referrals/add", go="on")

    assert page.status == 422
    assert "Choose how urgent it is." in page.says


def test_a_birth_keeps_the_referral(pool, known, authority_worker):
    today = clock.today()
    page = authority_worker.send(of_child(known) + "/birth", sex="F", **day("born_on", *today.timetuple()[:3]))

    assert "The birth is recorded." in page.says
    (row,) = rows(pool, known["R-1"][0])
    assert (row["date_of_birth"], row["sex"], row["expected_date_of_delivery"]) == (today, "F", None)


def test_a_birth_that_has_not_come_is_refused_beside_its_field(known, authority_worker):
    page = authority_worker.send(of_child(known) + "/birth", **day("born_on", DUE.year, DUE.month, DUE.day))

    assert page.status == 422
    assert "born_on-e" in page.read.ids


def test_twins_are_two_children_of_one_referral(pool, known, authority_worker):
    page = authority_worker.send(of_child(known) + "/twins", first_sex="F", second_sex="M")

    assert "Two children are recorded." in page.says
    assert sorted(row["sex"] for row in rows(pool, known["R-1"][0])) == ["F", "M"]


def test_a_loss_ends_the_search_and_keeps_the_record(pool, known, authority_worker):
    page = authority_worker.send(of_child(known) + "/loss")

    assert "The loss is recorded." in page.says
    assert "Concluded" in page.says
    assert rows(pool, known["R-1"][0]) == []


@pytest.mark.parametrize(("act", "word"), [("withdraw", "Withdrawn"), ("conclude", "Concluded")])
def test_a_search_ends_and_begins_again(known, authority_worker, act, word):
    path = f"/referrals/{known['R-1'][0]}"

    assert word in authority_worker.send(f"{path}/{act}").says
    assert "Say why, in a sentence." in authority_worker.send(f"{path}/resume").says
    assert "The referral is open again." in authority_worker.send(f"{path}/resume", note="It ended early.").says


def test_a_child_is_changed(pool, known, authority_worker):
    authority_worker.send(of_child(known) + "/change/child", needs=["prematurity", "high_contact"], sex="M")
    page = authority_worker.send(of_child(known) + "/change/search", urgency="soon", **day("needed_by", 2026, 12, 24))

    assert "The change is saved." in page.says
    (row,) = rows(pool, known["R-1"][0])
    assert (row["needs"], row["sex"], row["urgency"]) == (("prematurity", "high_contact"), "M", "soon")
    assert (row["needed_by"], row["expected_date_of_delivery"]) == (date(2026, 12, 24), DUE)


def test_a_stale_change_of_a_child_shows_what_changed_meanwhile(pool, known, authority_worker):
    page = authority_worker.open(of_child(known) + "/change/search")
    with pool.app_context(), transaction():
        values = {"max_travel_minutes": 30}
        referrals.change_child(OPERATOR, child_id=known["R-1"][1], version=1, values=values)
    page = authority_worker.send(page, urgency="urgent")

    assert page.status == 409
    assert "Longest way, in minutes 60 30" in page.says
    assert rows(pool, known["R-1"][0])[0]["urgency"] == "routine"


def test_a_sister_is_added_with_what_is_sought_for_the_first(pool, known, authority_worker):
    path = f"/referrals/{known['R-1'][0]}/children/add"
    page = authority_worker.send(path, child_ref="C-2", **day("date_of_birth", 2025, 5, 4))

    assert "The child is added." in page.says
    assert [row["contact_postcode"] for row in rows(pool, known["R-1"][0])] == ["EH6 7AA", "EH6 7AA"]


def test_the_list_is_narrowed_by_state_and_reference(known, coordinator):
    coordinator.send(f"/referrals/{known['R-2'][0]}/withdraw")
    withdrawn = coordinator.open("/referrals/?status=withdrawn").says

    assert ("R-1" in withdrawn, "R-2" in withdrawn) == (False, True)
    assert "No referral is found." in coordinator.open("/referrals/?search=nothing").says


@pytest.mark.parametrize("page", ["", "/withdraw", "/children/add"])
def test_another_authoritys_referral_answers_as_one_that_does_not_exist(known, authority_worker, page):
    theirs = authority_worker.open(f"/referrals/{known['R-2'][0]}{page}")
    nobodys = authority_worker.open(f"/referrals/00000000-0000-4000-8000-000000000000{page}")

    assert theirs.status == nobodys.status == 404
    assert (theirs.says, theirs.read.links) == (nobodys.says, nobodys.read.links)


def test_a_child_is_not_found_under_another_referral(known, coordinator):
    path = f"/referrals/{known['R-1'][0]}/children/{known['R-2'][1]}/birth"

    assert coordinator.open(path).status == 404


def test_an_agency_worker_reads_no_referral_without_a_link(known, agency_worker):
    assert "R-1" not in agency_worker.open("/referrals/").says
    assert agency_worker.open(f"/referrals/{known['R-1'][0]}").status == 404


def test_nothing_is_referred_for_another_authority(pool, authority_worker):
    page = authority_worker.send("/referrals/add", go="on", urgency="soon", authority_code=factories.FIFE)
    page = authority_worker.send(authority_worker.send(page, go="on"), go="on", **day("date_of_birth", 2026, 5, 4))

    assert page.status == 422
    with pool.app_context():
        assert db.session.scalars(referrals.visible(OPERATOR)).all() == []


@pytest.mark.parametrize("page", ["particulars", "change/child", "change/search", "birth", "loss"])
def test_a_child_who_was_lost_has_no_page_to_be_changed_on(known, pool, authority_worker, page):
    referral_id, child_id = known["R-1"]
    with pool.app_context(), transaction():
        referrals.record_loss(OPERATOR, child_id=child_id, version=1)

    assert authority_worker.open(f"/referrals/{referral_id}/children/{child_id}/{page}").status == 404


@pytest.mark.parametrize("page", ["particulars", "change/child"])
def test_a_child_is_changed_under_the_address_of_its_own_referral_alone(known, pool, authority_worker, page):
    with pool.app_context(), transaction():
        other = factories.referral(referral_ref="R-3").id

    assert authority_worker.open(f"/referrals/{other}/children/{known['R-1'][1]}/{page}").status == 404
