"""Statements as a finance officer reads them: one sentence first, the sums behind it, and the same as a file."""

from datetime import date

import pytest
from flask import Flask

from consortium.access import Role
from consortium.floor.db import transaction
from tests import factories
from tests.documents import on_paper
from tests.factories import EDINBURGH, FIFE
from tests.web.visitors import Visitor

DAYS = "from=2026-04-01&until=2026-06-30"


@pytest.fixture
def bought(pool: Flask) -> None:
    """Edinburgh bought two placements at the tariff and promised three; Fife bought one that nobody has confirmed."""
    with pool.app_context(), transaction():
        factories.agreement()
        factories.tariff(amount_pence=3_924_500)
        factories.tariff(charge="fostering_weekly", children=None, amount_pence=43_050)
        factories.commitment()
        for ref, agency, day in (("P-1", "ROWAN", 1), ("P-2", "ASPEN", 12)):
            moved_in_on = date(2026, 6, day)
            factories.purchase(placement_ref=ref, agency=agency, moved_in_on=moved_in_on, confirmed_on=moved_in_on)
        factories.purchase(placement_ref="P-3", authority_code=FIFE)


def test_the_first_sentence_says_what_was_taken_and_what_is_owed(finance_officer: Visitor, bought: None):
    page = finance_officer.open(f"/statements/?{DAYS}")

    assert f"{EDINBURGH} by name took 2 of the 3 promised from 1 April 2026 to 30 June 2026." in page.says
    assert "£81,503.50 is owed." in page.says
    assert "No invoice is recorded, so that what was billed, paid or disputed is not known." in page.says


def test_every_amount_opens_to_the_sum_behind_it(finance_officer: Visitor, bought: None):
    says = finance_officer.open(f"/statements/?{DAYS}").says

    assert "P-1 Fostering, by the week 1 June 2026 to 30 June 2026 30 days × £430.50 ÷ 7 £1,845.00 £0.00" in says
    assert "P-2 Placement fee 12 June 2026 the fee of £39,245.00 £39,245.00 £0.00" in says


def test_an_officer_is_offered_their_own_organisation_and_no_other(finance_officer: Visitor, bought: None):
    page = finance_officer.open("/statements/")

    assert "ROWAN by name 1 " in page.says
    assert f"{FIFE} by name" not in page.says
    assert finance_officer.open(f"/statements/?whom=authority:{FIFE}").status == 404


def test_a_coordinator_chooses_the_consortium_or_any_of_its_members(coordinator: Visitor, bought: None):
    page = coordinator.open(f"/statements/?{DAYS}")

    assert 'value="consortium:EAST" selected' in page.response.text
    assert f'value="authority:{FIFE}"' in page.response.text
    assert "1 placement waits for both sides to confirm the day of moving in" in page.says
    assert "P-3" not in coordinator.open(f"/statements/?whom=agency:ASPEN&{DAYS}").says


def test_days_in_the_wrong_order_are_put_right_where_they_stand(finance_officer: Visitor, bought: None):
    page = finance_officer.open("/statements/?from=2026-06-02&until=2026-06-01")

    assert page.status == 422
    assert page.says.count("Choose a last day that is not before the first.") == 2


@pytest.mark.parametrize("form", ["pdf", "xlsx", "csv", "json"])
def test_the_same_statement_can_be_taken_away(finance_officer: Visitor, bought: None, form: str):
    page = finance_officer.open(f"/statements/?{DAYS}")

    file = finance_officer.client.get(page.link(f"/statement.{form}"))

    name = f"statement-{EDINBURGH}-2026-04-01-2026-07-01.{form}"
    assert file.headers["Content-Disposition"] == f"attachment; filename={name}"


def test_the_paper_says_what_the_page_says(finance_officer: Visitor, bought: None):
    page = finance_officer.open(f"/statements/?{DAYS}")

    said = on_paper.words(finance_officer.client.get(page.link("/statement.pdf")).data)

    for amount in ("£81,503.50", "£1,845.00", "30 days × £430.50 ÷ 7"):
        assert on_paper.bare(amount) in said
    assert "30 days × £430.50 ÷ 7" in finance_officer.open(page.link("/print")).says


def test_the_file_is_what_the_json_door_gives(finance_officer: Visitor, bought: None):
    page = finance_officer.open(f"/statements/?{DAYS}")

    told = finance_officer.client.get(page.link("/statement.json")).json

    assert told["totals"]["owed_pence"] == 8_150_350
    assert [one["placement_ref"] for one in told["placements"]] == ["P-2", "P-1"]


def test_the_twin_names_no_placement(finance_officer: Visitor, bought: None):
    page = finance_officer.open(f"/statements/?{DAYS}&detail=sums")

    assert "£81,503.50" in page.says
    assert "P-1" not in page.response.text


def test_what_may_leave_is_offered_of_a_whole_year_of_the_consortium_alone(coordinator: Visitor, bought: None):
    year = "from=2025-04-01&until=2026-03-31"

    assert "For outside the consortium" in coordinator.open(f"/statements/?{year}").says
    assert "For outside the consortium" not in coordinator.open(f"/statements/?{DAYS}").says
    page = coordinator.open(f"/statements/?{year}&whom=consortium:EAST&detail=outside")
    assert "Small numbers are not shown" in page.says


def test_pictures_are_told_as_tables_too(finance_officer: Visitor, bought: None):
    page = finance_officer.open(f"/statements/?{DAYS}")

    assert "June 2026 £81,503.50 – –" in page.says
    assert page.response.text.count("The same as a table") == 2
    assert page.response.text.count('role="img"') == 4


def test_who_works_with_children_is_shown_no_statement(enter, bought: None):
    worker = enter(Role.AUTHORITY_WORKER, at=EDINBURGH)

    assert worker.open("/statements/").status == 403
    assert "Statements" not in worker.open("/").says
