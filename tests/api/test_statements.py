"""Statements at the JSON door: of oneself where nothing is asked, and refused in the field that is wrong."""

import pytest

from consortium.floor.db import transaction
from tests import factories
from tests.factories import EDINBURGH, FIFE

YEAR = "period_start=2026-04-01&period_end=2027-04-01"


@pytest.fixture
def bought(app, finance_officer):
    """Edinburgh took one of the two that it promised, at the tariff."""
    with app.app_context(), transaction():
        factories.agreement()
        factories.tariff()
        factories.commitment(minimum_units=2)
        factories.purchase(placement_ref="P-7", confirmed_on=factories.date(2026, 6, 3))


def test_an_officer_is_given_the_statement_of_the_own_organisation(finance_officer, bought):
    told = finance_officer.get(f"/statements?{YEAR}").json

    assert (told["kind"], told["code"], told["detail"]) == ("authority", EDINBURGH, "full")
    assert (told["totals"]["promised"], told["totals"]["taken"], told["totals"]["owed_pence"]) == (2, 1, 3_000_000)
    (placement,) = told["placements"]
    assert [one["words"] for one in placement["charges"]] == ["the fee of £30,000.00"]
    assert told["totals"]["billed_pence"] is None
    assert "No invoice is recorded" in told["summary"]


def test_the_twin_has_no_placements(finance_officer, bought):
    answer = finance_officer.get(f"/statements?{YEAR}&detail=sums")

    assert "placements" not in answer.json
    assert "P-7" not in answer.text
    assert answer.json["totals"]["owed_pence"] == 3_000_000


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        (f"kind=authority&code={FIFE}", 404),
        ("kind=consortium&code=EAST", 404),
        ("kind=agency", 422),
        ("period_start=2026-04-01", 422),
        ("period_start=2026-04-01&period_end=2026-04-01", 422),
        ("detail=outside", 422),
        ("kind=planet&code=EAST", 422),
    ],
)
def test_what_cannot_be_given_is_refused(finance_officer, bought, asked, status):
    assert finance_officer.get(f"/statements?{asked}").status_code == status


def test_who_works_with_children_is_refused(authority_worker):
    assert authority_worker.get("/statements").status_code == 403
