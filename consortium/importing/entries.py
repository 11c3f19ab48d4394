"""What people enter for a record, read by the same columns and checks as the spreadsheets."""

import secrets
from collections.abc import Container, Mapping, Sequence
from typing import Any

from sqlalchemy.orm.attributes import flag_modified

from consortium.floor import clock
from consortium.floor.db import Editable, Record
from consortium.floor.errors import Invalid
from consortium.sheets.columns import Check, Column, Row

# No vowels and nothing that looks like something else: a reference spells no word and means nothing.
LETTERS = "23456789BCDFGHJKMNPQRSTVWXZ"


def new_ref(letter: str) -> str:
    """A fresh reference such as H-7K3QXB, which says nothing of its owner or of how many there are."""
    return f"{letter}-{''.join(secrets.choice(LETTERS) for _ in range(6))}"


def read(values: Mapping[str, Any], columns: Sequence[Column], *, fixed: Container[str] = ()) -> dict[str, Any]:
    """The values as their columns read them; None gives a column's default.

    Raises Invalid for unknown fields, for fields that only the product writes (derived or `fixed`), for required
    fields without a value, and for values a column cannot read.
    """
    known = {column.name: column for column in columns if column.name != "version"}
    found: dict[str, Any] = {}
    faults: dict[str, list[str]] = {}
    for name, value in values.items():
        column = known.get(name)
        if column is None:
            faults[name] = ["There is no such field."]
        elif column.derived or name in fixed:
            faults[name] = ["This field cannot be set here."]
        else:
            try:
                found[name] = _value(column, value)
            except ValueError as refusal:
                faults[name] = [str(refusal)]
    if faults:
        raise Invalid(faults)
    return found


def _value(column: Column, value: Any) -> Any:
    if isinstance(value, list | tuple):
        parts: list[Any] = []
        for part in value:
            held = column.read(part)
            parts.extend(held if isinstance(held, tuple) else [held])
        return tuple(parts)
    if value is None or value is False or (isinstance(value, str) and not value.strip()):
        if column.required:
            raise ValueError("Fill this in: it is needed.")
        return column.default
    return column.read(value)


def complete(values: Mapping[str, Any], columns: Sequence[Column], *, optional: Container[str] = ()) -> dict[str, Any]:
    """The values with every column's default; raises Invalid where a required one is missing."""
    missing = [c.name for c in columns if c.required and c.name not in values and c.name not in optional]
    if missing:
        raise Invalid({name: ["Fill this in: it is needed."] for name in missing})
    return {column.name: column.default for column in columns} | dict(values)


def check(values: Mapping[str, Any], checks: Sequence[Check]) -> None:
    """Holds one whole record against its sheet's checks; raises Invalid with their sentences."""
    row = Row(line=1, values=dict(values))
    faults: dict[str, list[str]] = {}
    for one in checks:
        for found in one([row]):
            if not found.notice:
                faults.setdefault(found.column or "", []).append(found.sentence)
    if faults:
        raise Invalid(faults)


def amend(row: Record, values: Mapping[str, Any]) -> bool:
    """Sets what differs; returns whether anything did."""
    changed = False
    for name, value in values.items():
        held = list(value) if isinstance(value, tuple) else value
        if getattr(row, name) != held:
            setattr(row, name, held)
            changed = True
    return changed


def touch(row: Editable) -> None:
    """Marks a record as changed, so that its version rises even when only something below it changed."""
    row.changed_at = clock.now()
    flag_modified(row, "changed_at")
