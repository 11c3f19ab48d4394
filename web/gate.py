"""One gate for what is sent to pages: its kind, how much of it there is, and nothing that the page did not ask for."""

from typing import Any

from flask import request
from werkzeug.exceptions import BadRequest, UnprocessableEntity, UnsupportedMediaType
from wtforms import SelectMultipleField

from consortium.sheets.cells import is_hidden
from web.fields import PARTS, DayField

KINDS = {"", "application/x-www-form-urlencoded", "multipart/form-data"}
MOST_FIELDS, LONGEST_NAME, LONGEST_VALUE = 300, 100, 100_000
MOST_QUESTIONS, LONGEST_QUESTION = 30, 2_000
TRAVELS = {"csrf_token", "carried", "step", "go"}  # what every page carries, and those of several steps
BUTTON = {"csrf_token", "version"}  # what a button sends that asks for nothing


def guard() -> None:
    """Refuses what no page of ours sends, before anything of it is looked at."""
    asked = request.args
    if len(asked) > MOST_QUESTIONS or len(request.query_string) > LONGEST_QUESTION:
        raise BadRequest
    if any(is_hidden(letter) for pair in asked.items(multi=True) for text in pair for letter in text):
        raise BadRequest
    if request.method in ("GET", "HEAD", "OPTIONS"):
        return
    if request.mimetype not in KINDS:
        raise UnsupportedMediaType
    _look_at_fields()
    if _is_button() and set(request.form) - BUTTON:
        raise UnprocessableEntity


def unasked(fields: Any) -> list[str]:
    """The names that were sent though a form has no such field, and those sent twice though it takes one answer."""
    known = {name: field for field in fields for name in _names(field)} | dict.fromkeys(TRAVELS)
    sent = request.form
    twice = {name for name in sent if len(sent.getlist(name)) > 1 and not _takes_several(known.get(name))}
    return [name for name in sent if name not in known or name in twice]


def _look_at_fields() -> None:
    for count, (name, value) in enumerate(request.form.items(multi=True), start=1):
        if count > MOST_FIELDS or len(name) > LONGEST_NAME or len(value) > LONGEST_VALUE or not name.isascii():
            raise BadRequest


def _is_button() -> bool:
    """Whether the address takes what is sent and shows no form of its own."""
    rule = request.url_rule
    return rule is not None and "GET" not in (rule.methods or ())


def _names(field: Any) -> list[str]:
    return [f"{field.name}-{part}" for part in PARTS] if isinstance(field, DayField) else [field.name]


def _takes_several(field: Any) -> bool:
    return isinstance(field, SelectMultipleField)
