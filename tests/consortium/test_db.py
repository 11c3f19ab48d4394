"""How the databases are spoken to: their switches, one transaction at a time, and refusals that people can read."""

import sqlite3
import threading
from datetime import date

import pytest
import sqlalchemy as sa

import migrations
from consortium import members
from consortium.access import OPERATOR
from consortium.consortia import Consortium
from consortium.floor import clock, drivers
from consortium.floor.db import Instant, db, transaction
from consortium.floor.drivers import is_away
from consortium.floor.errors import Conflict, RuleBroken, Unavailable
from tests import databases, factories


def pragma(name: str) -> object:
    """One switch of the SQLite connection in use."""
    return db.session.execute(sa.text(f"PRAGMA {name}")).scalar_one()


@pytest.fixture
def embedded(app):
    """The application on SQLite, with a session that reads."""
    with app.app_context():
        yield app


@pytest.fixture
def as_served(embedded, monkeypatch):
    """The same, with the product's own switches, which the other tests run without in part."""
    monkeypatch.setattr(drivers, "PRAGMAS", databases.LASTING)
    db.engine.dispose()
    yield embedded
    db.session.remove()
    db.engine.dispose()


def test_every_sqlite_connection_has_its_switches_on(as_served):
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "recursive_triggers": 1, "secure_delete": 1}

    assert {name: pragma(name) for name in wanted} == wanted
    assert pragma("busy_timeout") >= 5000


def test_a_read_cannot_write(embedded):
    db.session.add(Consortium(code="EAST", name="East"))

    with pytest.raises(sa.exc.OperationalError, match="readonly"):
        db.session.flush()
    db.session.rollback()


def test_the_switch_against_writing_follows_each_transaction_of_a_connection(embedded):
    switches = []

    for _ in range(3):
        with transaction():
            switches.append((pragma("query_only"), "writes"))
        switches.append((pragma("query_only"), "reads"))
        db.session.rollback()

    assert switches == [(0, "writes"), (1, "reads")] * 3


def test_a_read_cannot_write_on_postgresql(postgres_app):
    with postgres_app.app_context():
        db.session.add(Consortium(code="EAST", name="East"))

        with pytest.raises(sa.exc.InternalError, match="read-only"):
            db.session.flush()
        db.session.rollback()


def refused(code: str) -> None:
    """Founds a consortium and then thinks better of it."""
    factories.consortium(code)
    raise RuleBroken


def test_a_transaction_keeps_all_or_nothing(embedded):
    with transaction():
        factories.consortium("EAST")
    with pytest.raises(RuleBroken), transaction():
        refused("WEST")

    assert list(db.session.scalars(sa.select(Consortium.code))) == ["EAST"]


def test_a_transaction_inside_another_is_part_of_it(embedded):
    with pytest.raises(RuleBroken), transaction(), transaction():
        refused("EAST")

    assert list(db.session.scalars(sa.select(Consortium.code))) == []


def test_racing_writers_wait_for_one_another(app):
    faults = []

    def add(number):
        try:
            for turn in range(5):
                with app.app_context(), transaction():
                    db.session.scalar(sa.select(sa.func.count(Consortium.id)))
                    factories.consortium(f"C-{number}-{turn}")
        except Exception as fault:  # whatever it is, the test shows it
            faults.append(fault)

    threads = [threading.Thread(target=add, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert faults == []


def test_a_database_that_stays_locked_is_unavailable_and_heals(embedded):
    other = sqlite3.connect(db.engine.url.database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    db.session.connection().exec_driver_sql("PRAGMA busy_timeout=50")

    with pytest.raises(Unavailable), transaction():
        factories.consortium("EAST")
    other.close()
    with transaction():
        factories.consortium("EAST")

    db.session.connection().exec_driver_sql("PRAGMA busy_timeout=10000")
    assert list(db.session.scalars(sa.select(Consortium.code))) == ["EAST"]


def test_a_statement_that_is_wrong_is_not_called_unavailable():
    with pytest.raises(sqlite3.OperationalError) as wrong:
        sqlite3.connect(":memory:").execute("SELECT nothing FROM nowhere")

    assert not is_away(wrong.value)


@pytest.mark.usefixtures("records")
def test_a_broken_constraint_speaks_its_own_sentence():
    factories.consortium("EAST")
    db.session.add(Consortium(code="EAST", name="Again"))

    with pytest.raises(Conflict, match="consortium with this code"):
        db.session.flush()


@pytest.mark.usefixtures("records")
def test_a_key_that_points_nowhere_is_refused():
    factories.pool()
    household = factories.household()
    household.agency_id = members.by_code(OPERATOR, code=factories.EDINBURGH).id
    household.answers = []
    db.session.flush()
    household.agency_id = household.id

    with pytest.raises(RuleBroken, match="forbids these values"):
        db.session.flush()


@pytest.mark.usefixtures("records")
def test_an_instant_comes_back_aware_and_in_utc():
    before = clock.now()

    founded = factories.consortium("EAST")
    db.session.flush()
    db.session.expire(founded)

    assert founded.created_at.utcoffset().total_seconds() == 0
    assert before <= founded.created_at <= clock.now()


def test_an_instant_without_its_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        Instant().process_bind_param(clock.now().replace(tzinfo=None), sa.create_engine("sqlite://").dialect)


def test_an_embedded_database_is_migrated_and_a_postgresql_one_is_left_alone(app, postgres_app):
    assert migrations.upgrade_embedded(app)
    assert not migrations.upgrade_embedded(postgres_app)
    assert migrations.is_current(app)


def rename_while_somebody_else_does() -> None:
    """Renames a member that another connection renames after it was read."""
    mine = members.by_code(OPERATOR, code="ROWAN")
    with db.engine.begin() as other:
        other.execute(sa.update(members.Member).values(name="Theirs", version=2))
    members.change(OPERATOR, member_id=mine.id, version=1, name="Mine")


def test_of_two_racing_editors_one_is_told_to_read_again(postgres_app):
    with postgres_app.app_context(), transaction():
        factories.member("ROWAN")

    with pytest.raises(Conflict, match="changed meanwhile"), postgres_app.app_context(), transaction():
        rename_while_somebody_else_does()


def test_of_two_racing_commitments_one_is_refused(postgres_app):
    with postgres_app.app_context(), transaction():
        factories.pool()
        factories.agreement()
    outcomes = []

    def agree(month):
        try:
            with postgres_app.app_context(), transaction():
                factories.commitment(period_start=date(2026, month, 1))
                outcomes.append("agreed")
        except RuleBroken as refusal:
            outcomes.append(refusal.code)

    threads = [threading.Thread(target=agree, args=(month,)) for month in (4, 5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["agreed", "overlap"]
