"""How each database is spoken to: SQLite's switches and locks, and what its refusals mean to people."""

import sqlite3
from collections.abc import Iterable
from typing import Any

import psycopg
import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine, ExceptionContext

from consortium.floor import guard, texts
from consortium.floor.db import Base, db, writing
from consortium.floor.errors import Conflict, ConsortiumError, Invalid, RuleBroken, Unavailable

PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "busy_timeout=10000",
    "recursive_triggers=ON",
    "secure_delete=ON",
)
SQLITE_AWAY = frozenset({"BUSY", "LOCKED", "FULL", "IOERR", "CANTOPEN", "PROTOCOL", "NOMEM"})
# PostgreSQL's classes for: connection, rollback forced by others, resources, stopping, system; and a lock not had.
POSTGRES_AWAY = ("08", "40", "53", "57", "58", "55P03")


def attend(engine: Engine) -> None:
    """Puts the switches on every connection of the engine and translates its refusals. Call once an engine."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _switch_on)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "begin", _begin_postgres)
    event.listen(engine, "handle_error", _translate)
    guard.watch(engine)


def _switch_on(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    if writing.get():
        connection.exec_driver_sql("PRAGMA query_only=OFF")
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.exec_driver_sql("PRAGMA query_only=ON")
        connection.exec_driver_sql("BEGIN")


def _begin_postgres(connection: Connection) -> None:
    if not writing.get():
        connection.exec_driver_sql("SET TRANSACTION READ ONLY")


def _translate(context: ExceptionContext) -> None:
    error = context.original_exception
    if isinstance(error, sqlite3.IntegrityError | psycopg.IntegrityError):
        raise meaning(broken_constraint(error)) from error
    if isinstance(error, OverflowError | psycopg.DataError):
        raise Invalid(
            {}, sentence="A value is too large, too long, or holds a character that cannot be kept."
        ) from error
    if is_away(error) or context.is_disconnect:
        raise Unavailable from error


def is_away(error: BaseException) -> bool:
    """Whether the database could not answer now, as opposed to having refused."""
    if isinstance(error, sqlite3.OperationalError):
        name = getattr(error, "sqlite_errorname", "") or ""
        return name.removeprefix("SQLITE_").split("_")[0] in SQLITE_AWAY
    if isinstance(error, psycopg.OperationalError):
        return error.sqlstate is None or error.sqlstate.startswith(POSTGRES_AWAY)
    return False


def broken_constraint(error: BaseException) -> str:
    """The name of the constraint that refused; "" where the database does not tell (SQLite's foreign keys)."""
    if isinstance(error, psycopg.Error):
        return error.diag.constraint_name or ""
    kind, _, rest = str(error).partition(" constraint failed: ")
    if kind == "UNIQUE":
        return rest.removeprefix("index ").strip("'") if rest.startswith("index ") else _unique_over(rest.split(", "))
    return rest if kind == "CHECK" else ""


def meaning(name: str) -> ConsortiumError:
    """The refusal that a constraint stands for; tables say it in the `info` of each constraint."""
    for part in _parts():
        if part.name == name and "refusal" in part.info:
            refusal: ConsortiumError = part.info["refusal"]
            return type(refusal)(refusal.sentence, code=refusal.code)
    if name.startswith(("uq_", "pk_")):
        return Conflict("This is recorded already.", code="recorded_already")
    return RuleBroken("A rule of the records forbids these values.", code=name or "no_such_record")


def _unique_over(qualified: list[str]) -> str:
    table = qualified[0].split(".")[0]
    columns = {column.split(".")[1] for column in qualified}
    for part in _parts():
        if part.table.name == table and _is_unique(part) and {column.name for column in part.columns} == columns:
            return str(part.name)
    return ""


def _is_unique(part: sa.Constraint | sa.Index) -> bool:
    return part.unique if isinstance(part, sa.Index) else isinstance(part, sa.UniqueConstraint)


def _parts() -> Iterable[Any]:
    for table in Base.metadata.tables.values():
        yield from table.constraints
        yield from table.indexes


@event.listens_for(db.session, "before_flush")
def _look_at_texts(session: Any, _context: object, _instances: object) -> None:
    for record in (*session.new, *session.dirty):
        texts.refuse_unfit(record)


@event.listens_for(db.session, "after_flush")
def _note_flush(session: Any, _context: object) -> None:
    session.info["wrote"] = True


@event.listens_for(db.session, "do_orm_execute")
def _note_statement(state: Any) -> None:
    if not state.is_select:
        state.session.info["wrote"] = True


@event.listens_for(db.session, "after_transaction_end")
def _forget(session: Any, ended: Any) -> None:
    if ended.parent is None:
        session.info.pop("wrote", None)
