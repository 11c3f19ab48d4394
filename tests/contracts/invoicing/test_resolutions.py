"""People decide on what does not agree: with a reason, apart from who ordered and confirmed, by adding alone."""

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from consortium.access import OPERATOR, Role
from consortium.floor.db import db
from consortium.floor.errors import Conflict, ConsortiumError, Invalid, NotAllowed, NotFound, RuleBroken
from consortium.floor.guard import whole
from contracts.invoicing import exceptions, payable, receipts, resolutions
from contracts.invoicing.queues import Outcome
from tests import factories
from tests.contracts.invoicing.billed import HOUR, WEEK

WHY = "Both sides agreed to the penny of rounding."
HOURS = {"charge": "contact_hourly", "from_day": "2026-07-01", "to_day": "2026-07-08", "quantity": "2"}


def _decide(viewer, standing, outcome=Outcome.ACCEPTED, *, reason=WHY):
    known = {"exception_id": standing.id, "version": standing.version}
    return resolutions.decide(viewer, **known, outcome=outcome, reason=reason)


def _payable(standing):
    invoice = standing.line.invoice
    return payable.of([invoice])[invoice.id].payable_pence


@pytest.mark.parametrize(
    ("outcome", "pence"), [(Outcome.ACCEPTED, WEEK + 1), (Outcome.PAID_IN_PART, WEEK), (Outcome.REJECTED, 0)]
)
def test_what_is_decided_says_how_much_is_paid(billed, outcome, pence):
    standing = billed.wrong()
    assert _payable(standing) == 0

    _decide(billed.authority, standing, outcome)

    assert _payable(standing) == pence
    assert [one.standing for one in billed.told(status="decided")] == [standing]


def test_a_decision_is_taken_back_by_another_and_both_are_kept(billed):
    standing = billed.wrong()
    _decide(billed.authority, standing)

    _decide(billed.authority, standing, Outcome.TAKEN_BACK, reason="The penny is not agreed after all.")

    kept = resolutions.of([standing.id])[standing.id]
    assert [(one.number, one.outcome) for one in kept] == [(1, Outcome.ACCEPTED), (2, Outcome.TAKEN_BACK)]
    assert (standing.outcome, _payable(standing)) == (None, 0)


def test_a_decision_ends_when_facts_are_otherwise_than_what_was_decided_on(billed):
    standing = billed.wrong()
    _decide(billed.authority, standing)

    billed.bill(invoice_number="INV-8", invoice_date="2026-08-01")

    (told,) = billed.told(status="open")
    assert (told.standing, told.standing.outcome) == (standing, None)


def test_once_it_is_decided_it_is_not_decided_again(billed):
    standing = billed.wrong()
    _decide(billed.authority, standing)

    with pytest.raises(RuleBroken, match="take that decision back first"):
        _decide(billed.authority, standing, Outcome.REJECTED)


@pytest.mark.parametrize(
    ("wrong", "fitting"),
    [
        ({"placement_ref": "P-9"}, ["rejected"]),
        ({"placement_ref": "P-3"}, ["rejected"]),
        (HOURS | {"net_pence": 2 * HOUR}, ["rejected"]),
        ({"net_pence": WEEK + 1}, ["accepted", "paid_in_part", "rejected"]),
        ({"net_pence": WEEK - 1}, ["accepted", "rejected"]),
    ],
)
def test_what_was_not_ordered_or_not_confirmed_is_paid_by_no_decision(billed, wrong, fitting):
    standing = billed.wrong(**wrong)

    assert resolutions.open_outcomes(billed.authority, standing=standing) == fitting
    if Outcome.ACCEPTED not in fitting:
        with pytest.raises(RuleBroken, match="cannot be accepted"):
            _decide(billed.authority, standing)


def test_a_repeat_is_set_aside_and_never_paid(billed):
    billed.bill()
    standing = billed.wrong(invoice_number="INV-8", net_pence=WEEK)
    assert resolutions.open_outcomes(billed.authority, standing=standing) == ["rejected", "set_aside"]

    _decide(billed.authority, standing, Outcome.SET_ASIDE)

    assert _payable(standing) == 0


