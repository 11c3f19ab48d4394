"""Changes as plain data and back: read strictly, so that nothing that somebody typed is passed over in silence."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, Field, fields
from datetime import date
from typing import Any

from matching.supposing.changes import Change
from matching.supposing.facts import FACTS, RANGES
from matching.supposing.scenarios import KINDS, MOST, Unsupposable

CODE = "change"  # the key that says of which kind one is
LONGEST, MOST_WORDS = 200, 30
BY_CODE: Mapping[str, type[Change]] = {kind.code: kind for kind in KINDS}
Reader = Callable[[Any], Any]


def changes_of(rows: Any) -> tuple[Change, ...]:
    """The changes of plain data. Raises Unsupposable with every fault, each with the number of its change."""
    if not isinstance(rows, Sequence) or isinstance(rows, str | bytes):
        raise Unsupposable([(0, "The changes are a list.")])
    if len(rows) > MOST:
        raise Unsupposable([(0, f"Suppose {MOST} changes at the most: these are {len(rows)}.")])
    found: list[Change] = []
    faults: list[tuple[int, str]] = []
    for number, row in enumerate(rows, start=1):
        try:
            found.append(change_of(row))
        except Unsupposable as refused:
            faults += [(number, sentence) for _, sentence in refused.faults]
    if faults:
        raise Unsupposable(faults)
    return tuple(found)


def change_of(row: Any) -> Change:
    """One change of plain data. Raises Unsupposable with every fault."""
    if not isinstance(row, Mapping) or row.get(CODE) not in list(BY_CODE):
        raise Unsupposable([(0, f"“{CODE}” is one of {', '.join(BY_CODE)}.")])
    kind = BY_CODE[row[CODE]]
    known = {field.name: field for field in fields(kind)}  # type: ignore[arg-type]  # every kind is a dataclass
    values, faults = {}, [f"“{name}” is nothing that {kind.code} takes." for name in row if name not in {CODE, *known}]
    for name, field in known.items():
        if name in row:
            try:
                values[name] = _reader(name, row)(row[name])
            except ValueError as refused:
                faults.append(f"{name}: {refused}")
        elif _is_needed(field):
            faults.append(f"{name} is missing.")
    if faults:
        raise Unsupposable([(0, sentence) for sentence in faults])
    return kind(**values)


def as_data(change: Change) -> dict[str, Any]:
    """A change as plain data, what has its default left out; read again it is the same change."""
    given = (field for field in fields(change) if getattr(change, field.name) != field.default)  # type: ignore[arg-type]
    return {CODE: change.code} | {field.name: _plain(getattr(change, field.name)) for field in given}


def _reader(name: str, row: Mapping[str, Any]) -> Reader:
    if name == "value":
        return _whole if row.get("fact") in RANGES else _day if row.get("fact") == "available_from" else _text
    return _READERS.get(name, _text)


def _is_needed(field: "Field[Any]") -> bool:
    return field.default is MISSING and field.default_factory is MISSING


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip() or not value.isprintable() or len(value) > LONGEST:
        raise ValueError(f"a text of one line, of {LONGEST} characters at the most")
    return value.strip()


def _part(value: Any) -> str:
    return value if value == "" else _text(value)


def _whole(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) > 100_000:
        raise ValueError("a whole number")
    return value


def _day(value: Any) -> date:
    if isinstance(value, str) and len(value) == len("2026-11-27"):
        try:
            found = date.fromisoformat(value)
        except ValueError:
            found = date.min
        if 1900 <= found.year <= 2199:
            return found
    raise ValueError("a day, year-month-day, for example 2026-11-27")


def _list(value: Any, each: Reader) -> tuple[Any, ...]:
    if not isinstance(value, Sequence) or isinstance(value, str | bytes) or len(value) > MOST_WORDS:
        raise ValueError(f"a list of {MOST_WORDS} at the most")
    return tuple(map(each, value))


def _words(value: Any) -> tuple[str, ...]:
    """Codes of needs: as matching compares them, so that two ways of writing one are one."""
    return tuple(sorted({word.casefold() for word in _list(value, _text)}))


def _postcode(value: Any) -> str:
    joined = "".join(_text(value).upper().split())
    return f"{joined[:-3]} {joined[-3:]}"


def _fact(value: Any) -> str:
    if value not in FACTS:
        raise ValueError(f"one of {', '.join(FACTS)}")
    return str(value)


def _terms(value: Any) -> dict[str, int]:
    if not isinstance(value, Mapping) or not value or len(value) > MOST_WORDS:
        raise ValueError("a table with a whole number for each term")
    return {_text(name): _whole(number) for name, number in value.items()}


def _maybe(read: Reader) -> Reader:
    return lambda value: None if value is None else read(value)


_READERS: Mapping[str, Reader] = {
    "fact": _fact,
    "part": _part,
    "terms": _terms,
    "until": _day,
    "on": _maybe(_day),
    "needed_by": _maybe(_day),
    "postcode": _postcode,
    "contact_postcode": _maybe(_postcode),
    "ages_months": lambda value: _list(value, _whole),
    "sexes": lambda value: _list(value, _text),
    **dict.fromkeys(("needs", "yes_needs", "discuss_needs", "no_needs"), _words),
    **dict.fromkeys(
        ("max_travel_minutes", "approved_children", "min_age_months", "max_age_months"),
        _whole,
    ),
}


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return list(value)
    return dict(value) if isinstance(value, Mapping) else value
