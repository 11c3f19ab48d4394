"""Two people close a period: the ledgers get what the year end makes of it, and from then on it stands."""

from datetime import date

import pytest
import sqlalchemy as sa
import time_machine
from sqlalchemy.exc import DBAPIError

from consortium.access import OPERATOR, Role
from consortium.floor.db import db
from consortium.floor.errors import Conflict, ConsortiumError, NotAllowed, NotFound, RuleBroken
from consortium.floor.guard import whole
from contracts import commitments, purchases, year_ends
from contracts.money import reading as money
from contracts.years import closings
from tests import factories
from tests.contracts.years.closing import LATER, OVER, Years, entries

pytestmark = pytest.mark.usefixtures("records")
LAST = date(2027, 3, 31)


@pytest.fixture
def years(begun):
    """A day in May after the first year."""
    made = begun(Years)
    with time_machine.travel(date(2027, 5, 3)):
        yield made


def said(refused):
    return str(refused.value)


def test_a_closed_shortfall_stands_in_the_ledger_and_is_owed(years):
    closed = years.close()

    assert closed.status == "closed"
    assert entries(years.first)[2:] == [("shortfall", 2, LAST)]
    (owed,) = money.balances(OPERATOR, as_of=LAST)
    assert (owed.authority.code, owed.agency, owed.balance.owed_pence) == (factories.EDINBURGH, None, 6_000_000)


def test_nothing_is_owed_or_entered_before_the_second_person_confirms(years):
    years.propose()

    assert len(entries(years.first)) == 2
    assert money.balances(OPERATOR, as_of=LATER) == []


def test_who_proposed_a_closing_does_not_confirm_it(years):
    proposed = years.propose()

    with pytest.raises(RuleBroken) as refused:
        closings.confirm(years.proposer, closing_id=proposed.id, version=1)

    assert said(refused) == "You proposed to close this period: another person confirms it."


def test_a_closing_is_confirmed_as_it_was_proposed_or_not_at_all(years):
    proposed = years.propose()
    factories.purchase(moved_in_on=date(2027, 3, 30))

    with pytest.raises(RuleBroken) as refused:
        closings.confirm(years.other, closing_id=proposed.id, version=1)

    assert said(refused).startswith("The figures are not those that were proposed")


def test_what_changes_no_figure_does_not_stand_in_the_way(years):
    proposed = years.propose()
    factories.purchase(moved_in_on=date(2027, 5, 1))

    assert closings.confirm(years.other, closing_id=proposed.id, version=1).status == "closed"


def test_a_period_is_proposed_once(years):
    years.propose()

    with pytest.raises(Conflict):
        years.propose(years.other)


def test_a_proposal_is_taken_back_and_made_anew(years):
    proposed = years.propose()

    closings.withdraw(years.other, closing_id=proposed.id, version=1)

    assert years.propose(years.other).status == "proposed"


def test_the_operator_alone_closes_nothing(years):
    with pytest.raises(RuleBroken):
        years.propose(OPERATOR)


@pytest.mark.parametrize("role", [Role.FINANCE_OFFICER, Role.AUTHORITY_MANAGER])
def test_an_authority_closes_nothing(years, role):
    with pytest.raises((NotAllowed, NotFound)):
        years.propose(factories.viewer(role, at=factories.EDINBURGH))


def test_a_finance_officer_of_the_hub_may_close(years):
    assert years.propose(factories.viewer(Role.FINANCE_OFFICER)).status == "proposed"


def test_a_period_is_closed_after_its_last_day(years):
    with pytest.raises(RuleBroken) as refused:
        years.propose(period_end=LATER)

    assert said(refused) == "The period runs to 31 March 2028: it can be closed after that day."


def test_periods_are_closed_in_their_order(years):
    with time_machine.travel(date(2028, 4, 2)), pytest.raises(RuleBroken) as refused:
        years.propose(period_end=LATER)

    assert said(refused) == "Close the period that ended on 31 March 2027 first: what it leaves counts here."


def test_a_shortfall_without_a_price_keeps_a_period_open(years):
    factories.commitment(authority_code=_other(), minimum_units=1, shortfall_price_pct=50)
    with whole("a price that was never recorded"):
        db.session.execute(sa.text("UPDATE tariffs SET valid_to = '2027-03-31'"))

    with pytest.raises(RuleBroken) as refused:
        years.propose()

    assert "has no price" in said(refused)
    assert "31 March 2027" in said(refused)


def _other():
    return factories.member(factories.FIFE, of="EAST").code


def test_a_day_on_which_no_period_ends_has_nothing_to_close(years):
    with pytest.raises(NotFound):
        years.propose(period_end=date(2027, 4, 2))


def test_a_closed_commitment_is_not_changed_and_none_is_agreed_beside_it(years):
    years.close()
    with pytest.raises(RuleBroken) as refused:
        commitments.change(OPERATOR, commitment_id=years.first.id, version=1, values={"minimum_units": 1})

    assert said(refused).startswith("The periods of this agreement that end up to 31 March 2027 are closed")
    with pytest.raises(RuleBroken):
        factories.commitment(authority_code=_other())
    moved = {"period_start": date(2026, 4, 1), "period_end": date(2026, 5, 1)}
    with pytest.raises(RuleBroken):
        commitments.change(OPERATOR, commitment_id=years.second.id, version=1, values=moved)


def test_a_closed_period_keeps_its_figures_and_its_price(years):
    years.close()
    purchases.change(OPERATOR, purchase_id=years.bought.id, version=1, values={"children": 3})

    (first,) = year_ends.of(OPERATOR, as_of=date(2027, 5, 3))

    assert (first.result.taken_units, first.result.shortfall_units, first.result.shortfall_pence) == (1, 2, 6_000_000)


def test_the_second_year_makes_up_what_was_paid_in_the_first(years):
    years.close()
    factories.purchase(moved_in_on=date(2027, 6, 1), children=4)

    with time_machine.travel(date(2028, 5, 1)):
        years.close(period_end=LATER)

    assert entries(years.second)[2:] == [("made_up", 1, date(2028, 3, 31))]


@pytest.mark.parametrize(
    "act", ["UPDATE closings SET digest = 'other'", "UPDATE closings SET status = 'withdrawn'", "DELETE FROM closings"]
)
def test_the_database_lets_nothing_be_done_to_what_is_closed(years, act):
    years.close()

    with whole("a rival of the closing"), pytest.raises((DBAPIError, ConsortiumError)):
        db.session.execute(sa.text(act))


def test_the_database_lets_nobody_close_alone(years):
    proposed = years.propose()

    with whole("a rival of the closing"), pytest.raises((DBAPIError, ConsortiumError)):
        db.session.execute(
            sa.text("UPDATE closings SET status = 'closed', ended_by = proposed_by, ended_at = created_at")
        )
    assert proposed.status == "proposed"
    assert proposed.period_end == OVER
