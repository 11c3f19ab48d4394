"""A whole invoice is taken back, a repeat is credited, an invoice is approved: what is owed follows, to the penny."""

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from consortium.access import OPERATOR, Role
from consortium.floor.db import db
from consortium.floor.errors import Conflict, ConsortiumError, Invalid, NotAllowed, RuleBroken
from consortium.floor.guard import whole
from contracts.invoicing import approving, invoices, payable, reversing, viewing
from contracts.invoicing.exceptions import Closed
from tests import factories
from tests.contracts.invoicing.billed import WEEK

WHY = "It was billed under a wrong order."


def _owed(billed):
    found = list(db.session.scalars(invoices.visible(billed.authority)).unique())
    billed.told()
    return sum(one.payable_pence for one in payable.of(found).values())


def test_an_invoice_taken_back_bills_nothing_and_stays_with_the_credit_note_that_says_why(billed):
    issued = billed.wrong().line.invoice

    credit = reversing.reverse(billed.agency, invoice_id=issued.id, reason=WHY)

    assert [(one.number, one.net_pence) for one in credit.lines] == [(1, -WEEK - 1)]
    assert (credit.number, credit.reason, credit.reverses_id) == ("INV-7", WHY, issued.id)
    assert [one.standing.closed_by for one in billed.told()] == [Closed.REVERSED]
    assert (_owed(billed), viewing.row(issued)["state"]) == (0, viewing.State.REVERSED)


def test_what_is_right_is_billed_anew_under_another_number(billed):
    issued = billed.wrong().line.invoice
    reversing.reverse(billed.agency, invoice_id=issued.id, reason=WHY)

    billed.bill(invoice_number="INV-8")

    assert (billed.codes(), _owed(billed)) == ([], WEEK)


def test_an_invoice_is_taken_back_once_and_a_credit_note_never(billed):
    issued = billed.bill().invoice
    credit = reversing.reverse(billed.agency, invoice_id=issued.id, reason=WHY)

    for one in (issued, credit):
        with pytest.raises(RuleBroken, match="under another number"):
            reversing.reverse(billed.agency, invoice_id=one.id, reason=WHY)


def test_the_authority_that_is_billed_takes_no_invoice_back(billed):
    issued = billed.bill().invoice

    with pytest.raises(NotAllowed, match="ask it for a credit note"):
        reversing.reverse(billed.authority, invoice_id=issued.id, reason=WHY)


def test_a_reversal_names_nobody(billed):
    issued = billed.bill().invoice

    with pytest.raises(Invalid):
        reversing.reverse(billed.agency, invoice_id=issued.id, reason="It was for baby Alice alone.")


def test_a_credit_note_for_a_repeat_takes_the_repeat_away_and_not_the_right_line(billed):
    billed.bill()
    billed.bill(invoice_number="INV-08", invoice_date="2026-08-03")
    billed.bill(invoice_number="INV 9", invoice_date="2026-08-04")
    assert len(billed.codes()) == 2

    for number in ("C-1", "C-2"):
        billed.bill(invoice_number=number, net_pence=-WEEK, invoice_date="2026-08-09")

    assert (billed.codes(), _owed(billed)) == ([], WEEK)


def test_a_credit_note_for_a_rejected_line_takes_nothing_off_what_else_is_owed(billed):
    billed.bill()
    billed.wrong(invoice_number="INV-8", from_day="2026-07-08", to_day="2026-07-15")

    named = {"from_day": "2026-07-08", "to_day": "2026-07-15", "net_pence": -10_000}
    billed.bill(invoice_number="C-1", invoice_date="2026-08-09", **named)

    assert _owed(billed) == WEEK


def test_an_approved_invoice_says_so_and_is_approved_once(billed):
    issued = billed.bill().invoice
    assert viewing.row(issued)["state"] is viewing.State.AGREES

    approving.approve(billed.authority, invoice_id=issued.id)

    assert viewing.row(issued)["state"] is viewing.State.APPROVED
    with pytest.raises(Conflict, match="approved already"):
        approving.approve(billed.authority, invoice_id=issued.id)


def test_an_invoice_of_which_nothing_agrees_is_not_approved(billed):
    issued = billed.wrong().line.invoice

    with pytest.raises(RuleBroken, match="decide on its exceptions first"):
        approving.approve(billed.authority, invoice_id=issued.id)


def test_whoever_recorded_or_ordered_it_approves_no_invoice(billed):
    issued = billed.bill(billed.authority).invoice
    orderer = factories.viewer(Role.FINANCE_OFFICER, at=factories.EDINBURGH)
    billed.purchase.recorded_by = orderer.user_id

    for who in (billed.authority, orderer, OPERATOR):
        with pytest.raises(RuleBroken):
            approving.approve(who, invoice_id=issued.id)
    with pytest.raises(NotAllowed):
        approving.approve(billed.agency, invoice_id=issued.id)


@pytest.mark.parametrize("act", ["UPDATE invoice_approvals SET member_id = NULL", "DELETE FROM invoice_approvals"])
def test_the_database_lets_no_approval_be_changed_or_taken_away(billed, act):
    approving.approve(billed.authority, invoice_id=billed.bill().invoice_id)

    with whole("a rival of the approvals"), pytest.raises((DBAPIError, ConsortiumError)):
        db.session.execute(sa.text(act))
