"""Imports: spreadsheets taken into the records, the good rows in, the bad ones given back with their reasons."""

import hashlib
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Select
from sqlalchemy.orm import Mapped, mapped_column

from consortium.access import Viewer, may, require
from consortium.floor.db import Base, Record, db, flush, release
from consortium.floor.errors import BadRows, ConsortiumError, Invalid, NotFound, Unavailable
from consortium.floor.guard import scoped
from consortium.roles import Stage
from consortium.sheets import reading
from consortium.sheets.columns import Check, Column, Fault, Row, Sheet, returned, sound
from consortium.trail import reading as looks

MOST_ROWS = 5_000  # an import holds the records while it writes; a consortium year is a few hundred rows


class Outcome(StrEnum):
    """What became of a row."""

    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


class SomeRefused(ConsortiumError):
    """Of rows that are written in one go, those that cannot be: what is said of each, by its place among them."""

    def __init__(self, refusals: Mapping[int, ConsortiumError]) -> None:
        super().__init__()
        self.refusals = dict(refusals)


Write = Callable[[Viewer, Sequence[Row]], Sequence[Outcome]]


@dataclass(frozen=True)
class Kind:
    """A sheet that can be taken: its columns, its checks, and the verb that writes rows that belong together.

    Rows belong together that agree in the columns of `together`. `at_once`: all rows are written in one go; what raises
    SomeRefused is written again without the rows that it names. `begin` holds what all rows need, before the first.
    `unkept` are columns of which a cell that was refused is given back empty and kept nowhere: it may name a person.
    """

    name: str
    columns: tuple[Column, ...]
    checks: tuple[Check, ...]
    capability: str
    write: Write
    together: tuple[str, ...] = ()
    most_rows: int = MOST_ROWS
    at_once: bool = False
    begin: Callable[[Sequence[Row]], None] = lambda _rows: None
    unkept: tuple[str, ...] = ()


class Import(Record, Base):
    """What became of one file; seen by who sent it."""

    __tablename__ = "imports"
    __table_args__ = (sa.Index("ix_imports_user_id", "user_id"),)

    user_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("users.id"))
    member_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("members.id"))
    kind: Mapped[str] = mapped_column(sa.String(40))
    filename: Mapped[str] = mapped_column(sa.String(200))
    sha256: Mapped[str] = mapped_column(sa.String(64))
    created: Mapped[int]
    changed: Mapped[int]
    unchanged: Mapped[int]
    returned: Mapped[int]
    notices: Mapped[list[str]]
    # Each: line, cells as they were ({column: text}) and faults ([{column, sentence}]).
    returned_rows: Mapped[list[dict[str, Any]]]


@dataclass
class _Taken:
    """What has become of the rows so far."""

    outcomes: list[Outcome] = field(default_factory=list)
    returned: list[tuple[Row, list[Fault]]] = field(default_factory=list)


_KINDS: dict[str, Kind] = {}


def offer(kind: Kind) -> None:
    """Makes a kind of sheet known; each room offers those of its own nouns."""
    _KINDS[kind.name] = kind


def kinds() -> tuple[Kind, ...]:
    """Every kind of sheet that can be taken."""
    return tuple(_KINDS.values())


def kind_of(name: str) -> Kind:
    """One kind of sheet."""
    if name not in _KINDS:
        raise NotFound(f"There is no sheet of the kind {name}; the kinds are {', '.join(_KINDS)}.")
    return _KINDS[name]


def visible(viewer: Viewer) -> Select[Import]:
    """The viewer's own imports, the latest first; the operator sees all.

    Whoever lost the role that a kind asks for, or sent the file for another employer, reads of its rows no more.
    """
    require(viewer, "imports.read")
    found = sa.select(Import).order_by(Import.created_at.desc(), Import.id)
    if viewer.operator:
        return scoped(found)
    names = [kind.name for kind in kinds() if may(viewer, kind.capability)]
    mine = sa.and_(Import.user_id == viewer.user_id, Import.member_id == viewer.member_id)
    return scoped(found.where(mine, Import.kind.in_(names)))


def get(viewer: Viewer, *, import_id: UUID) -> Import:
    """One of the viewer's own imports."""
    found = db.session.scalar(visible(viewer).where(Import.id == import_id))
    if found is None:
        raise NotFound
    return found


def opened(viewer: Viewer, *, import_id: UUID) -> Import:
    """As `get`, for whoever is shown the rows given back: they tell of people, so that it is a look, written down."""
    found = get(viewer, import_id=import_id)
    if found.returned_rows and found.member_id:
        fields = sorted({name for row in found.returned_rows for name in row["cells"]})
        of: dict[str, Any] = {"entity": "imports", "entity_id": found.id, "owner_id": found.member_id}
        looks.note(viewer, **of, stage=Stage.IDENTIFIED, fields=fields)
    return found


