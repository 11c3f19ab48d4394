"""Households are found, opened, registered in four short pages, changed and held."""

from datetime import date, timedelta

import pytest
from flask import Flask

from consortium import carers
from consortium.access import OPERATOR
from consortium.floor import clock
from consortium.floor.db import db, transaction
from tests import factories
from tests.web.visitors import Page, Visitor, day

APPROVED = {**day("approved_fostering_on", 2026, 1, 5), **day("approved_adoption_on", 2026, 2, 6)}


@pytest.fixture
def known(pool: Flask):
    """Two households of ROWAN, one of ASPEN: available, on hold, overdue."""
    ahead, past = clock.today() + timedelta(days=20), clock.today() - timedelta(days=3)
    with pool.app_context(), transaction():
        return {
            "H-1": factories.household(household_ref="H-1", no_needs=("prematurity",)).id,
            "H-2": factories.household(household_ref="H-2", hold_until=ahead, hold_reason="A holiday").id,
            "H-3": factories.household(household_ref="H-3", agency="ASPEN", review_due_on=past).id,
        }


def registered(visitor: Visitor, **typed: str) -> Page:
    """The last page of a registration, filled in up to there."""
    page = visitor.send("/households/register", go="on", **APPROVED, **{"postcode": "eh125aa"} | typed)
    page = visitor.send(page, go="on", max_age_months="24", approved_children="1")
    return visitor.send(page, go="on", need_prematurity="no", need_prenatal_drugs="yes")


def recorded(pool: Flask, household_id) -> dict:
    with pool.app_context():
        return carers.as_row(carers.get(OPERATOR, household_id=household_id))


def test_a_household_is_registered_in_four_pages(pool, agency_worker):
    page = agency_worker.send(registered(agency_worker), go="on", languages="English; Gaelic", experience="prematurity")

    assert "The household is registered." in page.says
    row = recorded(pool, page.shown_id)
    assert (row["agency"], row["postcode"], row["approved_adoption_on"]) == ("ROWAN", "EH12 5AA", date(2026, 2, 6))
    assert (row["yes_needs"], row["no_needs"]) == (("prenatal_drugs",), ("prematurity",))
    assert (row["languages"], row["sexes"]) == (("English", "Gaelic"), ("F", "M"))


def test_nothing_is_preselected_that_would_bar_anybody(agency_worker):
    page = agency_worker.send("/households/register", go="on", postcode="EH12 5AA", **APPROVED)
    carried = agency_worker.send(page, go="on", max_age_months="24", approved_children="1").read.carried

    assert page.read.carried["sexes"] == ["any"]
    assert {answers[0] for name, answers in carried.items() if name.startswith("need_")} == {"not_asked"}


def test_going_back_keeps_what_was_typed(agency_worker):
    page = registered(agency_worker)
    for _ in range(3):
        page = agency_worker.send(page, go="back")

    assert page.read.carried["postcode"] == ["eh125aa"]


def test_a_fault_stands_beside_its_field_and_on_top(agency_worker):
    page = agency_worker.send("/households/register", go="on", **day("approved_fostering_on", 2026, 2, 30))

    assert page.status == 422
    assert "There are 2 things to put right" in page.says
    assert "#postcode" in page.read.links
    assert "approved_fostering_on-e" in page.read.ids
    assert page.read.carried["approved_fostering_on-day"] == ["30"]


def test_ages_in_the_wrong_order_are_refused_on_their_own_page(agency_worker):
    page = agency_worker.send("/households/register", go="on", postcode="EH12 5AA")
    page = agency_worker.send(page, go="on", min_age_months="30", max_age_months="24", approved_children="1")

    assert page.status == 422
    assert "must not be below the youngest" in page.says


def test_a_refusal_at_the_end_opens_the_page_that_holds_the_answer(known, agency_worker):
    page = registered(agency_worker, household_ref="H-1")
    page = agency_worker.send(page, go="on")

    assert page.status >= 400
    assert "The agency has a household with this reference." in page.says


def test_what_was_answered_before_cannot_be_forged(agency_worker):
    page = registered(agency_worker)
    page.read.carried["carried"] = [page.read.carried["carried"][0][:-2] + "xx"]
    page = agency_worker.send(page, go="on")

    assert page.status == 422
    assert "Enter the postcode" in page.says


def test_nobody_registers_a_household_of_another_agency(pool, agency_worker):
    page = agency_worker.send(registered(agency_worker, agency="ASPEN"), go="on")

    assert page.status == 422
    with pool.app_context():
        assert db.session.scalars(carers.visible(OPERATOR)).all() == []


@pytest.mark.parametrize(("asked", "shown"), [("state=hold", "H-2"), ("state=overdue", "H-3"), ("search=h-1", "H-1")])
def test_the_list_is_narrowed_by_state_and_by_words(known, coordinator, asked, shown):
    says = coordinator.open(f"/households/?{asked}").says

    assert [ref for ref in known if ref in says] == [shown]


