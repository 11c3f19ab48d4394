"""Capture: what is written carries its events in the same transaction, or is not written (I3, I20)."""

import pytest
import sqlalchemy as sa

from consortium import carers
from consortium.access import Role
from consortium.carers import Household
from consortium.floor.db import Base, db, transaction
from consortium.trail import capture, chain
from consortium.trail.capture import Unaudited
from consortium.trail.events import AuditEvent
from tests import factories


def told() -> list[tuple[str, str]]:
    """The events so far: what was done to which table."""
    found = sa.select(AuditEvent.action, AuditEvent.entity).order_by(AuditEvent.seq)
    return [(action, entity) for action, entity in db.session.execute(found)]


@pytest.fixture
def household(records) -> Household:
    """A household on the record."""
    with transaction():
        factories.pool()
        return factories.household()


def test_a_change_tells_who_changed_what_of_whose(household):
    with transaction():
        worker = factories.viewer(Role.AGENCY_WORKER, at="ROWAN")
        household = carers.get(worker, household_id=household.id)
        carers.change(worker, household_id=household.id, version=household.version, values={"postcode": "KY16 9AA"})

    found = sa.select(AuditEvent).where(AuditEvent.action == "changed").order_by(AuditEvent.seq.desc())
    last = db.session.scalars(found).first()
    assert (last.actor_id, last.member_id) == (worker.user_id, worker.member_id)
    assert (last.entity, last.entity_id, last.owner_id) == ("households", household.id, household.agency_id)
    assert "postcode" in last.fields
    assert "KY16" not in str(vars(last))


def test_what_is_rolled_back_leaves_no_event(household):
    before = told()

    factories.household(household_ref="H-2")
    db.session.rollback()

    assert told() == before


def test_a_savepoint_that_is_rolled_back_takes_its_events_along(household):
    before = len(told())

    with transaction():
        savepoint = db.session.begin_nested()
        factories.household(household_ref="H-LOST")
        savepoint.rollback()
        factories.household(household_ref="H-KEPT")

    assert told()[before:] == [("created", "households")]
    assert chain.verify().holds


def test_what_cannot_be_written_down_is_not_written(household, monkeypatch):
    def broken(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(capture, "_chain", broken)
    with pytest.raises(OSError, match="disk full"), transaction():
        factories.household(household_ref="H-2")

    assert db.session.scalar(sa.select(sa.func.count()).select_from(Household)) == 1


def test_without_the_capture_nothing_would_be_told(household, monkeypatch):
    before = told()
    monkeypatch.setattr(capture, "_is_told", lambda *_: False)

    with transaction():
        factories.household(household_ref="H-2")

    assert told() == before


@pytest.mark.parametrize("statement", [sa.update(Household).values(ref="X"), sa.delete(Household)])
def test_a_bulk_statement_is_refused_unless_it_is_told_as_one(household, statement):
    with pytest.raises(Unaudited), transaction():
        db.session.execute(statement)

    with transaction(), capture.bulk(action="moved", entity="households"):
        db.session.execute(sa.update(Household).values(hold_reason="moved"))
    assert told()[-1] == ("moved", "households")


def test_every_table_is_told_but_those_that_say_why_not():
    assert set(capture.EXEMPT) <= set(Base.metadata.tables)
    assert all(capture.EXEMPT.values())
