"""The world's application and database, for the tests and for whoever reads the matrix."""

from datetime import timedelta
from pathlib import Path

from consortium.floor.db import db, writing
from tests import databases
from tests.access import world
from tests.access.cells import Matrix


def built(folder: Path) -> Matrix:
    """The matrix over a database of its own."""
    app = databases.migrated(f"sqlite:///{folder / 'world.db'}")
    app.config["PROPAGATE_EXCEPTIONS"] = False  # a fault of ours is a letter of its own
    app.config["IDLE"] = timedelta(hours=11)  # every request finds the sign-ins as they were when all began
    token = writing.set(True)
    with app.app_context():
        made = world.made()
        db.session.commit()
    writing.reset(token)
    return Matrix(app, made)
