"""The ledger follows what was agreed and bought: each act adds an entry, none is changed, and the sum is a recount."""

from datetime import date

import pytest
import sqlalchemy as sa
import time_machine
from sqlalchemy.exc import DBAPIError

from consortium import members
from consortium.access import OPERATOR, Role
from consortium.floor import clock
from consortium.floor.db import db
from consortium.floor.errors import ConsortiumError, NotFound
from consortium.floor.guard import whole
from contracts import commitments, positions, purchases
from contracts.ledger import reading
from tests import factories

pytestmark = pytest.mark.usefixtures("records")


@pytest.fixture(autouse=True)
def pool(records):
    factories.pool()
    factories.agreement()


def _entries(commitment, viewer=OPERATOR):
    found = list(db.session.scalars(reading.visible(viewer, commitment_id=commitment.id)))
    return [
        (row["number"], row["kind"], row["units"], row["accounting_on"]) for row in reading.rows(viewer, found=found)
    ]


def _taken(as_of=date(2030, 1, 1)):
    return [one.taken_units for one in positions.of(OPERATOR, as_of=as_of)]


def test_what_is_agreed_is_the_first_entry_and_what_counts_follows():
    commitment = factories.commitment()
    factories.purchase(moved_in_on=date(2026, 5, 18), children=2)

    assert _entries(commitment) == [
        (1, "committed", 3, date(2026, 4, 1)),
        (2, "taken", 2, date(2026, 5, 18)),
    ]


def test_placements_from_before_the_agreement_was_recorded_are_counted_as_it_is():
    factories.purchase(moved_in_on=date(2026, 9, 1))
    factories.purchase(moved_in_on=date(2026, 3, 31))

    commitment = factories.commitment()

    assert _entries(commitment)[1:] == [(2, "taken", 1, date(2026, 9, 1))]


def test_a_changed_minimum_is_an_amendment_of_what_differs():
    commitment = factories.commitment()
    commitments.change(OPERATOR, commitment_id=commitment.id, version=1, values={"minimum_units": 1})
    commitments.change(OPERATOR, commitment_id=commitment.id, version=2, values={"tolerance_units": 1})

    assert [entry[1:3] for entry in _entries(commitment)] == [("committed", 3), ("amended", -2)]


def test_a_position_on_an_earlier_day_knows_the_minimum_of_that_day():
    commitment = factories.commitment()
    with time_machine.travel(date(2026, 9, 1)):
        commitments.change(OPERATOR, commitment_id=commitment.id, version=1, values={"minimum_units": 1})

    found = [positions.of(OPERATOR, as_of=date(2026, *day))[0] for day in ((3, 1), (4, 1), (8, 31), (9, 1))]

    assert [one.minimum_units for one in found] == [3, 3, 3, 1]


def test_an_amendment_after_the_end_counts_from_the_last_day():
    commitment = factories.commitment()
    with time_machine.travel(date(2027, 5, 1)):
        commitments.change(OPERATOR, commitment_id=commitment.id, version=1, values={"minimum_units": 4})

    assert _entries(commitment)[1:] == [(2, "amended", 1, date(2027, 3, 31))]


def test_a_minimum_goes_with_its_period_to_other_days():
    commitment = factories.commitment()
    values = {"period_start": date(2027, 8, 1), "period_end": date(2028, 8, 1)}
    commitments.change(OPERATOR, commitment_id=commitment.id, version=1, values=values)

    assert _entries(commitment)[1:] == [
        (2, "amended", -3, date(2026, 4, 1)),
        (3, "amended", 3, date(2027, 8, 1)),
    ]


def test_a_move_in_that_was_on_another_day_is_put_right_by_an_entry_of_its_own():
    this_year, next_year = (
        factories.commitment(),
        factories.commitment(period_start=date(2027, 4, 1), period_end=date(2028, 4, 1)),
    )
    bought = factories.purchase(moved_in_on=date(2027, 3, 31))

    purchases.change(OPERATOR, purchase_id=bought.id, version=1, values={"moved_in_on": date(2027, 4, 1)})

    assert _entries(this_year)[1:] == [(2, "taken", 1, date(2027, 3, 31)), (3, "taken", -1, date(2027, 3, 31))]
    assert _entries(next_year)[1:] == [(2, "taken", 1, date(2027, 4, 1))]
    assert _taken() == [0, 1]


def test_another_number_of_children_is_put_right_on_the_same_day():
    commitment = factories.commitment()
    bought = factories.purchase(children=3)

    purchases.change(OPERATOR, purchase_id=bought.id, version=1, values={"children": 1})

    assert [entry[2] for entry in _entries(commitment)[1:]] == [3, -2]


def test_a_purchase_that_is_taken_back_counts_no_more():
    commitment = factories.commitment()
    bought = factories.purchase()

    purchases.reverse(OPERATOR, purchase=bought)

    assert [entry[2] for entry in _entries(commitment)[1:]] == [1, -1]
    assert _taken() == [0]


