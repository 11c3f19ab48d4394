"""Capture: no transaction that writes a record commits without the events that say so.

What the session sends to the database is collected as it is sent; before the commit the events are numbered, chained
and written in the same transaction. A bulk statement would pass by, so it is refused where it meets the database.
"""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState, Session, SessionTransaction, UOWTransaction

from consortium import access
from consortium.access import Viewer
from consortium.floor import clock
from consortium.floor.db import GuardedSession, db
from consortium.floor.guard import on_duty, whole
from consortium.trail.events import (
    BEGINNING,
    CHAINED,
    AuditEvent,
    AuditHead,
    AuditReason,
    chain_key,
    digest_of,
    hash_of,
    head_mac,
)

# Tables whose rows are written without an event of their own, and why.
EXEMPT = {
    "audit_events": "the trail itself",
    "audit_reasons": "the trail itself",
    "audit_head": "the trail itself",
    "job_failures": "nothing was written; the day that is done in the end has its event",
    "mails": "follow from a notice, and hold nothing but when it went out",
    "notices": "follow from an act that has its event, and hold nothing of its record",
    "sign_in_tries": "counted and forgotten within a minute; the sign-in that succeeds or fails has its event",
    "task_progress": "told every second while a task is at work; its beginning and its end have their events",
    "sign_ins": "marked as used every minute; beginning and end have their events",
}
OWNERS = ("authority_id", "agency_id", "member_id", "consortium_id")
LOOK = "read"  # who was shown a record stays true when the change that the request wanted is dropped
Pending = dict[str, Any]
_WRITES = re.compile(r"\s*(?:UPDATE|DELETE\s+FROM|INSERT\s+INTO)\s+\"?(\w+)", re.IGNORECASE)
_bulk: ContextVar[bool] = ContextVar("bulk", default=False)


class Unaudited(RuntimeError):
    """A statement that would write records past the audit trail: a fault of ours, and nothing is written."""


def note(viewer: Viewer | None, **said: Any) -> None:
    """Adds an event to those that the transaction writes at its end; see `consortium.trail.reading.note`."""
    session = _session()
    session.info.setdefault("pending", []).append(_event(viewer, **said))


def owes_looks() -> bool:
    """Whether somebody was shown a record and no commit has said so yet: refused requests show records too."""
    return any(one["action"] == LOOK for one in _session().info.get("pending", ()))


@contextmanager
def bulk(**said: Any) -> Iterator[None]:
    """Inside, one statement may change many rows; it is written down as one event, which `said` describes."""
    note(access.acting.get(), **said)
    with _unwatched():
        yield


@contextmanager
def _unwatched() -> Iterator[None]:
    token = _bulk.set(True)
    try:
        yield
    finally:
        _bulk.reset(token)


def watch(engine: sa.Engine) -> None:
    """Refuses statements that would pass by the session; call once an engine."""
    event.listen(engine, "before_cursor_execute", _look)


@event.listens_for(GuardedSession, "do_orm_execute")
def _refuse_bulk(state: ORMExecuteState) -> None:
    """In commands and jobs too, a bulk statement of the session's goes by no trail."""
    if state.is_select or _bulk.get():
        return
    table = getattr(getattr(state.statement, "table", None), "name", None)
    if table is not None and table not in EXEMPT:
        raise Unaudited(f"{table} is written past the audit trail: write it through the session, or within bulk().")


def _look(_connection: Any, _cursor: Any, statement: str, _parameters: Any, _context: Any, _many: bool) -> None:
    if not on_duty.get() or _bulk.get() or db.session()._flushing:  # its own writes are collected
        return
    if not (found := _WRITES.match(statement)) or found[1] in EXEMPT or found[1] == "alembic_version":
        return
    raise Unaudited(f"{found[1]} is written past the audit trail: write it through the session, or within bulk().")


@event.listens_for(GuardedSession, "after_flush")
def _collect(session: Session, _context: UOWTransaction) -> None:
    pending = session.info.setdefault("pending", [])
    for rows, action in ((session.new, "created"), (session.dirty, "changed"), (session.deleted, "removed")):
        pending.extend(_of_row(row, action) for row in rows if _is_told(session, row, action))


def _is_told(session: Session, row: Any, action: str) -> bool:
    return row.__tablename__ not in EXEMPT and (action != "changed" or session.is_modified(row))


