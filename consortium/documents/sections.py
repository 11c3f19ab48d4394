"""A document as values: sections of facts, tables and entries, written in the words that people read."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from consortium.floor import clock

Fact = tuple[str, str]


@dataclass(frozen=True)
class Section:
    """One part: facts with their labels, or a table with its heads, or nothing but what is to be said instead.

    The last so many columns of a table are `figures`, and stand to the right.
    """

    title: str
    facts: Sequence[Fact] = ()
    heads: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    note: str = ""
    figures: int = 0


@dataclass(frozen=True)
class Document:
    """What is printed: its name (references alone), its title, for whom and when it was made, and its sections."""

    name: str
    title: str
    reference: str
    made_for: str
    made_on: date
    sections: Sequence[Section]

    def as_values(self) -> dict[str, Any]:
        """The same as plain values, for the process that prints."""
        return asdict(self) | {"made_on": said(self.made_on), "dated": self.made_on.isoformat()}


def facts(row: Mapping[str, Any], labels: Mapping[str, str]) -> list[Fact]:
    """What a row holds of these fields, in this order; one that was withheld is not there at all."""
    return [(label, said(row[name])) for name, label in labels.items() if name in row]


def said(value: Any) -> str:
    """A value in words."""
    if value is None or value in ("", [], ()):
        return "not recorded"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return said(value.astimezone(clock.LONDON).date())
    if isinstance(value, date):
        return f"{value.day} {value:%B %Y}"
    if isinstance(value, str):
        return value
    return ", ".join(_word(one) for one in value) if isinstance(value, Iterable) else str(value)


def _word(value: Any) -> str:
    return said(value).replace("_", " ")
