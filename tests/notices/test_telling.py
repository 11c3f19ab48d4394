"""Telling: who is meant by staff, a holder, a person or the coordinators, and that nobody is told twice."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from consortium import members, notices
from consortium.access import OPERATOR, Role
from consortium.accounts import deputies
from consortium.floor import clock
from consortium.floor.db import db, transaction
from consortium.linking import links
from consortium.notices.telling import Notice
from tests import databases, factories
from tests.notices.told import Told


def told() -> set:
    """The ids of everybody who was told of anything."""
    return set(db.session.scalars(sa.select(Notice.user_id)))


def test_a_members_staff_are_those_whose_role_there_gives_the_act(records):
    case = Told()
    factories.person(Role.FINANCE_OFFICER, at="ROWAN")

    case.tell(case.agency)

    assert told() == {case.worker.user_id}


def test_the_same_cause_tells_nobody_twice_and_another_does(records):
    case = Told()

    counts = [case.tell(case.agency, case.agency, cause=cause) for cause in ("first", "first", "second")]

    assert counts == [1, 0, 1]


def test_whoever_acts_is_not_told_of_it(records):
    case = Told()

    assert case.tell(case.agency, by=case.worker) == 0


def test_a_case_is_told_of_to_whoever_holds_it(records):
    case = Told()
    factories.person(Role.AGENCY_WORKER, at="ROWAN")

    case.tell(notices.Holder(case.household), notices.Holder(case.referral))

    assert told() == {case.worker.user_id, case.authority.user_id}


def test_a_case_that_nobody_holds_is_told_of_to_its_owners_staff(records):
    case = Told()
    case.household.held_by = None

    case.tell(notices.Holder(case.household))

    assert told() == {case.worker.user_id}


def test_a_holder_whose_account_is_closed_is_not_told_but_their_colleagues_are(records):
    case = Told()
    colleague = factories.person(Role.AGENCY_WORKER, at="ROWAN")
    case.close(case.worker)

    case.tell(notices.Holder(case.household), notices.Person(case.worker.user_id))

    assert told() == {colleague.id}


def test_who_stands_in_for_the_holder_is_told_too(records):
    case = Told()
    deputy = factories.person(Role.AGENCY_MANAGER, at="ROWAN")
    days = {"from_on": clock.today(), "until_on": clock.today() + timedelta(days=3)}
    deputies.name(OPERATOR, user_id=case.worker.user_id, deputy_id=deputy.id, **days)

    case.tell(notices.Holder(case.household))

    assert told() == {case.worker.user_id, deputy.id}


def test_the_coordinators_of_both_sides_are_told_and_no_other_consortiums(records):
    case = Told()
    factories.consortium("WEST")
    factories.person(Role.COORDINATOR, of="WEST")

    case.tell(notices.Coordinators((case.referral.authority_id, case.household.agency_id)))

    assert told() == {case.coordinator.user_id}


def test_people_of_a_member_that_has_left_are_not_told(records):
    case = Told()
    agency = members.by_code(OPERATOR, code="ROWAN")
    (stay,) = agency.memberships
    stay.joined_on, stay.left_on = clock.today() - timedelta(days=9), clock.today()

    assert case.tell(case.agency, notices.Holder(case.household), notices.Person(case.worker.user_id)) == 0


def test_a_code_that_is_not_in_the_table_is_a_fault_of_ours(records):
    with pytest.raises(KeyError):
        notices.tell(OPERATOR, code="dreams", about=Told().link, to=())


def test_a_cause_told_at_the_same_instant_tells_once(records):
    case = Told()
    key, staff = case.link.id, case.agency
    db.session.commit()

    def tell() -> int:
        with transaction():
            link = db.session.get_one(links.Link, key)
            return notices.tell(OPERATOR, code="link.ended", about=link, to=[staff])

    assert sorted(databases.at_once(records, tell)) == [0, 0, 0, 1]
