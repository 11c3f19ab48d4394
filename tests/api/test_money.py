"""Money through the JSON door: entries in order, and the balance that is their sum."""

from datetime import date
from uuid import uuid4

import pytest
from flask import Flask

from consortium.access import OPERATOR, Role
from consortium.floor.db import transaction
from contracts.money import posting
from contracts.money.accounts import Act
from tests import factories

OTHER = "S12000049"


@pytest.fixture
def owed(app: Flask, caller) -> None:
    """What Edinburgh owes Rowan for one placement."""
    with app.app_context(), transaction():
        bought = factories.purchase()
        whose = {"authority_id": bought.authority_id, "agency_id": bought.agency_id, "purchase_id": bought.id}
        said = {"on": date(2026, 6, 1), "cause": "P-1 placement fee", "cause_id": uuid4()}
        posting.post(OPERATOR, act=Act.CHARGE, pence=3_924_500, **whose, **said)


@pytest.mark.usefixtures("owed")
def test_both_sides_read_the_entry_and_the_balance(caller):
    for at in (factories.EDINBURGH, "ROWAN"):
        officer = caller(Role.FINANCE_OFFICER, at=at)
        (entry,) = officer.get("/money-entries").json["items"]
        (balance,) = officer.get("/balances?as_of=2026-06-01").json["balances"]

        assert (entry["act"], entry["pence"], entry["debit"], entry["credit"]) == (
            "charge",
            3_924_500,
            "cost",
            "uninvoiced",
        )
        assert (balance["owed_pence"], balance["uninvoiced_pence"], balance["agency"]) == (
            3_924_500,
            3_924_500,
            "ROWAN",
        )


@pytest.mark.usefixtures("owed")
def test_another_authority_reads_nothing(caller):
    officer = caller(Role.FINANCE_OFFICER, at=OTHER, of="WEST")

    assert officer.get("/money-entries").json["items"] == []
    assert officer.get("/balances").json["balances"] == []


@pytest.mark.usefixtures("owed")
def test_nothing_is_owed_before_its_day(caller):
    officer = caller(Role.FINANCE_OFFICER, at=factories.EDINBURGH)

    assert officer.get("/balances?as_of=2026-05-31").json == {"as_of": "2026-05-31", "balances": []}
    assert officer.get("/money-entries?as_of=2026-05-31").json["items"] == []
