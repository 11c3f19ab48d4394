"""Invoices are issued once, by one of their sides, and never edited (domain 3.4: disguised duplicates)."""

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from consortium.access import Role
from consortium.floor.db import db, flush
from consortium.floor.errors import ConsortiumError, Invalid, NotAllowed, RuleBroken
from consortium.floor.guard import whole
from contracts.invoicing import issuing
from contracts.invoicing.invoices import Invoice, InvoiceLine
from tests import factories
from tests.contracts.invoicing.billed import WEEK, line, numbers
from tests.factories import FIFE


def test_each_side_sees_its_own_invoices_and_nobody_else_does(billed):
    billed.bill()

    aspen = factories.viewer(Role.FINANCE_OFFICER, at="ASPEN")
    seen = [numbers(one) for one in (billed.agency, billed.authority, billed.coordinator, billed.fife, aspen)]
    assert seen == [["INV-7"], ["INV-7"], ["INV-7"], [], []]


def test_the_same_line_again_changes_nothing(billed):
    billed.bill()

    known, is_new = issuing.issue(billed.authority, values=line())

    assert (known.net_pence, is_new) == (WEEK, False)


def test_what_a_row_leaves_empty_it_says_nothing_of(billed):
    billed.bill(vat_pence=0, description="Fostering in July")

    assert issuing.issue(billed.agency, values=line())[1] is False


@pytest.mark.parametrize("changed", [{"net_pence": WEEK + 1}, {"placement_ref": "P-2"}, {"vat_pence": 5}])
def test_a_changed_cell_of_an_issued_line_is_refused_and_a_credit_note_is_named(billed, changed):
    billed.bill()

    with pytest.raises(RuleBroken, match="send a credit note") as refusal:
        billed.bill(**changed)

    assert str(refusal.value).endswith(f"It differs in {next(iter(changed))}.")


@pytest.mark.parametrize("disguise", ["inv 7", "INV 007", "Inv.0007", "\uff29\uff2e\uff36-7"])  # noqa: RUF001
def test_a_number_in_another_spelling_is_the_same_invoice_and_refused(billed, disguise):
    billed.bill()

    with pytest.raises(Invalid, match="its number in another spelling"):
        billed.bill(invoice_number=disguise, line=2)


def test_an_invoice_has_one_day(billed):
    billed.bill()

    with pytest.raises(Invalid, match="INV-7 is dated 2026-08-02: give all its lines that day"):
        billed.bill(line=2, invoice_date="2026-08-03")


def test_an_invoice_bills_one_authority(billed):
    billed.bill()

    with pytest.raises(Invalid, match="one invoice bills one authority"):
        billed.bill(line=2, authority_code=FIFE, placement_ref="P-2")


def test_no_authority_learns_from_a_number_what_another_is_billed(billed):
    billed.bill()

    issuing.issue(billed.fife, values=line(authority_code=FIFE, placement_ref="P-2"))

    assert numbers(billed.fife) == ["INV-7"]


def test_a_credit_note_may_bear_the_number_of_its_invoice_and_a_day_of_its_own(billed):
    billed.bill()

    credit = billed.bill(net_pence=-WEEK, invoice_date="2026-08-09")

    assert credit.invoice.is_credit


@pytest.mark.parametrize("who", ["fife", "worker"])
def test_whoever_is_no_side_of_it_records_no_invoice(billed, who):
    with pytest.raises(NotAllowed):
        billed.bill(getattr(billed, who))


@pytest.mark.parametrize(
    "cell",
    [{"description": "Fostering for baby Alice"}, {"invoice_number": "=1+1"}, {"net_pence": "430.50"}]
    + [{"net_pence": "£430"}, {"to_day": "2026-06-30"}, {"supplier": "NOBODY"}, {"vat_pence": -1}],
)
def test_a_bad_cell_is_refused_with_its_sentence_and_nothing_is_kept(billed, cell):
    with pytest.raises(Invalid) as refusal:
        billed.bill(**cell)

    assert set(refusal.value.fields) == set(cell)
    with whole("what is kept of a refused line"):
        assert db.session.scalars(sa.select(Invoice)).all() == []


@pytest.mark.parametrize("table", ["invoices", "invoice_lines"])
@pytest.mark.parametrize("act", ["UPDATE {} SET number = 9", "DELETE FROM {}"])
def test_the_database_lets_nothing_issued_be_changed_or_taken_away(billed, table, act):
    billed.bill()

    with whole("a rival of the invoices"), pytest.raises((DBAPIError, ConsortiumError)):
        db.session.execute(sa.text(act.format(table)))


def test_an_issued_line_is_not_changed_through_the_session_either(billed):
    issued = billed.bill()
    issued.net_pence = 1

    with pytest.raises((DBAPIError, ConsortiumError)):
        flush()
    db.session.rollback()
    assert db.session.is_active
    assert InvoiceLine.__tablename__ == "invoice_lines"
