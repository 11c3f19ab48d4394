"""Invoices and what does not agree of them at the console: one line at a time, with its evidence and its decision."""

import pytest

from consortium.access import Role
from consortium.floor.db import transaction
from tests import factories
from tests.contracts.invoicing.billed import WEEK, Billed

WHY = "Both sides agreed to pay it this once."


@pytest.fixture
def people(pool, enter):
    """The finance officers of both sides, where one line agrees, and others ask a penny and 13 days too much."""
    with pool.app_context(), transaction():
        made = Billed(founds=False)
        made.bill()
        made.bill(line=2, from_day="2026-07-08", to_day="2026-07-15", net_pence=WEEK + 1)
        made.bill(line=3, from_day="2026-05-25", to_day="2026-06-08", net_pence=2 * WEEK)
    return {code: enter(Role.FINANCE_OFFICER, at=code) for code in (factories.EDINBURGH, "ROWAN")}


@pytest.fixture
def officer(people):
    return people[factories.EDINBURGH]


def _opened(visitor, code):
    listed = visitor.open(f"/reconcile/?code={code}")
    return next(link for link in listed.read.links if link.startswith("/reconcile/") and len(link) > 40)


def test_the_queue_says_how_much_is_at_stake_and_how_old_it_is(officer):
    page = officer.open("/reconcile/")

    assert "2 invoice lines do not agree with what was ordered, confirmed and priced: £430.51 at stake" in page.says
    assert "Billed outside the stay" in page.says
    assert "Not the agreed amount The agency" in officer.open("/reconcile/?code=wrong_amount").says


def test_one_line_shows_the_sum_day_by_day_and_in_figures(officer):
    page = officer.open(_opened(officer, "outside_stay"))

    assert "Days on which this charge does not run." in page.says
    assert "14 days × £430.50 ÷ 7" in page.says
    assert "7 days × £430.50 ÷ 7; 7 days cannot be billed" in page.says
    assert "Of 14 days billed, 7 can be; the other 7 are struck through." in page.response.text


def test_a_decision_opens_the_next_line_and_is_kept_with_its_reason(officer):
    path = _opened(officer, "outside_stay")

    after = officer.send(path, outcome="paid_in_part", reason=WHY)

    assert "The decision is recorded." in after.says
    assert f"Paid in part, a credit note asked: £430.50 {WHY}" in officer.open(path).says


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"outcome": "accepted", "reason": ""}, "Say why."),
        ({"reason": WHY}, "Choose what should happen."),
        ({"outcome": "accepted", "reason": "It was for baby Alice alone."}, "Take out what reads like a person's name"),
    ],
)
def test_what_lacks_is_said_beside_its_field(officer, sent, sentence):
    page = officer.send(_opened(officer, "wrong_amount"), **sent)

    assert page.status == 422
    assert sentence in page.says


def test_the_agency_reads_the_line_and_is_told_who_decides(people):
    visitor = people["ROWAN"]

    page = visitor.open(_opened(visitor, "wrong_amount"))

    assert "The authority that is billed decides on this line." in page.says
    assert "What should happen?" not in page.says


def test_an_invoice_shows_its_lines_and_is_approved_by_a_button(officer):
    listed = officer.open("/invoices/?number=inv+7")
    path = next(link for link in listed.read.links if link.startswith("/invoices/") and len(link) > 40)

    page = officer.press(f"{path}/approve", on=path)

    assert "The invoice is approved." in page.says
    assert "Approved, part in dispute" in page.says


def test_an_invoice_is_taken_back_with_a_reason(people):
    visitor = people["ROWAN"]
    path = next(one for one in visitor.open("/invoices/").read.links if one.startswith("/invoices/") and len(one) > 40)

    page = visitor.send(f"{path}/take-back", reason="It was billed under a wrong order.")

    assert "This credit note takes the invoice back." in page.says
    assert "Taken back" in visitor.open(path).says


def test_an_empty_console_says_what_would_fill_it(coordinator):
    assert "Invoices come in as a spreadsheet under Imports" in coordinator.open("/invoices/").says
    assert "Every invoice line agrees" in coordinator.open("/reconcile/").says


def test_a_queue_of_a_wrong_word_is_not_found_or_whole(coordinator):
    assert coordinator.open("/reconcile/?code=nonsense&status=nonsense").status == 200
