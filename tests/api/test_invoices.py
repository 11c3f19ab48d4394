"""Invoices through the JSON door: taken in, held against the records, decided on, approved, taken back, given out."""

import pytest

from consortium.access import Role
from consortium.floor.db import transaction
from tests.contracts.invoicing.billed import WEEK, Billed, line

WHY = {"reason": "Both sides agreed to the penny of rounding."}
CSV = {"Content-Type": "text/csv"}


@pytest.fixture
def sign_in(app, caller):
    """Anybody, where one line agrees and one asks a penny too much."""
    with app.app_context(), transaction():
        made = Billed(founds=False)
        made.bill()
        made.bill(line=2, from_day="2026-07-08", to_day="2026-07-15", net_pence=WEEK + 1)
    return caller


@pytest.fixture
def authority(sign_in):
    return sign_in(Role.FINANCE_OFFICER, at="S12000036")


@pytest.fixture
def agency(sign_in):
    return sign_in(Role.FINANCE_OFFICER, at="ROWAN")


def test_an_invoice_says_how_much_of_it_agrees(authority):
    (listed,) = authority.get("/invoices").json["items"]

    told = authority.get(f"/invoices/{listed['id']}").json
    assert (told["state"], told["net_pence"], told["payable_pence"], told["disputed_pence"]) == (
        ("in_dispute", 2 * WEEK + 1, WEEK, WEEK + 1)
    )
    assert [(one["line"], one["net_pence"]) for one in told["lines"]] == [(1, WEEK), (2, WEEK + 1)]


def test_an_exception_has_its_queue_its_owner_its_age_and_a_sum(authority):
    (listed,) = authority.get("/exceptions?code=wrong_amount&owner=agency&status=open").json["items"]

    told = authority.get(f"/exceptions/{listed['id']}").json
    assert (told["owner_code"], told["age_days"], told["stake_pence"], told["expected_pence"]) == ("ROWAN", 0, 1, WEEK)
    assert told["may_decide"] == ["accepted", "paid_in_part", "rejected"]
    assert authority.get("/exceptions?older_than_days=3").json["items"] == []


def test_a_decision_needs_the_version_that_was_read_a_reason_and_the_authority(authority, agency):
    (listed,) = authority.get("/exceptions").json["items"]
    path = f"/exceptions/{listed['id']}/resolution"

    stale = authority.post(path, {"outcome": "accepted", **WHY}, etag='"7"')
    unsaid = authority.post(path, {"outcome": "accepted", "reason": ""}, etag='"1"')
    others = agency.post(path, {"outcome": "accepted", **WHY}, etag='"1"')
    decided = authority.post(path, {"outcome": "accepted", **WHY}, etag='"1"')

    assert [one.status_code for one in (stale, unsaid, others, decided)] == [412, 422, 403, 200]
    assert [one["outcome"] for one in decided.json["resolutions"]] == ["accepted"]


def test_an_invoice_is_approved_by_its_authority_and_taken_back_by_its_agency(authority, agency):
    (listed,) = authority.get("/invoices").json["items"]
    one = f"/invoices/{listed['id']}"

    approved, credit = authority.post(f"{one}/approval"), agency.post(f"{one}/reversal", WHY)

    assert (approved.json["state"], approved.json["approved_for"]) == ("approved_in_part", "S12000036")
    assert (credit.json["is_credit"], credit.json["reverses_id"]) == (True, listed["id"])
    assert agency.get(one).json["state"] == "reversed"


def test_what_is_given_out_comes_in_again_and_changes_nothing(authority):
    out = authority.get("/invoices.csv")

    again = authority.post("/imports?kind=invoices", headers=CSV, data=out.data)

    assert (again.json["created"], again.json["unchanged"], again.json["returned"]) == (0, 2, 0)


def test_a_childs_name_is_in_no_answer(agency):
    head, row = ",".join(line()), ",".join(map(str, line(line=3).values()))

    answer = agency.post(
        "/imports?kind=invoices", headers=CSV, data=f"{head},description\n{row},Fostering baby Alice\n"
    )

    assert (answer.json["returned"], "Alice" in answer.text) == (1, False)
    assert "Alice" not in agency.get(f"/imports/{answer.json['id']}").text


def test_whoever_is_no_side_finds_nothing(sign_in, authority):
    (listed,) = authority.get("/exceptions").json["items"]
    fife = sign_in(Role.FINANCE_OFFICER, at="S12000047")

    assert fife.get("/exceptions").json["items"] == fife.get("/invoices").json["items"] == []
    assert fife.get(f"/exceptions/{listed['id']}").status_code == 404
    assert fife.get(f"/invoices/{listed['invoice_id']}").status_code == 404
    assert fife.get("/invoices.csv").text.count("\n") == 1
