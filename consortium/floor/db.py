"""The floor of the records: one session, the shape of every table, and how each database is spoken to."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID, uuid4

import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session
from sqlalchemy import event
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column
from sqlalchemy.orm.exc import StaleDataError

from consortium.floor import clock, guard
from consortium.floor.errors import Conflict

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

# Set by whoever means to write; a SQLite transaction then takes its lock at once and never has to upgrade.
writing: ContextVar[bool] = ContextVar("writing", default=False)
_inside: ContextVar[bool] = ContextVar("inside", default=False)


class Instant(sa.types.TypeDecorator[datetime]):
    """An aware instant, kept and given back in UTC on both databases."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuses an instant without a zone: its day would depend on the machine."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("An instant needs its time zone.")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Gives SQLite's instants their zone back."""
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    """What all tables share: names for constraints, and types for Python's own."""

    metadata = sa.MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: Instant(),
        date: sa.Date(),
        UUID: sa.Uuid(),
        list[str]: sa.JSON(),
        list[dict[str, Any]]: sa.JSON(),
        dict[str, Any]: sa.JSON(),
    }


class Record:
    """A row with a meaningless key that may be shown outside, and the instant it was made."""

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)


class Editable(Record):
    """A row that people change: every change raises its version, and a stale one is refused."""

    version: Mapped[int] = mapped_column(nullable=False)
    changed_at: Mapped[datetime] = mapped_column(default=clock.now)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805 - declared_attr hands over the class
        """Tells SQLAlchemy to compare the version on every update."""
        return {"version_id_col": cls.version}


class GuardedSession(Session):
    """A session that also guards what it remembers: a key alone fetches no record in a request."""

    def get(self, entity: Any, ident: Any, **terms: Any) -> Any:
        """See SQLAlchemy's; refused for records, unless inside `guard.whole`."""
        mapped = sa.inspect(entity)
        guard.expect_whole(frozenset({str(mapped.local_table)}), how="session.get")
        return super().get(entity, ident, **terms)


db = SQLAlchemy(metadata=Base.metadata, session_options={"class_": GuardedSession})
event.listen(GuardedSession, "do_orm_execute", guard.let_related_through)


def words(kind: type[StrEnum], *, name: str) -> sa.Enum:
    """A column type for a vocabulary: short text held to the enum's values by a named check."""
    return sa.Enum(
        kind,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=40,
        values_callable=lambda words: [word.value for word in words],
    )


def flush() -> None:
    """Sends the changes, so that the schema's rules speak inside the verb; a lost race is a conflict."""
    try:
        db.session.flush()
    except StaleDataError as error:
        raise Conflict from error


def expect_version(row: Editable, version: int) -> None:
    """Refuses a change that was made against an older state."""
    if row.version != version:
        raise Conflict(f"This record was changed meanwhile: it is now version {row.version}, you changed {version}.")


def release() -> None:
    """Ends a read that is under way, so that slow work holds no lock; what was written already stays under way."""
    if not db.session.info.get("wrote"):
        db.session.rollback()


def see_one_state() -> None:
    """All that the transaction reads is of one instant, however much it reads: call it first. SQLite does so anyway."""
    if db.engine.dialect.name == "postgresql":
        db.session.connection(execution_options={"isolation_level": "REPEATABLE READ"})


@contextmanager
def transaction() -> Iterator[None]:
    """One transaction for a command, a job or an act that needs its own: all inside is kept, or nothing is.

    A read that is under way ends first, so that this one sees the newest state and may write. Inside another
    `transaction()` this is part of that one.
    """
    if _inside.get():
        yield
        return
    if db.session.info.get("wrote"):
        raise RuntimeError("What was written outside has to be kept or dropped first.")
    release()
    tokens = writing.set(True), _inside.set(True)
    try:
        yield
        db.session.commit()
    except BaseException:
        db.session.rollback()
        db.session.info.pop("wrote", None)  # a statement that was refused before anything began is dropped as well
        raise
    finally:
        writing.reset(tokens[0])
        _inside.reset(tokens[1])