def _of_row(row: Any, action: str) -> Pending:
    state = sa.inspect(row)
    names = [column.key for column in state.mapper.column_attrs]
    if action == "changed":
        names = [name for name in names if state.attrs[name].history.has_changes()]
    values = {} if action == "removed" else {name: state.dict.get(name) for name in names}
    owners = [getattr(row, name) for name in OWNERS if getattr(row, name, None) is not None]
    written = json.dumps(values, sort_keys=True, default=str) if values else ""
    return _event(
        access.acting.get(),
        action=action,
        entity=row.__tablename__,
        entity_id=row.id,
        owner_id=owners[0] if owners else None,
        other_owner_id=owners[1] if len(owners) > 1 else None,
        fields=names if action == "changed" else (),
        written=written,
    )


def _event(
    viewer: Viewer | None,
    *,
    action: str,
    entity: str,
    entity_id: UUID | None = None,
    owner_id: UUID | None = None,
    other_owner_id: UUID | None = None,
    stage: int | None = None,
    fields: Any = (),
    written: str = "",
    reason: str = "",
) -> Pending:
    known = {"entity": entity, "entity_id": entity_id, "owner_id": owner_id, "other_owner_id": other_owner_id}
    actor = {
        "actor_kind": _kind(viewer),
        "actor_id": viewer.user_id if viewer else None,
        "member_id": viewer.member_id if viewer else None,
    }
    said = {"action": action, "stage": None if stage is None else int(stage), "fields": " ".join(fields)}
    return {**actor, **known, **said, "capability": access.doing.get(), "written": written, "reason": reason}


def _kind(viewer: Viewer | None) -> str:
    if viewer is None:
        return "anonymous"
    if viewer.operator:
        return viewer.name
    return "token" if viewer.acts is not None else "person"


@event.listens_for(GuardedSession, "after_transaction_create")
def _mark(session: Session, transaction: SessionTransaction) -> None:
    if transaction.nested:
        session.info.setdefault("marks", {})[transaction] = len(session.info.get("pending", ()))


@event.listens_for(GuardedSession, "after_soft_rollback")
def _forget(session: Session, previous: SessionTransaction) -> None:
    begun = session.info.get("marks", {}).pop(previous, 0) if previous.nested else 0
    pending: list[Pending] = session.info.get("pending", [])
    pending[begun:] = [one for one in pending[begun:] if one["action"] == LOOK]


@event.listens_for(GuardedSession, "before_commit")
def _write(session: Session) -> None:
    if session.in_nested_transaction():
        return
    session.flush()
    pending: list[Pending] = session.info.get("pending", [])
    if not pending:
        return
    with whole("events are numbered one after the other"), _unwatched():
        _chain(session, pending)
    pending.clear()
    session.info.get("marks", {}).clear()


def _chain(session: Session, pending: list[Pending]) -> None:
    """Numbers the events from the head on; its row stays locked until the commit, and only from here on."""
    head = session.execute(sa.select(AuditHead.seq, AuditHead.hash).with_for_update()).one_or_none()
    seq, last = head or (0, BEGINNING)
    key, now, rows, reasons = chain_key(), clock.now(), [], []
    for one in pending:
        seq += 1
        written, reason = one["written"], one["reason"]  # a commit that fails leaves the looks as they were
        row = {name: value for name, value in one.items() if name not in ("written", "reason")}
        row |= {"seq": seq, "at": now, "digest": digest_of(written), "reason_digest": digest_of(reason)}
        row["previous"] = last
        row["hash"] = last = hash_of((row[name] for name in CHAINED), key=key)
        rows.append(row)
        if reason:
            reasons.append({"seq": seq, "entity_id": one["entity_id"], "reason": reason})
    session.connection().execute(sa.insert(AuditEvent), rows)
    if reasons:
        session.connection().execute(sa.insert(AuditReason), _with_ids(reasons))
    ends = {"seq": seq, "hash": last, "mac": head_mac(seq, last, key=key)}
    if head:
        session.connection().execute(sa.update(AuditHead).values(**ends))
    else:
        session.connection().execute(sa.insert(AuditHead).values(id=1, **ends))


def _with_ids(reasons: list[Pending]) -> list[Pending]:
    return [{**one, "id": uuid4(), "created_at": clock.now()} for one in reasons]


def _session() -> Session:
    return db.session()
