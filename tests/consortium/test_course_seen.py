"""Who sees how much of a case's course, and who may record in it."""

from datetime import UTC, date, datetime, time

import pytest
import sqlalchemy as sa

from consortium.access import Role
from consortium.course import events, recording, steps
from consortium.floor import clock
from consortium.floor.db import db
from consortium.floor.errors import NotAllowed, NotFound
from tests import factories
from tests.consortium.courses import TODAY, Case


@pytest.fixture
def case(begun, monkeypatch) -> Case:
    """A case in which nothing has happened yet."""
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    monkeypatch.setattr(clock, "now", lambda: datetime.combine(TODAY, time(9), UTC))
    return begun(Case)


@pytest.mark.asvs("8.2.2")
def test_an_agency_sees_a_case_once_the_match_is_approved_and_of_its_own_duty_alone(case):
    case.record("cpo_made", date(2026, 10, 1))
    case.record("icso_made", date(2026, 10, 12))
    link = case.link(approved=False)
    with pytest.raises(NotFound):
        case.clock(case.agency)

    factories.approved(link, by=case.manager)
    case.place()

    seen = case.clock(case.agency)
    assert {one.step.step for one in seen.steps} == {"carers_review", "child_visit"}
    assert {one.event for one in seen.happened} == {"placed", "carers_approved"}
    assert list(db.session.scalars(events.visible(case.agency, referral_id=case.referral.id))) == []


@pytest.mark.asvs("8.2.2")
def test_an_agency_records_what_it_does_and_takes_back_its_own_alone(case):
    case.link(approved=True)
    case.place()
    theirs = case.record("child_visited", date(2026, 10, 6))

    row = case.record("child_visited", date(2026, 10, 9), case.agency)

    with pytest.raises(NotAllowed, match="by the authority"):
        case.record("lac_review_held", TODAY, case.agency)
    with pytest.raises(NotAllowed, match="Who recorded it takes it back"):
        case.reverse(theirs, case.agency)
    case.reverse(row, case.agency)
    assert case.due("child_visit")[0] == (date(2026, 10, 12), date(2026, 10, 6), "done")


def test_the_authority_takes_back_what_the_agency_recorded_on_its_child(case):
    case.link(approved=True)
    case.place()
    row = case.record("child_visited", date(2026, 10, 9), case.agency)

    assert case.reverse(row, case.manager).member_id == case.manager.member_id


def test_a_coordinator_sees_every_case_and_records_in_none(case):
    case.place()

    assert [name for name, _ in steps.overdue(case.coordinator)] == ["S12000036 by name"]
    with pytest.raises(NotAllowed):
        case.record("cpo_made", TODAY, case.coordinator)


def test_strangers_find_no_case(case):
    factories.pool(authority=factories.FIFE, agency="HARBOUR", of="WEST")
    row = case.record("cpo_made", date(2026, 10, 1))
    for role, at in ((Role.AUTHORITY_WORKER, factories.FIFE), (Role.AGENCY_WORKER, "HARBOUR")):
        stranger = factories.viewer(role, at=at, of="WEST")
        assert steps.undone(stranger) == []
        with pytest.raises(NotFound):
            case.clock(stranger)
        with pytest.raises(NotFound):
            case.record("child_visited", TODAY, stranger)
        with pytest.raises(NotFound):
            case.reverse(row, stranger)


def test_the_overdue_are_listed_by_owner_the_one_with_the_most_first(case):
    case.household.review_due_on = date(2026, 11, 1)
    case.household.approved_fostering_on = date(2025, 1, 5)
    case.link(approved=True)
    case.place()

    found = steps.overdue(case.coordinator)

    assert [(owner, [one.step.step for one in due]) for owner, due in found] == [
        ("S12000036 by name", ["child_visit", "authority_officer_visit", "lac_review"]),
        ("ROWAN by name", ["carers_review"]),
    ]


def test_reviews_of_the_carers_before_the_case_stand_in_the_day_that_their_agency_keeps(case):
    case.household.approved_fostering_on, case.household.review_due_on = date(2020, 1, 5), date(2027, 1, 5)
    case.place()

    assert case.due("carers_review", case.coordinator) == [(date(2027, 1, 5), None, "open")]


@pytest.mark.parametrize(("held_on", "state"), [(date(2026, 11, 19), "done"), (date(2026, 11, 18), "done_late")])
def test_a_review_of_the_carers_is_held_to_the_day_that_their_agency_keeps(case, held_on, state):
    case.household.approved_fostering_on = case.household.approved_adoption_on = date(2019, 5, 1)
    case.household.review_due_on = date(2026, 12, 1) if state == "done" else date(2026, 11, 17)
    due = case.household.review_due_on
    case.link(approved=True)

    case.record("carers_reviewed", held_on, case.agency)

    after = (held_on.replace(year=2029), None, "open")
    assert case.due("carers_review") == [(due, held_on, state), after]


def test_the_kinds_of_event_that_are_offered_are_those_of_ones_side(case):
    case.link(approved=True)

    offered = {
        name: {one.code for one in recording.choices(who, referral_id=case.referral.id)}
        for name, who in (("worker", case.worker), ("agency", case.agency))
    }

    assert offered["agency"] == {"child_visited", "carers_reviewed"}
    assert "carers_reviewed" not in offered["worker"]
    assert not {"placed", "ended", "carers_approved"} & (offered["worker"] | offered["agency"])


def test_what_is_due_in_all_cases_takes_the_same_statements_however_many(case, counted):
    case.place()
    before = counted(lambda: steps.undone(case.coordinator))
    for at in range(3):
        factories.referral(referral_ref=f"R-{at + 2}")
        factories.household(household_ref=f"H-{at + 2}")
        factories.purchase(household_ref=f"H-{at + 2}", referral_ref=f"R-{at + 2}")
    db.session.expire_all()

    assert counted(lambda: steps.undone(case.coordinator)) <= before + 1


@pytest.fixture
def counted(records):
    """Counts the statements of an act."""

    def count(act) -> int:
        told = []

        def note(_connection, _cursor, statement, *_rest) -> None:
            told.append(statement)

        sa.event.listen(db.engine, "before_cursor_execute", note)
        act()
        sa.event.remove(db.engine, "before_cursor_execute", note)
        return len(told)

    return count
