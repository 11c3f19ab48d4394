"""Every line is held against the records as they are: what does not agree has its queue, owner, age and sum."""

from datetime import date

import pytest
import time_machine

from consortium.access import OPERATOR
from contracts import purchases
from contracts.invoicing import following, queues, receipts
from contracts.invoicing.exceptions import Closed
from contracts.invoicing.queues import QUEUES, Owner
from contracts.pricing import tariffs
from contracts.reconciling.codes import Code
from tests.contracts.invoicing.billed import FEE, HOUR, WEEK
from tests.factories import FIFE

HOURS = {"charge": "contact_hourly", "from_day": "2026-07-01", "to_day": "2026-07-08", "quantity": "2"}
THE_FEE = {"charge": "placement_fee", "from_day": None, "to_day": None, "net_pence": FEE}
WRONG = {
    Code.UNKNOWN_PLACEMENT: {"placement_ref": "P-9"},
    Code.WRONG_SUPPLIER: {"placement_ref": "P-3"},
    Code.NOT_CONFIRMED: HOURS | {"net_pence": 2 * HOUR},
    Code.NOT_IN_TARIFF: {"charge": "taxi"},
    Code.OUTSIDE_STAY: {"from_day": "2026-05-25", "to_day": "2026-06-01"},
    Code.BEFORE_PLACEMENT: {"invoice_date": "2026-05-01"},
    Code.VAT_ON_EXEMPT: {"vat_pence": 8_610},
    Code.WRONG_AMOUNT: {"net_pence": WEEK + 1},
    Code.CREDIT_OVER_ORIGINAL: {"net_pence": -WEEK},
    Code.OVER_TOTAL: THE_FEE | {"line": 2, "net_pence": FEE // 3},
    Code.OVERLAP: {"invoice_number": "INV-8", "from_day": "2026-07-02", "to_day": "2026-07-09"},
    Code.DUPLICATE: {"invoice_number": "INV-8"},
}
BEFORE = {Code.OVERLAP: {}, Code.DUPLICATE: {}, Code.OVER_TOTAL: THE_FEE}


def test_every_exception_has_a_queue_with_its_owner_its_next_step_and_what_may_be_decided():
    assert set(QUEUES) == set(Code)
    assert all(queue.step.endswith(".") and queue.outcomes for queue in QUEUES.values())


@pytest.mark.parametrize("code", WRONG)
def test_a_line_that_does_not_agree_stands_in_its_queue(billed, code):
    if code in BEFORE:
        billed.bill(**BEFORE[code])
    billed.bill(**WRONG[code])

    (told,) = billed.told(code=code)
    assert (told.code, told.queue.owner, told.standing.age) == (code, QUEUES[code].owner, 0)
    assert told in billed.told(owner=told.queue.owner)
    assert told.stake_pence > 0


def test_a_line_that_agrees_is_no_exception(billed):
    billed.bill()

    assert billed.told() == []


def test_an_exception_ages_until_it_closes_and_then_no_more(billed):
    billed.wrong()

    with time_machine.travel("2026-08-22"):
        assert (billed.told()[0].standing.age, len(billed.told(older_than_days=11))) == (12, 1)
        billed.bill(net_pence=-1, invoice_number="C-1", invoice_date="2026-08-20")
        (told,) = billed.told(status="closed")
    with time_machine.travel("2026-09-30"):
        assert (told.standing.age, told.standing.closed_by) == (12, Closed.CREDITED)


def test_a_receipt_that_comes_closes_what_waited_for_it(billed):
    billed.bill(**WRONG[Code.NOT_CONFIRMED])
    (before,) = billed.told()

    receipts.record(billed.worker, values=HOURS | {"placement_ref": "P-1", "confirmed_on": "2026-08-09"})

    assert billed.codes() == []
    assert before.standing.closed_by is Closed.PUT_RIGHT


def test_a_price_that_is_recorded_closes_what_the_tariff_lacked(billed):
    billed.bill(charge="monthly_after_12", from_day="2027-06-01", to_day="2027-07-01", net_pence=90_000)
    assert billed.codes() == [["not_confirmed", "not_in_tariff"]]

    said = {"tariff_ref": "T-1", "valid_from": "2026-04-01", "charge": "monthly_after_12", "amount_pence": 90_000}
    tariffs.record(OPERATOR, consortium_code="EAST", values=said)

    assert billed.codes() == [["not_confirmed"]]


def test_a_purchase_that_changes_is_held_against_its_lines_at_once(billed):
    billed.bill()

    bought = purchases.get(billed.worker, purchase_id=billed.purchase.id)
    said = {"ended_on": date(2026, 7, 4), "end_reason": "reunified_parent"}
    purchases.change(billed.worker, purchase_id=bought.id, version=bought.version, values=said)

    (told,) = billed.told()
    assert (told.code, told.expected_pence, told.stake_pence) == (Code.OUTSIDE_STAY, 18_450, WEEK - 18_450)


def test_days_that_pass_are_confirmed_by_the_night(billed):
    billed.bill(from_day="2026-08-05", to_day="2026-08-12")
    assert billed.codes() == [["not_confirmed"]]

    with time_machine.travel("2026-08-12"):
        following.pass_a_day(OPERATOR, day=date(2026, 8, 12), prepared=None)
        assert billed.codes() == []


def test_a_placement_of_another_authority_is_known_to_its_own_sides_alone(billed):
    billed.bill(placement_ref="P-2")
    billed.bill(placement_ref="P-9", line=2, from_day="2026-07-08", to_day="2026-07-15")

    known = [billed.codes(one) for one in (billed.agency, billed.authority, billed.coordinator)]
    assert known == [[["unknown_placement"], ["wrong_authority"]], [["unknown_placement"]] * 2, known[0]]
    assert billed.told(billed.fife) == []
    unseen = [(one.expected_pence, one.because, one.confidence, one.stake_pence) for one in billed.told()]
    assert unseen[0] == unseen[1]


def test_a_placement_with_another_agency_is_unknown_to_the_one_that_bills(billed):
    billed.bill(placement_ref="P-3")

    known = [billed.codes(one) for one in (billed.authority, billed.agency)]
    assert known == [[["wrong_supplier"]], [["unknown_placement"]]]
    assert billed.told(billed.agency, code=Code.WRONG_SUPPLIER) == []


def test_what_others_record_of_that_placement_shows_in_nothing_that_may_be_read(billed):
    billed.bill(placement_ref="P-8")
    (before,) = billed.told()
    seen = (before.standing.version, before.because, before.stake_pence)

    purchases.record(
        OPERATOR,
        values={"placement_ref": "P-8", "authority_code": FIFE, "agency": "ROWAN", "children": 1}
        | {"moved_in_on": "2026-06-01", "confirmed_on": "2026-06-02"},
    )

    (after,) = billed.told()
    assert (after.standing.version, after.because, after.stake_pence) == seen
    assert billed.codes(billed.agency) == [["wrong_authority"]]


def test_the_queue_is_chosen_by_what_has_to_be_put_right_first():
    assert queues.leading([Code.OVERLAP, Code.DUPLICATE]) is Code.DUPLICATE
    assert queues.leading([Code.WRONG_AMOUNT, Code.NOT_CONFIRMED]) is Code.NOT_CONFIRMED
    assert Code.NOT_CONFIRMED in queues.owned_by(Owner.AUTHORITY)
