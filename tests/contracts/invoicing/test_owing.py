"""What a line comes to is entered as money once, and again by an entry of its own whenever it changes."""

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from consortium.floor.db import db
from consortium.floor.errors import ConsortiumError
from consortium.floor.guard import whole
from contracts.invoicing import resolutions, reversing
from contracts.money.accounts import Account, Act
from contracts.money.money_entries import MoneyEntry
from tests.contracts.invoicing.billed import WEEK

WHY = "Both sides agreed to the penny of rounding."


def _entries():
    """What was entered for invoices, and what is payable by it."""
    with whole("the money of one pair"):
        found = list(db.session.scalars(sa.select(MoneyEntry).order_by(MoneyEntry.number)).unique())
    credited = sum(one.pence for one in found if one.credit is Account.PAYABLE)
    return [(one.act, one.pence) for one in found], credited - sum(
        one.pence for one in found if one.debit is Account.PAYABLE
    )


def test_a_line_that_agrees_is_entered_once_under_its_purchase(billed):
    billed.bill()
    billed.told()
    billed.bill()
    billed.told()

    assert _entries() == ([(Act.INVOICE, WEEK)], WEEK)
    with whole("the entry"):
        (entry,) = db.session.scalars(sa.select(MoneyEntry)).unique()
    assert (entry.purchase_id, entry.cause) == (billed.purchase.id, "Invoice INV-7, line 1")
    assert str(entry.accounting_on) == "2026-08-02"


def test_a_line_that_does_not_agree_is_entered_by_what_people_decide_and_by_nothing_else(billed):
    standing = billed.wrong()
    assert _entries() == ([], 0)

    known = {"exception_id": standing.id, "reason": WHY}
    resolutions.decide(billed.authority, **known, version=1, outcome="paid_in_part")
    assert _entries() == ([(Act.INVOICE, WEEK)], WEEK)
    resolutions.decide(billed.authority, **known, version=2, outcome="taken_back")
    assert _entries()[1] == 0


def test_a_credit_note_and_what_it_puts_right_come_to_what_is_owed(billed):
    billed.wrong()

    billed.bill(invoice_number="C-1", net_pence=-1, invoice_date="2026-08-09")
    billed.told()

    entries, payable = _entries()
    assert (sorted(entries), payable) == ([(Act.CREDIT, 1), (Act.INVOICE, WEEK + 1)], WEEK)


def test_an_invoice_taken_back_leaves_nothing_owed_and_every_entry(billed):
    issued = billed.bill().invoice
    billed.told()

    reversing.reverse(billed.agency, invoice_id=issued.id, reason=WHY)
    billed.told()

    assert _entries() == ([(Act.INVOICE, WEEK), (Act.CREDIT, WEEK)], 0)


@pytest.mark.parametrize("act", ["UPDATE line_amounts SET pence = 9", "DELETE FROM line_amounts"])
def test_the_database_lets_no_amount_be_changed_or_taken_away(billed, act):
    billed.bill()
    billed.told()

    with whole("a rival of the amounts"), pytest.raises((DBAPIError, ConsortiumError)):
        db.session.execute(sa.text(act))
