"""Money as a finance officer reads it: one sentence, the pairs of authority and agency, and every entry behind them."""

from datetime import date
from uuid import uuid4

import pytest
from flask import Flask

from consortium.access import OPERATOR
from consortium.floor.db import transaction
from contracts.money import posting
from contracts.money.accounts import Act
from tests import factories
from tests.web.visitors import Visitor


@pytest.fixture
def billed(pool: Flask) -> None:
    """A fee of £39,245.00 that is billed, and £100.00 billed by mistake and taken back; £500.00 for a shortfall."""
    with pool.app_context(), transaction():
        bought = factories.purchase()
        whose = {"authority_id": bought.authority_id, "agency_id": bought.agency_id, "purchase_id": bought.id}
        said = {"on": date(2026, 6, 1), **whose}
        posting.post(OPERATOR, act=Act.SHORTFALL, pence=50_000, cause="A-1: 1 short", cause_id=uuid4(), **said)
        posting.post(OPERATOR, act=Act.INVOICE, pence=3_924_500, cause="INV-7 line 1", cause_id=uuid4(), **said)
        slip = posting.post(OPERATOR, act=Act.INVOICE, pence=10_000, cause="INV-8 line 1", cause_id=uuid4(), **said)
        posting.reverse(OPERATOR, cause_id=slip.cause_id, act=Act.INVOICE, on=date(2026, 6, 2), cause="a slip")


@pytest.mark.usefixtures("billed")
def test_the_page_opens_with_what_is_billed_paid_and_owed_for_shortfalls(coordinator: Visitor):
    page = coordinator.open("/money/?as_of=2026-06-30")

    assert "£39,245.00 is billed and agreed: £0.00 of it is paid, and £39,245.00 is to be paid." in page.says
    assert "£500.00 is owed for shortfalls." in page.says


@pytest.mark.usefixtures("billed")
def test_every_entry_stands_behind_it_with_what_was_taken_back(coordinator: Visitor):
    page = coordinator.open("/money/entries?as_of=2026-06-30")

    assert "Billed, taken back" in page.says
    assert "−£100.00" in page.says
    assert "INV-7 line 1" in page.says


@pytest.mark.usefixtures("billed")
def test_nothing_counts_before_its_day(coordinator: Visitor):
    assert (
        "Nothing is billed, paid or owed for a shortfall by that day."
        in coordinator.open("/money/?as_of=2026-05-31").says
    )
    assert "No entry counts by that day." in coordinator.open("/money/entries?as_of=2026-05-31").says
