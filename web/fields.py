"""The kinds of answer that forms ask for: days, whole numbers, references, lists of words."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from wtforms import Field, SelectField, StringField
from wtforms.validators import DataRequired, Optional, ValidationError

PARTS = ("day", "month", "year")


class Needed(DataRequired):
    """An answer that must be given; the sentence says what to do."""

    field_flags: dict[str, Any] = {}  # noqa: RUF012 (the browser's own bubbles would stand in for our sentences)


class Free(Optional):
    """An answer that may be left out."""


class TextField(StringField):
    """One line of text, trimmed; an empty one is None, as an empty cell is."""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        self.data = (valuelist[0].strip() if valuelist else "") or None

    def _value(self) -> str:
        return "" if self.data is None else str(self.data)


class WholeField(TextField):
    """A whole number; `low` and `high` are the least and the most that can be meant."""

    def __init__(self, label: str, validators: Sequence[Any] = (), *, low: int = 0, high: int = 999, **more: Any):
        super().__init__(label, validators, **more)
        self.low, self.high = low, high
        self.typed = ""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        super().process_formdata(valuelist)
        self.typed, self.data = self.data or "", None
        if not self.typed:
            return
        if not re.fullmatch(r"[0-9]{1,9}", self.typed) or not self.low <= int(self.typed) <= self.high:
            raise ValueError(f"Enter a whole number from {self.low} to {self.high}")
        self.data = int(self.typed)

    def _value(self) -> str:
        return self.typed or ("" if self.data is None else str(self.data))


class DayField(Field):
    """A day typed as day, month and year; all three or none."""

    def __init__(self, label: str, validators: Sequence[Any] = (), *, past: bool = False, **more: Any):
        super().__init__(label, validators, **more)
        self.past = past
        self.given: dict[str, str] = {}

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Read the three boxes; an impossible day is refused with what was typed kept."""
        self.process_errors, self.data = [], None
        self.process_data(data if data is not None else self.default)
        if formdata is None or not any(f"{self.name}-{part}" in formdata for part in PARTS):
            return
        self.given = {part: formdata.get(f"{self.name}-{part}", "").strip() for part in PARTS}
        self.raw_data = [text for text in self.given.values() if text]
        self.data = None
        if self.raw_data:
            self._read()

    def _read(self) -> None:
        missing = [part for part in PARTS if not self.given[part]]
        if missing:
            self.process_errors = [f"Enter the {' and the '.join(missing)} too"]
            return
        try:
            year, month, number = (int(self.given[part]) for part in reversed(PARTS))
            self.data = date(year, month, number)
        except ValueError:
            self.process_errors = ["Enter a day that is in the calendar, such as 14 10 2026"]
            return
        if not 1900 <= self.data.year <= 2100:
            self.process_errors, self.data = ["Enter the year with four figures, such as 2026"], None

    def typed(self, part: str) -> str:
        """What stands in one of the boxes."""
        if self.given:
            return self.given[part]
        return str(getattr(self.data, part)) if self.data else ""

    def part_id(self, part: str) -> str:
        """The id of a box; the first has the field's own id, so that a summary can link to it."""
        return str(self.id) if part == "day" else f"{self.id}-{part}"


class ListField(TextField):
    """Several words separated by semicolons, as in the spreadsheets; commas are read too."""

    def process_data(self, value: Any) -> None:
        self.data = tuple(value or ())

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        parts = re.split(r"[;,]", valuelist[0]) if valuelist else ()
        self.data = tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))

    def _value(self) -> str:
        return "; ".join(self.data or ())


class PickField(SelectField):
    """One of a list; nothing is picked until somebody picks."""

    def __init__(self, label: str, validators: Sequence[Any] = (), *, words: Mapping[str, str], **more: Any):
        super().__init__(label, validators, choices=[("", "Choose one"), *words.items()], **more)

    def offer(self, words: Mapping[str, str]) -> None:
        """Fill the list, where it depends on who looks."""
        self.choices = [("", "Choose one"), *words.items()]

    def pre_validate(self, form: Any) -> None:
        if self.data and self.data not in {value for value, _ in self.choices}:
            raise ValidationError("Choose one of the list")
