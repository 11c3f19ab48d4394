"""The kinds of answer that forms ask for: days, whole numbers, references, lists of words."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from wtforms import Field, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import StopValidation
from wtforms.widgets import CheckboxInput, ListWidget

from consortium.sheets import cells
from consortium.sheets.columns import Read

PARTS = ("day", "month", "year")
_POUNDS = re.compile(r"£?\s*(\d{1,3}(?:,\d{3}){1,3}|\d{1,10})(?:\.(\d\d))?", re.ASCII)
YES_NO = {"yes": True, "no": False}


def key(text: str | None) -> UUID | None:
    """The id that was picked from a list; nothing for a text that is none."""
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


class Needed:
    """An answer that must be given; the sentence says what to do."""

    field_flags: dict[str, Any] = {}  # the browser's own bubbles would stand in for our sentences

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence

    def __call__(self, form: Any, field: Field) -> None:
        """Say the sentence where nothing was typed; what was typed wrongly has its own."""
        if not field.errors and field.data in (None, "", ()):
            raise StopValidation(self.sentence)


class TextField(StringField):  # type: ignore[misc]
    """One line of text, trimmed; an empty one is None, as an empty cell is."""

    data: Any

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        self.data = (valuelist[0].strip() if valuelist else "") or None

    def _value(self) -> str:
        return "" if self.data is None else str(self.data)


class CellField(TextField):
    """Text that is read as a cell of the spreadsheets is, so that every door takes and refuses the same."""

    def __init__(self, label: str, validators: Sequence[Any] = (), *, read: Read, **more: Any) -> None:
        super().__init__(label, validators, **more)
        self.read = read
        self.typed: str | None = None

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        super().process_formdata(valuelist)
        self.typed, self.data = self.data or "", None
        if self.typed:
            self.data = self.read(self.typed)

    def _value(self) -> str:
        return super()._value() if self.typed is None else self.typed


class WholeField(CellField):
    """A whole number from `low` to `high`."""

    def __init__(self, label: str, validators: Sequence[Any] = (), *, low: int = 0, high: int = 999, **more: Any):
        super().__init__(label, validators, read=cells.whole(low, high), **more)


class PoundsField(CellField):
    """An amount in pounds, kept in whole pence."""

    def __init__(self, label: str, validators: Sequence[Any] = (), **more: Any) -> None:
        super().__init__(label, validators, read=_pence, **more)

    def _value(self) -> str:
        if self.typed is not None:
            return self.typed
        return "" if self.data is None else f"{self.data // 100}.{self.data % 100:02}"


def _pence(typed: Any) -> int:
    """Whole pence of what people type: 39,600.00, £39600 or 168.31."""
    found = _POUNDS.fullmatch(str(typed))
    if not found:
        raise ValueError("Write an amount in pounds and pence, such as 39,600.00.")
    return int(found[1].replace(",", "")) * 100 + int(found[2] or 0)


class DayField(Field):  # type: ignore[misc]
    """A day typed as day, month and year; all three or none."""

    data: date | None
    process_errors: list[str]

    def __init__(self, label: str, validators: Sequence[Any] = (), *, past: bool = False, **more: Any):
        super().__init__(label, validators, **more)
        self.past = past
        self.given: dict[str, str] = {}

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Read the three boxes; an impossible day is refused with what was typed kept."""
        self.process_errors, self.data = [], None
        self.process_data(data if isinstance(data, date) else self.default)
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
            self.process_errors = [f"Enter the {' and the '.join(missing)} too."]
            return
        try:
            year, month, number = (int(self.given[part]) for part in reversed(PARTS))
            found = date(year, month, number)
        except (ValueError, OverflowError):
            self.process_errors = ["Enter a day that is in the calendar, such as 14 10 2026."]
            return
        if 1900 <= found.year <= 2199:
            self.data = found
        else:
            self.process_errors = ["Enter the year with four figures, such as 2026."]

    def typed(self, part: str) -> str:
        """What stands in one of the boxes."""
        if self.given:
            return self.given[part]
        return str(getattr(self.data, part)) if self.data else ""

    def part_id(self, part: str) -> str:
        """The id of a box; the first has the field's own id, so that a summary can link to it."""
        return str(self.id) if part == "day" else f"{self.id}-{part}"


class ListField(CellField):
    """Several words separated by semicolons, as in the spreadsheets; commas and lines part them too."""

    def __init__(self, label: str, validators: Sequence[Any] = (), *, read: Read = cells.text, **more: Any) -> None:
        several = cells.listing(read)
        super().__init__(label, validators, read=lambda typed: several(re.sub(r"[,\n]", ";", str(typed))), **more)

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        super().process_formdata(valuelist)
        self.data = self.data or ()

    def _value(self) -> str:
        return "; ".join(self.data or ()) if self.typed is None else self.typed


def _choices(words: Mapping[str, str]) -> list[SelectChoice]:
    return [SelectChoice(value, label) for value, label in words.items()]


class _OfAList:
    """Choices that are words for codes; an answer from outside the list is refused."""

    data: Any
    choices: list[SelectChoice]

    def offer(self, words: Mapping[str, str]) -> None:
        """Fill the list, where it depends on who looks."""
        self.choices = _choices(words)

    def pre_validate(self, form: Any) -> None:
        given = getattr(self, "data", None) or ()
        picked = {given} if isinstance(given, str) else set(given)
        if not picked <= {choice.value for choice in self.choices}:
            raise StopValidation("Choose from the list.")


class PickField(_OfAList, SelectField):  # type: ignore[misc]
    """One of a list that opens; nothing is picked until somebody picks."""

    def __init__(
        self,
        label: str,
        validators: Sequence[Any] = (),
        *,
        words: Mapping[str, str],
        empty: str = "Choose one",
        **more: Any,
    ) -> None:
        self._empty = empty
        super().__init__(label, validators, choices=_choices({"": empty, **words}), **more)

    def offer(self, words: Mapping[str, str]) -> None:
        """Fill the list below its empty first line; where there is but one, it is picked."""
        self.choices = _choices({"": self._empty, **words})
        if len(words) == 1 and self.data is None:
            self.data = next(iter(words))

    def process_data(self, value: Any) -> None:
        self.data = None if value is None else str(value)

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        self.data = (valuelist[0] if valuelist else "") or None


class ChoiceField(_OfAList, RadioField):  # type: ignore[misc]
    """One of a few, all in sight; nothing is chosen beforehand unless a default says so."""

    def __init__(self, label: str, validators: Sequence[Any] = (), *, words: Mapping[str, str], **more: Any) -> None:
        super().__init__(label, validators, choices=_choices(words), **more)


class FlagField(RadioField):  # type: ignore[misc]
    """Yes or no, each in words of its own; given as true or false."""

    def __init__(self, label: str, validators: Sequence[Any] = (), *, words: Mapping[bool, str], **more: Any) -> None:
        named = {word: words[flag] for word, flag in YES_NO.items()}
        super().__init__(label, validators, choices=_choices(named), coerce=lambda said: YES_NO.get(said, said), **more)

    def pre_validate(self, form: Any) -> None:
        """Refuse an answer that is neither."""
        if self.data not in (None, True, False):
            raise StopValidation("Choose from the list.")


class ManyField(_OfAList, SelectMultipleField):  # type: ignore[misc]
    """Any of a list, as boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, label: str, validators: Sequence[Any] = (), *, words: Mapping[str, str], **more: Any) -> None:
        super().__init__(label, validators, choices=_choices(words), **more)

    def process_data(self, value: Any) -> None:
        self.data = tuple(value or ())

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        self.data = tuple(dict.fromkeys(valuelist))
