"""Long lists a page at a time: the cursor is where the last page ended, not how far in, so nothing is lost or twice."""

import base64
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, inspect, literal, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from api import gate
from api.problems import Refused
from consortium.floor.db import db

USUAL_LIMIT = 50
Columns = list[InstrumentedAttribute[Any]]


def _instant(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError("An instant needs its time zone.")
    return found.astimezone(UTC)


def _whole(text: str) -> int:
    if abs(found := int(text)) >= 2**31:
        raise ValueError("The number does not fit in 32 bits.")
    return found


_READERS: dict[type, Callable[[str], Any]] = {
    UUID: UUID,
    datetime: _instant,
    date: date.fromisoformat,
    int: _whole,
    str: gate.fit,
}


@dataclass(frozen=True)
class Listing:
    """What a list operation gives: the noun's own selection, the column that orders it, and how its rows are shown.

    `parts` names the column that keeps rows apart which tie, where the id may not be told: a cursor can be read.
    """

    rows: Select[Any]
    by: str
    shown: Callable[[Sequence[Any]], Iterable[Mapping[str, Any]]]
    newest_first: bool = False
    parts: str = ""


def page_of(listing: Listing, *, limit: int | None = None, cursor: str | None = None) -> dict[str, Any]:
    """One page: `items`, and `next` to ask for the page after it (None on the last)."""
    columns = _columns(listing)
    chosen = listing.rows if cursor is None else listing.rows.where(_beyond(columns, cursor, listing.newest_first))
    order = [column.desc() if listing.newest_first else column.asc() for column in columns]
    size = limit or USUAL_LIMIT
    rows = db.session.scalars(chosen.order_by(None).order_by(*order).limit(size + 1)).all()
    return {
        "items": list(listing.shown(rows[:size])),
        "next": _cursor(columns, rows[size - 1]) if len(rows) > size else None,
    }


def _columns(listing: Listing) -> Columns:
    """The ordering column and, so that no two rows tie, the id or what stands for it."""
    table = listing.rows.column_descriptions[0]["entity"]
    parting = [listing.parts] if listing.parts else [column.key for column in inspect(table).primary_key]
    return [getattr(table, name) for name in (listing.by, *parting)]


def _cursor(columns: Columns, row: Any) -> str:
    values = [str(getattr(row, column.key)) for column in columns]
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


def _beyond(columns: Columns, cursor: str, newest_first: bool) -> Any:
    """The condition that holds for the rows after the cursor; a cursor is read strictly, whoever made it."""
    try:
        values = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), b"-_", validate=True))
        kinds = [getattr(column.type, "impl_instance", column.type).python_type for column in columns]
        place = [_READERS[kind](value) for kind, value in zip(kinds, values, strict=True)]
    except (ValueError, TypeError, AttributeError, OverflowError, RecursionError):
        faults = [{"detail": "Send `next` as it was given.", "parameter": "cursor"}]
        raise Refused(422, "invalid", "This cursor is not one that was given.", faults) from None
    here = tuple_(*(literal(value, column.type) for value, column in zip(place, columns, strict=True)))
    return tuple_(*columns) < here if newest_first else tuple_(*columns) > here
