"""Transfers of units as records: never more than there are, never edited, in both ledgers, and between two alone."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from consortium.access import OPERATOR, Role
from consortium.floor import clock
from consortium.floor.db import db
from consortium.floor.errors import ConsortiumError, Invalid, NotAllowed, NotFound, RuleBroken
from consortium.floor.guard import whole
from contracts import positions, year_ends
from contracts.ledger import reading
from contracts.years import unit_transfers
from tests import factories
from tests.contracts.years import agreed
from tests.contracts.years.agreed import EDINBURGH, FIFE, GLASGOW, WHY

pytestmark = pytest.mark.usefixtures("records")


@pytest.fixture(autouse=True)
def pool(begun):
    begun(agreed.three)


def _entries(commitment):
    found = db.session.scalars(reading.visible(OPERATOR, commitment_id=commitment.id))
    return [(one.kind.value, one.units) for one in found if one.transfer_id]


def test_the_worked_case_comes_out_of_the_records_to_the_unit_and_the_penny():
    agreed.minimum(EDINBURGH, 3, shortfall_price_pct=50)
    agreed.minimum(FIFE, 2, shortfall_price_pct=50, carry_forward_cap=1)
    for authority, taken in ((EDINBURGH, 1), (FIFE, 4), (GLASGOW, 1)):
        agreed.took(authority, taken)
    factories.tariff(valid_from=date(2025, 4, 1))
    agreed.transfer(EDINBURGH, GLASGOW)

    edinburgh, fife = (one.result for one in year_ends.of(OPERATOR, as_of=agreed.LATER))

    assert (edinburgh.taken_units, edinburgh.transferred_units, edinburgh.shortfall_units) == (1, 1, 1)
    assert edinburgh.shortfall_pence == 1_500_000
    assert (fife.excess_units, fife.carried_out_units, fife.shortfall_pence) == (2, 1, 0)


def test_both_minimums_and_what_each_took_stay_what_they_were():
    giver, receiver = agreed.minimum(EDINBURGH, 3), agreed.minimum(FIFE, 2)
    agreed.took(FIFE, 4)

    agreed.transfer(EDINBURGH, FIFE, units=2)

    found = positions.of(OPERATOR, as_of=agreed.LATER)
    assert [(one.minimum_units, one.taken_units) for one in found] == [(3, 0), (2, 4)]
    assert _entries(giver) == [("transferred_in", 2)]
    assert _entries(receiver) == [("transferred_out", 2)]


def test_a_receiver_without_a_minimum_has_no_ledger_that_says_so():
    giver = agreed.minimum(EDINBURGH, 3)
    agreed.took(GLASGOW, 1)

    assert agreed.transfer(EDINBURGH, GLASGOW).receiving_id is None
    assert _entries(giver) == [("transferred_in", 1)]


def test_more_than_the_giver_lacks_is_refused():
    agreed.minimum(EDINBURGH, 1)
    agreed.took(GLASGOW, 2)

    with pytest.raises(RuleBroken, match=r"no more than is lacking: S12000036 by name lacks 1 unit"):
        agreed.transfer(EDINBURGH, GLASGOW, units=2)


def test_more_than_the_receiver_has_to_spare_is_refused():
    agreed.minimum(EDINBURGH, 5)
    agreed.minimum(FIFE, 2)
    agreed.took(FIFE, 3)

    with pytest.raises(RuleBroken, match="took 1 unit beyond its own minimum"):
        agreed.transfer(EDINBURGH, FIFE, units=2)


def test_neither_a_chain_nor_a_cycle_arises_within_a_period():
    for authority in (EDINBURGH, FIFE, GLASGOW):
        agreed.minimum(authority, 1)
    agreed.took(FIFE, 2)
    agreed.transfer(EDINBURGH, FIFE)

    with pytest.raises(RuleBroken, match="took 0 units beyond"):
        agreed.transfer(GLASGOW, EDINBURGH)
    with pytest.raises(RuleBroken, match="lacks 0 units"):
        agreed.transfer(FIFE, EDINBURGH)


def test_one_unit_is_not_transferred_twice():
    agreed.minimum(EDINBURGH, 1)
    agreed.minimum(FIFE, 1)
    agreed.took(GLASGOW, 1)
    agreed.transfer(EDINBURGH, GLASGOW)

    with pytest.raises(RuleBroken, match="took 0 units beyond"):
        agreed.transfer(FIFE, GLASGOW)


def test_an_earlier_day_takes_no_unit_from_a_transfer_that_stands():
    agreed.minimum(EDINBURGH, 1)
    agreed.minimum(FIFE, 1)
    agreed.took(GLASGOW, 1)
    agreed.transfer(EDINBURGH, GLASGOW, on=date(2026, 5, 1))

    with pytest.raises(RuleBroken, match="transferred on 2026-05-01 already"):
        agreed.transfer(FIFE, GLASGOW, on=date(2026, 4, 20))


def test_a_transfer_is_between_two_authorities_of_the_agreements_consortium():
    agreed.minimum(EDINBURGH, 1)
    factories.member("S12000033", of=factories.consortium("WEST").code)

    with pytest.raises(Invalid, match="Name another authority"):
        agreed.transfer(EDINBURGH, EDINBURGH)
    with pytest.raises(Invalid, match="is no member of EAST"):
        agreed.transfer(EDINBURGH, "S12000033")


def test_a_transfer_of_a_day_to_come_is_refused():
    agreed.minimum(EDINBURGH, 1)
    agreed.took(GLASGOW, 1)

    with pytest.raises(Invalid, match="not to come"):
        agreed.transfer(EDINBURGH, GLASGOW, on=clock.today() + timedelta(days=1))


def test_a_mistake_is_taken_back_and_both_ledgers_are_put_right():
    giver, receiver = agreed.minimum(EDINBURGH, 1), agreed.minimum(FIFE, 0)
    agreed.took(FIFE, 1)
    transfer = agreed.transfer(EDINBURGH, FIFE)

    unit_transfers.take_back(OPERATOR, transfer_id=transfer.id, reason=WHY)

    assert _entries(giver) == [("transferred_in", 1), ("transferred_in", -1)]
    assert _entries(receiver) == [("transferred_out", 1), ("transferred_out", -1)]
    assert [one.result.transferred_units for one in year_ends.of(OPERATOR, as_of=agreed.LATER)] == [0, 0]
    assert (transfer.reversed_on, transfer.reversal_reason) == (clock.today(), WHY)


def test_what_was_taken_back_stays_so_and_frees_the_units():
    agreed.minimum(EDINBURGH, 1)
    agreed.took(GLASGOW, 1)
    transfer = agreed.transfer(EDINBURGH, GLASGOW)
    unit_transfers.take_back(OPERATOR, transfer_id=transfer.id, reason=WHY)

    with pytest.raises(RuleBroken, match="already"):
        unit_transfers.take_back(OPERATOR, transfer_id=transfer.id, reason=WHY)
    assert agreed.transfer(EDINBURGH, GLASGOW).id != transfer.id


CHANGES = (
    "UPDATE unit_transfers SET units = 9",
    "UPDATE unit_transfers SET reason = 'x'",
    "DELETE FROM unit_transfers",
)


@pytest.mark.parametrize("act", CHANGES)
def test_the_database_lets_no_transfer_be_changed_or_taken_away(act):
    agreed.minimum(EDINBURGH, 1)
    agreed.took(GLASGOW, 1)
    agreed.transfer(EDINBURGH, GLASGOW)

    with whole("a rival of the records"), pytest.raises((sa.exc.DBAPIError, ConsortiumError)):
        db.session.execute(sa.text(act))


def test_the_database_lets_no_transfer_be_taken_back_twice():
    agreed.minimum(EDINBURGH, 1)
    agreed.took(GLASGOW, 1)
    transfer = agreed.transfer(EDINBURGH, GLASGOW)
    unit_transfers.take_back(OPERATOR, transfer_id=transfer.id, reason=WHY)

    with whole("a rival of the records"), pytest.raises((sa.exc.DBAPIError, ConsortiumError)):
        db.session.execute(sa.text("UPDATE unit_transfers SET reversal_reason = 'another reason'"))


def _read(viewer):
    return len(list(db.session.scalars(unit_transfers.visible(viewer))))


def test_a_transfer_is_read_by_its_two_authorities_and_no_third():
    agreed.minimum(EDINBURGH, 1)
    agreed.minimum(FIFE, 1)
    agreed.took(GLASGOW, 1)
    agreed.transfer(EDINBURGH, GLASGOW)

    officers = [factories.viewer(Role.FINANCE_OFFICER, at=at) for at in (EDINBURGH, GLASGOW, FIFE, "ROWAN")]

    assert [_read(officer) for officer in officers] == [1, 1, 0, 0]


def test_the_receiver_is_told_nothing_else_of_the_giver():
    agreed.minimum(EDINBURGH, 1)
    agreed.took(GLASGOW, 1)
    transfer = agreed.transfer(EDINBURGH, GLASGOW)
    receiver = factories.viewer(Role.FINANCE_OFFICER, at=GLASGOW)

    assert unit_transfers.readable(receiver, found=[transfer]) == set()
    with pytest.raises(NotFound):
        reading.visible(receiver, commitment_id=transfer.commitment_id)
    assert year_ends.of(receiver, as_of=agreed.LATER) == []


def test_an_agency_reads_the_units_in_a_ledger_and_not_with_whom():
    giver = agreed.minimum(EDINBURGH, 1, agency="ROWAN")
    agreed.took(GLASGOW, 1)
    agreed.transfer(EDINBURGH, GLASGOW)
    officer = factories.viewer(Role.FINANCE_OFFICER, at="ROWAN")

    found = list(db.session.scalars(reading.visible(officer, commitment_id=giver.id)))
    told = [one for one in reading.rows(officer, found=found) if one["kind"] == "transferred_in"]

    assert [(one["units"], one["transfer_id"], one["other_name"]) for one in told] == [(1, None, None)]


def test_who_counts_records_no_transfer_and_a_coordinator_none_elsewhere():
    giver = agreed.minimum(EDINBURGH, 1)
    agreed.took(GLASGOW, 1)
    factories.consortium("WEST")
    said = {"to_authority": GLASGOW, "units": 1, "on": date(2026, 4, 2), "reason": WHY}

    with pytest.raises(NotAllowed):
        unit_transfers.record(factories.viewer(Role.FINANCE_OFFICER), commitment_id=giver.id, values=said)
    with pytest.raises(NotFound):
        unit_transfers.record(factories.viewer(Role.COORDINATOR, of="WEST"), commitment_id=giver.id, values=said)


def test_a_transfer_that_no_longer_stands_is_told_and_moves_nothing():
    agreed.minimum(EDINBURGH, 1)
    agreed.took(GLASGOW, 1)
    agreed.transfer(EDINBURGH, GLASGOW)
    agreed.took(EDINBURGH, 1)

    told = year_ends.told(OPERATOR, as_of=agreed.LATER)
    receiver = year_ends.told(factories.viewer(Role.FINANCE_OFFICER, at=GLASGOW), as_of=agreed.LATER)

    assert [one.result.transferred_units for one in told.ended] == [0]
    assert "lacks 0 units of this minimum" in told.to_look_at[0].sentence
    assert receiver.to_look_at[0].sentence.startswith("This transfer no longer stands on the records")


def test_an_agreement_may_allow_no_transfers():
    agreed.under(EDINBURGH, 1, transfers_allowed=False)
    agreed.took(GLASGOW, 1)

    with pytest.raises(RuleBroken, match="A-2 allows no transfers"):
        agreed.transfer(EDINBURGH, GLASGOW, agreement_ref="A-2")


def test_after_the_cut_off_of_the_agreement_no_unit_is_transferred():
    agreed.under(EDINBURGH, 1, transfer_cutoff_days=1)
    agreed.took(GLASGOW, 1)

    with pytest.raises(RuleBroken, match="could be transferred until 2026-04-02"):
        agreed.transfer(EDINBURGH, GLASGOW, agreement_ref="A-2", on=date(2026, 4, 3))
    assert agreed.transfer(EDINBURGH, GLASGOW, agreement_ref="A-2", on=date(2026, 4, 2))


def test_a_fixed_price_of_the_agreement_prices_a_shortfall():
    agreed.under(EDINBURGH, 2, price_basis="fixed", fixed_price_pence=2_000_000)
    factories.tariff(valid_from=date(2025, 4, 1))

    (one,) = year_ends.of(OPERATOR, as_of=agreed.LATER)

    assert one.result.shortfall_pence == 4_000_000