def take(viewer: Viewer, *, kind: str, content: bytes, filename: str, strict: bool = False) -> Import:
    """Takes a file of a kind; the file is read before anything is locked.

    Raises BadRows, and takes nothing, when the file as a whole cannot be read, or `strict` and any row is bad.
    """
    require(viewer, "imports.take")
    chosen = kind_of(kind)
    require(viewer, chosen.capability)
    release()
    name = filename.replace("\\", "/").rsplit("/", 1)[-1][:200] or f"{kind}.csv"
    sheet = reading.read_bytes(content, name, chosen.columns, chosen.checks)
    if len(sheet.rows) > chosen.most_rows:
        sentence = f"Split the file: {chosen.most_rows:,} rows is the most that one import takes."
        raise BadRows([Fault(name, None, None, sentence)])
    by_row = returned(sheet)
    if sum(len(faults) for _, faults in by_row) < len(sheet.faults) or (strict and sheet.faults):
        raise BadRows(sheet.faults)
    taken = _Taken(returned=by_row)
    chosen.begin(sound(sheet))
    for rows in _groups(sheet, chosen, taken):
        _write(viewer, chosen, rows, sheet=sheet, taken=taken)
    if strict and taken.returned:
        raise BadRows([fault for _, faults in taken.returned for fault in faults])
    digest = hashlib.sha256(content).hexdigest()
    return _keep(viewer, chosen, name=name, digest=digest, taken=taken, notices=_notices(sheet, chosen))


def _groups(sheet: Sheet, kind: Kind, taken: _Taken) -> list[list[Row]]:
    """The good rows, those that belong together in one group; a group with a bad row is returned whole."""
    bad = {_key(kind, row): row.line for row, _ in taken.returned if kind.together and row.has_read(*kind.together)}
    groups: dict[Hashable, list[Row]] = {}
    for row in sound(sheet):
        key = _key(kind, row)
        if key in bad:
            sentence = f"Mend line {bad[key]} first: the rows of one {kind.together[-1]} are taken together."
            taken.returned.append((row, [Fault(sheet.name, row.line, None, sentence)]))
        else:
            groups.setdefault(key, []).append(row)
    return list(groups.values())


def _key(kind: Kind, row: Row) -> Hashable:
    if kind.at_once:
        return None
    return tuple(row.values[name] for name in kind.together) if kind.together else row.line


def _write(viewer: Viewer, kind: Kind, rows: list[Row], *, sheet: Sheet, taken: _Taken) -> None:
    """Writes a group in a savepoint of its own; a refusal drops it and is given back with its rows."""
    refusals: Mapping[int, ConsortiumError] = {}
    try:
        with db.session.begin_nested():
            taken.outcomes.extend(kind.write(viewer, rows))
    except Unavailable:
        raise
    except SomeRefused as some:
        refusals = some.refusals
    except ConsortiumError as one:
        refusals = dict.fromkeys(range(len(rows)), one)
    taken.returned.extend((rows[at], _faults(one, kind, rows[at], sheet=sheet)) for at, one in refusals.items())
    rest = [row for at, row in enumerate(rows) if at not in refusals]
    if refusals and rest:
        _write(viewer, kind, rest, sheet=sheet, taken=taken)


def _faults(refusal: ConsortiumError, kind: Kind, row: Row, *, sheet: Sheet) -> list[Fault]:
    if not isinstance(refusal, Invalid):
        return [Fault(sheet.name, row.line, None, refusal.sentence)]
    known = {column.name for column in kind.columns}
    return [
        Fault(sheet.name, row.line, name if name in known else None, sentence)
        for name, sentences in refusal.fields.items()
        for sentence in sentences
    ]


def _notices(sheet: Sheet, kind: Kind) -> list[str]:
    """What to know of the file; columns that the product derives are named once."""
    derived = {column.name for column in kind.columns if column.derived}
    passed_over = sorted(derived & {name for row in sheet.rows for name in row.given})
    said = [
        f"{sheet.name}: {name} is derived from the records here; the column was passed over." for name in passed_over
    ]
    return [*said, *(str(notice) for notice in sheet.notices)]


def _keep(viewer: Viewer, kind: Kind, *, name: str, digest: str, taken: _Taken, notices: list[str]) -> Import:
    rows = [
        {
            "line": row.line,
            "cells": _kept_cells(kind, row, faults),
            "faults": [{"column": fault.column, "sentence": fault.sentence} for fault in faults],
        }
        for row, faults in sorted(taken.returned, key=lambda pair: pair[0].line)
    ]
    kept = Import(
        user_id=viewer.user_id,
        member_id=viewer.member_id,
        kind=kind.name,
        filename=name,
        sha256=digest,
        created=taken.outcomes.count(Outcome.CREATED),
        changed=taken.outcomes.count(Outcome.CHANGED),
        unchanged=taken.outcomes.count(Outcome.UNCHANGED),
        returned=len(rows),
        notices=notices,
        returned_rows=rows,
    )
    db.session.add(kept)
    flush()
    return kept


def _kept_cells(kind: Kind, row: Row, faults: Sequence[Fault]) -> dict[str, str]:
    refused = {fault.column for fault in faults} & set(kind.unkept)
    return {name: text for name, text in row.cells.items() if name not in refused}