def test_the_list_is_narrowed_by_agency(pool, known, coordinator):
    with pool.app_context():
        agency_id = carers.get(OPERATOR, household_id=known["H-3"]).agency_id
    says = coordinator.open(f"/households/?agency={agency_id}").says

    assert [ref for ref in known if ref in says] == ["H-3"]


def test_the_list_costs_the_same_few_statements_however_long_it_is(pool, known, coordinator, statements):
    few = statements(lambda: coordinator.open("/households/"))
    with pool.app_context(), transaction():
        for number in range(12):
            factories.household(household_ref=f"H-9{number}")

    assert statements(lambda: coordinator.open("/households/")) == few


def test_a_household_shows_its_answers_as_yes_discuss_no_and_not_asked(known, agency_worker):
    says = agency_worker.open(f"/households/{known['H-1']}").says

    assert "No : born early" in says
    assert "15 Not asked" in says


def test_a_change_is_saved(pool, known, agency_worker):
    page = agency_worker.send(f"/households/{known['H-1']}/change/approval", approved_children="2", sexes="F")

    assert "The change is saved." in page.says
    assert recorded(pool, known["H-1"])["sexes"] == ("F",)


def test_a_stale_change_shows_what_somebody_else_changed_and_keeps_what_was_typed(pool, known, agency_worker):
    page = agency_worker.open(f"/households/{known['H-1']}/change/approval")
    with pool.app_context(), transaction():
        carers.change(OPERATOR, household_id=known["H-1"], version=1, values={"max_age_months": 36})
    page = agency_worker.send(page, approved_children="1")

    assert page.status == 409
    assert "Oldest, in months 24 36" in page.says
    assert page.read.carried["approved_children"] == ["1"]
    assert recorded(pool, known["H-1"])["approved_children"] == 2


def test_a_stale_change_can_be_sent_again(pool, known, agency_worker):
    page = agency_worker.open(f"/households/{known['H-1']}/change/household")
    with pool.app_context(), transaction():
        carers.change(OPERATOR, household_id=known["H-1"], version=1, values={"max_age_months": 36})
    page = agency_worker.send(agency_worker.send(page, postcode="EH6 7AA"))

    assert "The change is saved." in page.says
    assert recorded(pool, known["H-1"])["postcode"] == "EH6 7AA"


def test_a_household_is_placed_on_hold_with_a_reason_and_freed_again(pool, known, agency_worker):
    path, until = f"/households/{known['H-1']}", clock.today() + timedelta(days=30)
    held = agency_worker.send(f"{path}/hold", hold_reason="Illness", **day("hold_until", *until.timetuple()[:3]))
    freed = agency_worker.press(f"{path}/free", on=path)

    assert "The household is on hold." in held.says
    assert "Illness" in held.says
    assert "The hold is ended." in freed.says
    assert recorded(pool, known["H-1"])["hold_until"] is None


def test_a_hold_needs_its_day(known, agency_worker):
    page = agency_worker.send(f"/households/{known['H-1']}/hold")

    assert page.status == 422
    assert "Enter the first day they are free again." in page.says


def test_a_household_that_is_withdrawn_can_be_brought_back(known, agency_worker):
    path = f"/households/{known['H-1']}"

    assert "Withdrawn" in agency_worker.send(f"{path}/withdraw", reason="resigned").says
    assert "The household is back." in agency_worker.send(f"{path}/restore").says


@pytest.mark.parametrize("page", ["", "/change/approval", "/hold", "/withdraw"])
def test_another_agencys_household_answers_as_one_that_does_not_exist(known, agency_worker, page):
    theirs = agency_worker.open(f"/households/{known['H-3']}{page}")
    nobodys = agency_worker.open(f"/households/00000000-0000-4000-8000-000000000000{page}")

    assert theirs.status == nobodys.status == 404
    assert (theirs.says, theirs.read.links) == (nobodys.says, nobodys.read.links)


def test_another_consortiums_coordinator_sees_none_of_them(known, stranger):
    assert "No household is registered yet." in stranger.open("/households/").says
    assert stranger.open(f"/households/{known['H-1']}").status == 404


def test_a_change_without_the_seed_against_forgery_changes_nothing(pool, known, agency_worker):
    answer = agency_worker.client.post(f"/households/{known['H-2']}/free", data={"version": "1"})

    assert answer.status_code == 400
    assert recorded(pool, known["H-2"])["hold_until"] is not None


def test_a_field_that_is_not_asked_for_is_not_written(pool, known, agency_worker):
    agency_worker.send(
        f"/households/{known['H-1']}/change/household", agency="ASPEN", household_ref="H-9", version__x="2"
    )

    assert (recorded(pool, known["H-1"])["agency"], recorded(pool, known["H-1"])["household_ref"]) == ("ROWAN", "H-1")
