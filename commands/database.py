"""`consortium database`: brings the tables of the records up to what this version of the product needs."""

import argparse
from pathlib import Path
from typing import Any


def add(subparsers: Any) -> None:
    """Declare the command and its own subcommand."""
    parser = subparsers.add_parser("database", help="bring the tables up to this version")
    acts = parser.add_subparsers(title="acts", metavar="ACT", required=True)
    acts.add_parser("upgrade", help="migrate the database that DATABASE_URL names").set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Migrate, of whatever kind the database is; nothing is done twice."""
    from commands import installation
    from wsgi import create_app

    app = create_app(installation.settings())
    before, after = revisions(app)
    upgrade(app)
    print(f"The database is at {after} now." if before != after else f"The database was at {after} already.")
    return 0


def ready(app: Any) -> None:
    """Make sure that the tables are what the product needs: an embedded database is migrated, a server's never.

    Raises RuleBroken where somebody has to migrate a database server first.
    """
    from consortium.errors import RuleBroken

    before, after = revisions(app)
    if before == after:
        return
    if not app.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite"):
        was = f"at {before}" if before else "empty"
        raise RuleBroken(
            f"The database is {was}, and {after} is needed: make a backup, then consortium database upgrade."
        )
    upgrade(app)


def upgrade(app: Any) -> None:
    """Run every migration that the database lacks."""
    from alembic import command

    from consortium.db import writing

    token = writing.set(True)
    try:
        with app.app_context():
            command.upgrade(_config(app), "head")
    finally:
        writing.reset(token)


def revisions(app: Any) -> tuple[str | None, str | None]:
    """The revision that the database is at, and the one that this version needs."""
    from alembic.migration import MigrationContext
    from alembic.script import ScriptDirectory

    from consortium.db import db

    with app.app_context():
        _refuse_missing_folder(db.engine.url.database if db.engine.name == "sqlite" else None)
        with db.engine.connect() as connection:
            current = MigrationContext.configure(connection).get_current_revision()
        return current, ScriptDirectory.from_config(_config(app)).get_current_head()


def _config(app: Any) -> Any:
    return app.extensions["migrate"].migrate.get_config()


def _refuse_missing_folder(file: str | None) -> None:
    if file and not Path(file).parent.is_dir():
        raise FileNotFoundError(2, "there is no such folder to keep the database in", str(Path(file).parent))
