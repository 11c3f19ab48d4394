"""Households: recorded once for their agency, changed by whoever read the newest version, seen by whoever may."""

from datetime import date, timedelta

import pytest

from consortium import carers, placements
from consortium.access import OPERATOR, Role
from consortium.carers import Answer
from consortium.floor import clock
from consortium.floor.db import db
from consortium.floor.errors import Conflict, Invalid, NotFound, RuleBroken
from tests import factories

pytestmark = pytest.mark.usefixtures("records")


@pytest.fixture(autouse=True)
def pool(begun):
    begun(factories.pool)


def test_a_household_reads_back_as_the_row_it_was_told_as():
    told = {"household_ref": "H-1", "sexes": ("F",), "yes_needs": ("prematurity",), "languages": ("Gàidhlig", "Scots")}

    row = carers.as_row(factories.household(**told))

    assert {name: row[name] for name in told} == told
    assert (row["min_age_months"], row["max_travel_minutes"], row["children_in_placement"]) == (0, 60, 0)


def test_a_household_without_a_reference_gets_one_that_means_nothing():
    refs = {factories.household().ref for _ in range(20)}

    assert len(refs) == 20
    assert all(ref.startswith("H-") and len(ref) == 8 for ref in refs)


def test_a_reference_is_given_once_by_each_agency():
    factories.household(household_ref="H-1")
    factories.member("ASPEN")

    other = factories.household(household_ref="H-1", agency="ASPEN")

    assert other.ref == "H-1"
    with pytest.raises(Conflict, match="household with this reference"):
        factories.household(household_ref="H-1")


def test_a_need_that_was_not_asked_is_in_no_list():
    household = factories.household(yes_needs=["prematurity"], no_needs=["genetic_condition"])

    assert household.needs(Answer.DISCUSS) == ()
    assert {answer.need for answer in household.answers} == {"prematurity", "genetic_condition"}


def test_a_new_answer_to_a_need_takes_the_place_of_the_old_one():
    household = factories.household(yes_needs=["prematurity"], no_needs=["genetic_condition"])

    carers.change(OPERATOR, household_id=household.id, version=1, values={"no_needs": ["Prematurity"]})

    assert carers.as_row(household)["yes_needs"] == ()
    assert carers.as_row(household)["no_needs"] == ("Prematurity",)
    assert household.version == 2


def test_a_need_answered_in_two_ways_at_once_is_refused():
    with pytest.raises(Invalid, match="Keep one answer"):
        factories.household(yes_needs=["prematurity"], no_needs=["prematurity"])


def test_the_same_values_again_change_nothing():
    household = factories.household(household_ref="H-1", yes_needs=["prematurity"])

    carers.change(OPERATOR, household_id=household.id, version=1, values={"yes_needs": ("prematurity",)})

    assert household.version == 1


def test_a_stale_version_is_refused_and_loses_no_field():
    household = factories.household()
    carers.change(OPERATOR, household_id=household.id, version=1, values={"hold_until": date(2026, 12, 1)})

    with pytest.raises(Conflict, match="now version 2"):
        carers.change(OPERATOR, household_id=household.id, version=1, values={"hold_until": None})

    assert household.hold_until == date(2026, 12, 1)


@pytest.mark.parametrize("name", ["agency_id", "version", "withdrawn_on", "children_in_placement", "ref", "agency"])
def test_i17_a_field_that_is_not_offered_cannot_be_set(name):
    household = factories.household()

    with pytest.raises(Invalid) as refused:
        carers.change(OPERATOR, household_id=household.id, version=1, values={name: "1"})

    assert list(refused.value.fields) == [name]


def test_ages_out_of_order_are_refused_by_the_column_at_fault():
    with pytest.raises(Invalid) as refused:
        factories.household(min_age_months=30, max_age_months=24)

    assert list(refused.value.fields) == ["max_age_months"]


def test_the_schema_itself_refuses_ages_out_of_order():
    household = factories.household()
    household.min_age_months = 30

    with pytest.raises(RuleBroken, match="no smaller than the youngest"):
        db.session.flush()


def test_children_in_placement_are_counted_on_the_day():
    household = factories.household(household_ref="H-1")
    factories.purchase(household_ref="H-1", children=2, moved_in_on=date(2026, 6, 1), ended_on=date(2026, 6, 9))

    days = [date(2026, 5, 31), date(2026, 6, 1), date(2026, 6, 8), date(2026, 6, 9)]

    assert [placements.children_on(day, household_ids=[household.id]).get(household.id, 0) for day in days] == [
        0,
        2,
        2,
        0,
    ]


def test_a_household_registered_after_its_placement_is_found_by_it():
    factories.purchase(household_ref="H-1", history=True)

    household = factories.household(household_ref="H-1")

    assert carers.as_row(household, on=date(2026, 7, 1))["children_in_placement"] == 1


def test_a_withdrawn_household_can_come_back():
    household = factories.household()

    carers.withdraw(OPERATOR, household_id=household.id, version=1, on=date(2026, 9, 1))
    carers.restore(OPERATOR, household_id=household.id, version=2)

    assert (household.withdrawn_on, household.version) == (None, 3)


def test_a_household_is_not_withdrawn_on_a_day_to_come():
    household = factories.household()

    with pytest.raises(Invalid, match="a day that has come"):
        carers.withdraw(OPERATOR, household_id=household.id, version=1, on=clock.today() + timedelta(days=1))

    assert household.withdrawn_on is None


def test_an_agency_worker_sees_and_records_the_own_agencys_households_alone():
    factories.member("ASPEN")
    other = factories.household(agency="ASPEN")
    worker = factories.viewer(Role.AGENCY_WORKER, at="ROWAN")

    own = factories.household(worker)

    assert list(db.session.scalars(carers.visible(worker))) == [own]
    with pytest.raises(NotFound):
        carers.get(worker, household_id=other.id)
    with pytest.raises(Invalid, match="may not record"):
        factories.household(worker, agency="ASPEN")
