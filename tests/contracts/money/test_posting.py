"""The money ledger: double entry by its shape, entered once, numbered by authority, taken back and never changed."""

from datetime import date
from random import Random
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from consortium.access import OPERATOR, Role
from consortium.floor.db import db, flush
from consortium.floor.errors import Conflict, ConsortiumError, RuleBroken
from consortium.floor.guard import whole
from contracts.money import posting, reading
from contracts.money.accounts import MOVES, Act, total
from contracts.money.money_entries import MoneyEntry
from tests import factories

pytestmark = pytest.mark.usefixtures("records")
DAY = date(2026, 6, 1)
ROW = {"act": "charge", "debit": "cost", "credit": "uninvoiced", "pence": 1, "number": 2, "cause": "INV-7"}


@pytest.fixture
def bought(records):
    factories.pool()
    return factories.purchase(moved_in_on=DAY)


def posted(bought, act=Act.CHARGE, pence=3_924_500, **said):
    values = {"authority_id": bought.authority_id, "agency_id": bought.agency_id, "on": DAY, "cause_id": uuid4()}
    return posting.post(OPERATOR, act=act, pence=pence, **values | {"cause": "INV-7 line 1"} | said)


def balances(viewer=OPERATOR, as_of=date(2027, 1, 1)):
    return [one.balance for one in reading.balances(viewer, as_of=as_of)]


def test_what_is_owed_is_billed_and_paid_in_turn(bought):
    steps = []
    for act in (Act.CHARGE, Act.INVOICE, Act.PAYMENT):
        posted(bought, act)
        (found,) = balances()
        steps.append((found.owed_pence, found.uninvoiced_pence, found.payable_pence, found.paid_pence))

    assert steps == [(3_924_500, 3_924_500, 0, 0), (3_924_500, 0, 3_924_500, 0), (3_924_500, 0, 0, 3_924_500)]


def test_what_is_credited_may_be_billed_again(bought):
    for act in (Act.CHARGE, Act.INVOICE, Act.CREDIT):
        posted(bought, act)

    (found,) = balances()

    assert (found.uninvoiced_pence, found.billed_pence) == (3_924_500, 0)


@pytest.mark.parametrize("seed", range(20))
def test_any_course_of_entries_is_balanced_and_so_is_the_whole(bought, seed):
    random = Random(seed)
    for _ in range(12):
        entry = posted(bought, random.choice(list(Act)), random.randint(1, 10**9))
        if random.random() < 0.3:
            posting.reverse(OPERATOR, cause_id=entry.cause_id, act=entry.act, on=DAY, cause="taken back")
    posted(bought, agency_id=None)

    found = balances()

    assert len(found) == 2
    assert all(one.is_balanced for one in [*found, total(found)])


def test_a_balance_on_a_day_is_the_sum_up_to_it(bought):
    posted(bought, on=date(2027, 3, 31))
    posted(bought, on=date(2027, 4, 1), pence=1)

    assert [one.owed_pence for one in balances(as_of=date(2027, 3, 31))] == [3_924_500]


def test_one_act_of_one_record_is_entered_once(bought):
    entry = posted(bought)

    with pytest.raises(Conflict):
        posted(bought, cause_id=entry.cause_id)


def test_an_entry_is_taken_back_by_another_and_once(bought):
    entry = posted(bought)
    back = posting.reverse(OPERATOR, cause_id=entry.cause_id, act=Act.CHARGE, on=DAY, cause="a slip")

    assert (back.debit, back.credit, back.pence, back.number) == (entry.credit, entry.debit, entry.pence, 2)
    with pytest.raises(Conflict):
        posting.reverse(OPERATOR, cause_id=entry.cause_id, act=Act.CHARGE, on=DAY, cause="a slip")


def test_what_was_never_entered_cannot_be_taken_back(bought):
    with pytest.raises(RuleBroken):
        posting.reverse(OPERATOR, cause_id=uuid4(), act=Act.CHARGE, on=DAY, cause="a slip")


@pytest.mark.parametrize("act", ["UPDATE money_entries SET pence = 9", "DELETE FROM money_entries"])
def test_the_database_lets_no_entry_be_changed_or_taken_away(bought, act):
    posted(bought)

    with whole("a rival of the ledger"), pytest.raises((DBAPIError, ConsortiumError)):
        db.session.execute(sa.text(act))


def _entered(bought, **values):
    """A row that no verb wrote, like the one that there is but for these values."""
    posted(bought)
    row = {name: "NULL" if value is None else repr(value) for name, value in (ROW | values).items()}
    copied = (
        f"INSERT INTO money_entries (id, created_at, authority_id, accounting_on, cause_id, {', '.join(row)}) "
        f"SELECT :id, created_at, authority_id, accounting_on, :id, {', '.join(row.values())} FROM money_entries"
    )
    db.session.execute(sa.text(copied).bindparams(sa.bindparam("id", uuid4(), type_=sa.Uuid())))


def test_the_database_takes_a_balanced_entry(bought):
    with whole("a rival of the ledger"):
        _entered(bought, agency_id=None)

    assert [one.owed_pence for one in balances()] == [1, 3_924_500]


@pytest.mark.parametrize(
    "values",
    [
        {"debit": "paid"},
        {"credit": "cost"},
        {"debit": "uninvoiced", "credit": "cost"},
        {"pence": 0},
        {"pence": -1},
        {"number": 0},
        {"cause": ""},
        {"act": "gift"},
    ],
    ids=str,
)
def test_the_database_takes_no_entry_that_is_not_balanced(bought, values):
    with whole("a rival of the ledger"), pytest.raises((DBAPIError, ConsortiumError)):
        _entered(bought, **values)


def test_a_reversal_is_of_the_same_act_and_pence(bought):
    entry = posted(bought)
    turned = {"act": Act.CHARGE, "debit": entry.credit, "credit": entry.debit, "number": 2, "reverses_id": entry.id}
    owed = {"authority_id": entry.authority_id, "accounting_on": DAY, "cause": "a slip", "cause_id": uuid4()}
    db.session.add(MoneyEntry(pence=entry.pence - 1, **turned, **owed))

    with pytest.raises((DBAPIError, ConsortiumError)):
        flush()


def test_who_may_see_neither_side_sees_no_entry(bought):
    posted(bought)
    factories.member("S12000014", of="EAST")
    sides = (bought.placement.authority.code, bought.agency.code, "S12000014")

    assert [len(balances(factories.viewer(Role.FINANCE_OFFICER, at=at))) for at in sides] == [1, 1, 0]


def test_every_act_moves_between_two_accounts():
    assert set(MOVES) == set(Act)
    assert all(debit != credit for debit, credit in MOVES.values())