def test_who_recorded_the_invoice_decides_on_none_of_its_money(billed):
    billed.bill(billed.authority, net_pence=WEEK + 1)
    standing = billed.told()[0].standing

    with pytest.raises(RuleBroken, match="You recorded this invoice"):
        _decide(billed.authority, standing)
    _decide(billed.authority, standing, Outcome.REJECTED)


def test_who_recorded_the_hours_decides_on_none_of_their_money(billed):
    both = factories.viewer(Role.FINANCE_OFFICER, at=factories.EDINBURGH)
    said = HOURS | {"placement_ref": "P-1", "confirmed_on": "2026-08-09"}
    receipts.record(OPERATOR, values=said)[0].recorded_by = both.user_id
    standing = billed.wrong(**HOURS | {"net_pence": 2 * HOUR + 5})

    with pytest.raises(RuleBroken, match="You recorded the hours that it bills"):
        _decide(both, standing)
    _decide(billed.authority, standing)


def test_who_ordered_the_placement_decides_on_none_of_its_money(billed):
    both = factories.viewer(Role.FINANCE_OFFICER, at=factories.EDINBURGH)
    billed.purchase.recorded_by = both.user_id
    standing = billed.wrong()

    with pytest.raises(RuleBroken, match="You ordered what it bills"):
        _decide(both, standing)


def test_nobody_but_a_person_of_the_authority_decides(billed):
    standing = billed.wrong()

    with pytest.raises(NotAllowed, match="The authority that is billed decides"):
        _decide(billed.agency, standing)
    with pytest.raises(NotAllowed):
        _decide(billed.coordinator, standing)
    with pytest.raises(NotFound):
        _decide(billed.fife, standing)
    with pytest.raises(RuleBroken, match="the operator cannot"):
        _decide(OPERATOR, standing)


@pytest.mark.parametrize("reason", ["", "Agreed.", "It was agreed for baby Alice in the end."])
def test_a_reason_says_why_and_names_nobody(billed, reason):
    standing = billed.wrong()

    with pytest.raises(Invalid):
        _decide(billed.authority, standing, reason=reason)


def test_a_reason_may_name_the_organisations_and_the_placement(billed):
    standing = billed.wrong()

    _decide(billed.authority, standing, reason="Agreed with ROWAN by name, for P-1, on INV-7.")


def test_what_was_read_before_it_changed_is_a_conflict(billed):
    standing = billed.wrong()
    before = {"exception_id": standing.id, "version": standing.version - 1}

    with pytest.raises(Conflict, match="changed meanwhile"):
        resolutions.decide(billed.authority, **before, outcome="accepted", reason=WHY)


def test_a_credit_note_for_the_difference_closes_it_and_the_right_amount_is_owed(billed):
    standing = billed.wrong()
    _decide(billed.authority, standing, Outcome.PAID_IN_PART)

    credit = billed.bill(invoice_number="C-1", net_pence=-1, invoice_date="2026-08-09")

    assert billed.told(status="open") + billed.told(status="decided") == []
    assert _payable(standing) + payable.of([credit.invoice])[credit.invoice_id].payable_pence == WEEK


def test_a_closed_exception_is_decided_on_no_more(billed):
    standing = billed.wrong()
    billed.bill(invoice_number="C-1", net_pence=-1, invoice_date="2026-08-09")
    billed.told()

    with pytest.raises(RuleBroken, match="nothing to decide"):
        _decide(billed.authority, exceptions.get(billed.authority, exception_id=standing.id))


@pytest.mark.parametrize("act", ["UPDATE resolutions SET number = 9", "DELETE FROM resolutions"])
def test_the_database_lets_no_decision_be_changed_or_taken_away(billed, act):
    _decide(billed.authority, billed.wrong())

    with whole("a rival of the decisions"), pytest.raises((DBAPIError, ConsortiumError)):
        db.session.execute(sa.text(act))
