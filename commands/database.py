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
    import migrations
    from commands import installation

    with installation.application() as app:
        _refuse_missing_folder(app)
        was_current = migrations.is_current(app)
        if not was_current:
            migrations.upgrade(app)
    print(f"The database {'was already' if was_current else 'is now'} at {migrations.head()}.")
    return 0


def ready(app: Any) -> None:
    """Make sure that the tables are what the product needs: an embedded database is migrated, a server's never.

    Raises RuleBroken where somebody has to migrate a database server first.
    """
    import migrations
    from consortium.floor.errors import RuleBroken

    _refuse_missing_folder(app)
    if not migrations.is_current(app) and not migrations.upgrade_embedded(app):
        needed = f"The database is not at {migrations.head()}, which this version needs."
        raise RuleBroken(f"{needed} Make a backup, then run: consortium database upgrade")


def _refuse_missing_folder(app: Any) -> None:
    """An embedded database is made where it is missing, the folder around it is not: it is likely misspelt."""
    kind, _, file = app.config["SQLALCHEMY_DATABASE_URI"].partition(":///")
    folder = Path(file).parent
    if kind == "sqlite" and not folder.is_dir():
        raise FileNotFoundError(2, "there is no such folder to keep the database in", str(folder))
