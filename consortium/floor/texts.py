"""What any text of a record may hold, whichever door it came through: the floor beneath every form and schema."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from consortium.floor.errors import Invalid
from consortium.sheets.cells import is_hidden

LONGEST = 20_000


def refuse_unfit(record: Any) -> None:
    """Refuse a record whose text is longer than its column or holds characters that nobody can see."""
    faults = dict(_faults(record))
    if faults:
        raise Invalid(faults)


def _faults(record: Any) -> Iterator[tuple[str, list[str]]]:
    for name, column in sa.inspect(type(record)).columns.items():
        value = record.__dict__.get(name)
        if not isinstance(value, str):
            continue
        most = getattr(column.type, "length", None) or LONGEST
        if len(value) > most:
            yield name, [f"Shorten this: {most:,} characters is the most."]
        elif not value.isprintable() and any(is_hidden(character) for character in value):
            yield name, ["Type this again: it holds a character that cannot be seen."]
