"""Writes the next migration from the tables and the history so far: python -m migrations "what changes"."""

import sys
import tempfile
from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask_migrate import migrate

from consortium.floor.db import Base, db, writing
from consortium.floor.settings import Settings
from migrations import FOLDER, upgrade
from wsgi import create_app


def write_next(message: str) -> bool:
    """Writes the step, numbered after the last one, against a database of its own; False where nothing changed."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Settings(f"sqlite:///{Path(folder) / 'next.db'}", secret_key="kept for a moment"))
        upgrade(app)
        writing.set(True)
        with app.app_context():
            if not compare_metadata(MigrationContext.configure(db.session.connection()), Base.metadata):
                return False
            db.session.close()
            number = len(list((FOLDER / "versions").glob("[0-9]*.py"))) + 1
            migrate(directory=str(FOLDER), message=message, rev_id=f"{number:04d}")
            db.engine.dispose()
    return True


if __name__ == "__main__":
    if not write_next(sys.argv[1]):
        print("The tables are what the migrations make: there is nothing to write.")  # noqa: T201
