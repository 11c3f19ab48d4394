"""The numbered history of the tables, and the one act that brings a database up to it."""

from pathlib import Path

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import upgrade as _upgrade

from consortium.floor.db import db, writing

FOLDER = Path(__file__).parent


def upgrade(app: Flask) -> None:
    """Brings the application's database to the newest tables; each step is kept whole or not at all."""
    token = writing.set(True)
    try:
        with app.app_context():
            _upgrade(directory=str(FOLDER))
            db.engine.dispose()
    finally:
        writing.reset(token)


def upgrade_embedded(app: Flask) -> bool:
    """Migrates a SQLite database; never a PostgreSQL one, whose owner decides when. Returns whether it did."""
    with app.app_context():
        embedded = db.engine.dialect.name == "sqlite"
    if embedded:
        upgrade(app)
    return embedded


def is_current(app: Flask) -> bool:
    """Whether the database has the newest tables."""
    with app.app_context(), db.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() == head()


def head() -> str | None:
    """The number of the newest step."""
    return ScriptDirectory(str(FOLDER)).get_current_head()