def test_a_return_home_takes_no_unit_away():
    factories.commitment()
    bought = factories.purchase(moved_in_on=date(2026, 6, 1))

    values = {"ended_on": date(2026, 6, 3), "end_reason": "reunified_parent"}
    purchases.change(OPERATOR, purchase_id=bought.id, version=1, values=values)

    assert _taken() == [1]


def test_terms_that_count_otherwise_count_everything_anew():
    commitment = factories.commitment()
    factories.purchase(children=3, moved_in_on=date(2026, 6, 1), match_approved_on=date(2026, 5, 1))

    values = {"unit_basis": "sibling_group", "count_event": "match_approved"}
    commitments.change(OPERATOR, commitment_id=commitment.id, version=1, values=values)

    assert [entry[2:] for entry in _entries(commitment)[1:]] == [
        (3, date(2026, 6, 1)),
        (1, date(2026, 5, 1)),
        (-3, date(2026, 6, 1)),
    ]


def test_a_purchase_counts_once_and_only_for_its_own_authority_and_agency():
    factories.member("ASPEN")
    factories.member(factories.FIFE)
    of_rowan = factories.commitment(agency="ROWAN")
    of_aspen = factories.commitment(agency="ASPEN")
    of_fife = factories.commitment(authority_code=factories.FIFE)

    factories.purchase()

    assert [len(_entries(one)) for one in (of_rowan, of_aspen, of_fife)] == [2, 1, 1]


def test_a_position_on_an_earlier_day_is_the_sum_up_to_it():
    factories.commitment()
    factories.purchase(moved_in_on=date(2026, 6, 1))

    assert (_taken(date(2026, 5, 31)), _taken(date(2026, 6, 1))) == ([0], [1])


@pytest.mark.parametrize("act", ["UPDATE unit_entries SET units = 9", "DELETE FROM unit_entries"])
def test_the_database_lets_no_entry_be_changed_or_taken_away(act):
    factories.commitment()

    with whole("a rival of the ledger"), pytest.raises((DBAPIError, ConsortiumError)):
        db.session.execute(sa.text(act))


@pytest.mark.parametrize(
    "values",
    [
        "1, 'taken', 1, NULL",
        "2, 'taken', 1, NULL",
        "2, 'amended', 0, NULL",
        "0, 'amended', 1, NULL",
        "2, 'given', 1, NULL",
    ],
)
def test_the_database_takes_no_entry_without_units_number_kind_or_cause(values):
    factories.commitment()
    number, kind, units, purchase = values.split(", ")
    copied = (
        "INSERT INTO unit_entries (id, created_at, commitment_id, authority_id, accounting_on, number, kind, units, "
        f"purchase_id) SELECT :id, created_at, commitment_id, authority_id, accounting_on, {number}, {kind}, {units}, "
        f"{purchase} FROM unit_entries"
    )

    with whole("a rival of the ledger"), pytest.raises((DBAPIError, ConsortiumError)):
        db.session.execute(sa.text(copied).bindparams(id="0" * 32))


def test_who_may_not_see_a_commitment_sees_no_entry():
    commitment = factories.commitment()
    stranger = factories.viewer(Role.FINANCE_OFFICER, at="ROWAN")

    with pytest.raises(NotFound):
        _entries(commitment, viewer=stranger)


def test_an_entry_tells_who_recorded_it_and_of_which_placement():
    commitment = factories.commitment()
    bought = factories.purchase()

    found = list(db.session.scalars(reading.visible(OPERATOR, commitment_id=commitment.id)))
    _, taken = reading.rows(OPERATOR, found=found)

    assert (taken["placement_ref"], taken["purchase_id"], taken["recorded_by"]) == (
        bought.placement.ref,
        bought.id,
        None,
    )


def _told(viewer, commitment):
    return reading.rows(viewer, found=list(db.session.scalars(reading.visible(viewer, commitment_id=commitment.id))))


@pytest.mark.parametrize("at", [factories.EDINBURGH, "ROWAN", None])
def test_which_placement_counts_is_told_to_who_may_see_its_purchase(at):
    commitment = factories.commitment(agency="ROWAN")
    bought = factories.purchase()
    officer = factories.viewer(Role.FINANCE_OFFICER, at=at)

    _, taken = _told(officer, commitment)

    assert (taken["units"], taken["placement_ref"], taken["purchase_id"]) == (1, bought.placement.ref, bought.id)


def test_of_an_authority_that_has_left_the_hub_keeps_the_sums_and_not_the_placements():
    commitment = factories.commitment()
    factories.purchase()
    officer = factories.viewer(Role.FINANCE_OFFICER)
    (stay,) = commitment.authority.memberships

    members.change_membership(OPERATOR, membership_id=stay.id, version=stay.version, left_on=clock.today())

    assert [(row["units"], row["placement_ref"], row["purchase_id"]) for row in _told(officer, commitment)] == [
        (3, None, None),
        (1, None, None),
    ]
