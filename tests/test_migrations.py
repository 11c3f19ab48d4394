"""Migrations: they end where the tables are, can be taken back, and are kept whole or not at all."""

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask_migrate import downgrade

import migrations
from consortium.floor.db import Base, db, writing
from consortium.floor.settings import Settings
from tests import databases
from wsgi import create_app


def checks(engine: sa.Engine) -> set[str]:
    """The names of all checks of the database, which alembic does not compare."""
    inspector = sa.inspect(engine)
    tables = [name for name in inspector.get_table_names() if name != "alembic_version"]
    return {str(check["name"]) for table in tables for check in inspector.get_check_constraints(table)}


@pytest.mark.usefixtures("records")
def test_the_migrated_database_has_the_tables_of_the_code():
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})

        assert compare_metadata(context, Base.metadata) == []


@pytest.mark.usefixtures("records")
def test_the_migrated_database_has_the_checks_of_the_code():
    declared = {
        str(part.name)
        for table in Base.metadata.tables.values()
        for part in table.constraints
        if isinstance(part, sa.CheckConstraint)
    }

    assert checks(db.engine) == declared


@pytest.fixture
def fresh(tmp_path):
    """An application on a database without any table."""
    address = f"sqlite:///{tmp_path / 'fresh.db'}"
    made = create_app(Settings(database_url=address, secret_key="only the tests know this"))
    yield made
    databases.close(made)


def tables(app) -> set[str]:
    """The names of the tables there are."""
    with app.app_context():
        return set(sa.inspect(db.engine).get_table_names())


def test_a_migration_can_be_taken_back(fresh):
    migrations.upgrade(fresh)

    token = writing.set(True)
    with fresh.app_context():
        downgrade(directory=str(migrations.FOLDER), revision="base")
    writing.reset(token)

    assert tables(fresh) == {"alembic_version"}
    assert not migrations.is_current(fresh)


def test_a_migration_that_fails_half_way_leaves_nothing(fresh):
    token = writing.set(True)
    with fresh.app_context(), db.engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE unmatched (id INTEGER)")
    writing.reset(token)

    with pytest.raises(sa.exc.OperationalError, match="unmatched already exists"):
        migrations.upgrade(fresh)

    assert tables(fresh) == {"unmatched"}
