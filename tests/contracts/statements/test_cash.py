"""What was billed, paid and disputed stands in a statement as the records of it do, for its two sides and no other."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
import time_machine

from consortium import members
from consortium.access import OPERATOR, Role
from consortium.floor.db import db
from contracts import agreements
from contracts.agreeing import amendments
from contracts.invoicing import receipts
from contracts.money import posting
from contracts.money.accounts import Act
from contracts.statements import reading
from contracts.statements.figures import Kind
from tests import factories
from tests.contracts.invoicing.billed import FEE, WEEK, Billed
from tests.factories import EDINBURGH

FEE_LINE = {"charge": "placement_fee", "from_day": "", "to_day": "", "net_pence": FEE, "invoice_number": "INV-6"}


@pytest.fixture
def billed(begun):
    """ROWAN billed Edinburgh the fee, which agrees, and a week for a penny more than it costs."""
    with time_machine.travel("2026-08-10 12:00"):
        made = begun(Billed)
        made.bill(**FEE_LINE)
        made.wrong()
        yield made


def _of(viewer, **asked):
    return reading.of(viewer, period_start=date(2026, 4, 1), period_end=date(2027, 4, 1), **asked)


def _pay(pence, *, on, cause_id=None):
    sides = {"authority_id": _id(EDINBURGH), "agency_id": _id("ROWAN")}
    posting.post(OPERATOR, act=Act.PAYMENT, pence=pence, on=on, cause="Run 7", cause_id=cause_id or uuid4(), **sides)


def _id(code):
    return members.by_code(OPERATOR, code=code).id


def test_a_line_that_does_not_agree_is_in_dispute_until_it_is_decided_on(billed):
    (stay,) = (one for one in _of(billed.authority).stays if one.placement_ref == "P-1")

    assert (stay.money.billed_pence, stay.money.disputed_pence, stay.money.paid_pence) == (FEE + WEEK + 1, WEEK + 1, 0)
    assert (stay.money.owed_pence, stay.money.uninvoiced_pence) == (FEE + 10 * WEEK, 9 * WEEK)


@pytest.mark.parametrize("asks", ["authority", "agency", "coordinator"])
def test_both_sides_and_who_serves_them_all_are_told_the_same(billed, asks):
    found = _of(getattr(billed, asks))

    assert (found.totals.billed_pence, found.totals.disputed_pence) == (FEE + WEEK + 1, WEEK + 1)


def test_nobody_else_is_told_that_anything_is_billed(billed):
    for viewer, code in ((billed.fife, None), (billed.coordinator, "ASPEN")):
        found = _of(viewer, kind=Kind.AGENCY if code else None, code=code)

        assert (found.is_billed, list(found.ageing), found.months[4].billed_pence) == (False, [], None)


def test_payments_are_those_of_the_ledger_less_what_was_taken_back(billed):
    cause = uuid4()
    _pay(FEE, on=date(2026, 7, 20))
    _pay(700, on=date(2026, 7, 21), cause_id=cause)
    posting.reverse(OPERATOR, cause_id=cause, act=Act.PAYMENT, on=date(2026, 8, 1), cause="Run 8")

    found = _of(billed.authority)

    assert (found.totals.paid_pence, found.elsewhere.paid_pence) == (FEE, FEE)
    assert [one.paid_pence for one in found.months if one.paid_pence] == [FEE + 700, -700]


def test_hours_that_were_confirmed_are_owed(billed):
    hours = {"placement_ref": "P-1", "charge": "contact_hourly", "quantity": Decimal("2.5")}
    days = {"from_day": date(2026, 7, 1), "to_day": date(2026, 7, 8), "confirmed_on": date(2026, 7, 9)}
    receipts.record(billed.worker, values=hours | days)

    words = [one.words for one in _of(billed.authority).charges if one.charge == "contact_hourly"]

    assert words == ["2.5 hours × £40.00"]


def test_lines_that_do_not_agree_are_told_by_their_age_on_the_statements_last_day(billed):
    (young, *others) = _of(billed.authority).ageing

    assert (young.from_days, young.to_days, young.lines, young.pence) == (0, 7, 1, 1)
    assert [one.lines for one in others] == [0, 0, 0]
    with time_machine.travel("2026-09-12 12:00"):
        assert [one.lines for one in _of(billed.authority).ageing] == [0, 0, 1, 0]


@pytest.mark.parametrize(("convention", "pence"), [(None, 0), ("days", -701_370)])
def test_what_an_agency_repays_after_a_disruption_is_by_the_terms_of_the_agreement(given_up, convention, pence):
    factories.tariff()
    agreement = db.session.scalar(agreements.visible(OPERATOR))
    known = {"agreement_id": agreement.id, "version": agreement.version, "effective_on": date(2026, 9, 1)}
    amendments.amend(OPERATOR, **known, terms="", refund_convention=convention)
    given_up.breaks_down()

    found = _of(factories.viewer(Role.FINANCE_OFFICER, at=EDINBURGH), as_of=date(2026, 11, 21))

    assert found.totals.owed_pence == FEE + pence
    back = [one.words for one in found.charges if one.pence < 0]
    assert back == ["the rest of the final third of £30,000.00, by days"][: len(back)]
