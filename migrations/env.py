"""How alembic runs here: on the application's own engine, each step in one transaction, on both databases."""

from alembic import context
from flask import current_app
from sqlalchemy.engine import Connection

from consortium.floor.db import Base, db


def run_migrations() -> None:
    """Runs the steps online. SQLite copies tables in batch mode, and its foreign keys are looked at afterwards."""
    with db.engine.connect() as connection:
        embedded = connection.dialect.name == "sqlite"
        if embedded:
            _outside_a_transaction(connection, "PRAGMA foreign_keys=OFF")
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            transaction_per_migration=True,
            transactional_ddl=True,
            **current_app.extensions["migrate"].configure_args,
        )
        with context.begin_transaction():
            context.run_migrations()
        if embedded:
            _outside_a_transaction(connection, "PRAGMA foreign_keys=ON")
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
            if broken:
                raise RuntimeError(f"The migration left rows that point nowhere: {broken[:5]}")


def _outside_a_transaction(connection: Connection, statement: str) -> None:
    connection.connection.cursor().execute(statement)


if context.is_offline_mode():
    raise SystemExit("Migrations run on a database, not into a file.")
run_migrations()
