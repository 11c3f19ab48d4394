"""The shape of what is sent and given: strict fields, and a schema that refuses whatever it does not know."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any
from urllib.parse import quote

from marshmallow import RAISE, Schema, ValidationError, fields, validate

EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)
LONGEST_POINTER = 200
LARGEST_NUMBER = 2**31 - 1
_LINE = r"[^\s\x00-\x1f\x7f]([^\x00-\x1f\x7f]*[^\s\x00-\x1f\x7f])?"
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class Shape(Schema):
    """A schema of this door: fields in the order written; unknown and read-only fields are refused."""

    class Meta:
        unknown = RAISE

    error_messages = {  # noqa: RUF012
        "unknown": "This field is not known here, or cannot be written.",
        "type": "Send an object.",
    }

    def dump(self, obj: Any, *, many: bool | None = None) -> Any:
        """The row, or rows, as they are sent: the fields that each holds, in the order written; the others stay out.

        marshmallow would look for every field of the shape in every row, and an anonymised profile holds half of them.
        """
        return [self._told(row) for row in obj] if many else self._told(obj)

    def _told(self, row: Mapping[str, Any]) -> dict[str, Any]:
        shape = self.dump_fields.items()
        return {field.data_key or name: field._serialize(row[name], name, row) for name, field in shape if name in row}


class Line(fields.String):
    """One line of text, without spaces around it; `longest` in characters."""

    def __init__(self, *, longest: int = 200, **terms: Any) -> None:
        metadata = {"pattern": f"^{_LINE}$", "minLength": 1, "maxLength": longest, **terms.pop("metadata", {})}
        super().__init__(metadata=metadata, **terms)
        self.longest = longest

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> str:
        if not isinstance(value, str):
            raise ValidationError("Send a text.")
        if not 1 <= len(value) <= self.longest:
            raise ValidationError(f"Send a text of 1 to {self.longest} characters.")
        if not re.fullmatch(_LINE, value):
            raise ValidationError("Send one line of text, without spaces before or after it.")
        return value


class Prose(fields.String):
    """Text of several lines."""

    def __init__(self, *, longest: int = 20_000, **terms: Any) -> None:
        super().__init__(validate=validate.Length(max=longest), **terms)


class Term(Line):
    """A text that a spreadsheet could list: without the semicolon that separates the terms of a list there."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        if ";" in text:
            raise ValidationError("Send one term at a time, without a semicolon.")
        return text


class Whole(fields.Integer):
    """A whole number, from `low` to `high`; from an address it comes as digits."""

    def __init__(self, *, low: int = 0, high: int = LARGEST_NUMBER, digits: bool = False, **terms: Any) -> None:
        super().__init__(validate=validate.Range(low, high, error=f"Send {low} to {high}."), **terms)
        self.digits = digits

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> int:
        if self.digits and re.fullmatch(r"-?[0-9]{1,18}", value):
            return int(value)
        if isinstance(value, bool) or not isinstance(value, int | float) or value != int(value):
            raise ValidationError("Send a whole number.")
        return int(value)


class Day(fields.Date):
    """A calendar day as YYYY-MM-DD, from 1900 to 2199."""

    def __init__(self, **terms: Any) -> None:
        super().__init__(metadata={"description": "A day from 1900 to 2199.", **terms.pop("metadata", {})}, **terms)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> date:
        try:
            day = date.fromisoformat(value) if isinstance(value, str) and _DAY.fullmatch(value) else None
        except ValueError:
            day = None
        if day is None or not EARLIEST <= day <= LATEST:
            raise ValidationError("Send a day as 2026-11-22.")
        return day


class Flag(fields.Boolean):
    """true or false, and no word for them."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> bool:
        if not isinstance(value, bool):
            raise ValidationError("Send true or false.")
        return value


def word(choices: Any, **terms: Any) -> fields.String:
    """One word of a vocabulary of the domain: an enum, or the words themselves."""
    words = [str(choice) for choice in choices]
    return fields.String(validate=validate.OneOf(words, error=f"Send one of {', '.join(words)}."), **terms)


def words(inner: fields.Field[Any] | None = None, *, most: int = 50, **terms: Any) -> fields.List[Any]:
    """A list of terms."""
    return fields.List(inner or Term(longest=100), validate=validate.Length(max=most), **terms)


def disclosed() -> fields.String:
    """How far a record is shown to whoever asks: its owner, or the stage that a link has reached."""
    stages = ("own", "L1", "L2", "L3")
    return fields.String(
        dump_only=True, validate=validate.OneOf(stages), metadata={"description": "Fields beyond it are left out."}
    )


class Paging(Shape):
    """Which page of a list."""

    limit = Whole(low=1, high=200, digits=True, metadata={"description": "How many to give at most (50 if not said)."})
    cursor = Line(longest=500, metadata={"description": "`next` of the page before."})


def new_of(shape: type[Schema]) -> Schema:
    """What is sent to make a new record: the shape without its read-only fields."""
    return shape(exclude=_read_only(shape()))


def change_of(shape: type[Schema]) -> Schema:
    """What is sent to change a record: any of the fields that may change."""
    fixed = [name for name, field in shape().fields.items() if field.metadata.get("x-fixed")]
    return shape(exclude=[*_read_only(shape()), *fixed], partial=True)


def _read_only(shape: Schema) -> list[str]:
    return [name for name, field in shape.fields.items() if field.dump_only]


def faults_of(error: ValidationError) -> Iterator[tuple[str, str]]:
    """Each fault of a refused value: its JSON pointer and a sentence."""
    yield from _faults(error.messages, "")


def _faults(messages: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(messages, dict):
        for name, inner in messages.items():
            step = "" if name == "_schema" else "/" + quote(str(name)[:60].replace("~", "~0").replace("/", "~1"))
            yield from _faults(inner, (path + step)[:LONGEST_POINTER])
    else:
        yield from ((path, str(sentence)) for sentence in messages)
