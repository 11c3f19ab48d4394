"""Reads the clock's rules from data: every fault of the data is named in a sentence, and none is guessed away."""

import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import MISSING, fields
from datetime import date
from typing import Any, get_args, get_origin

from consortium.timescales.counting import COUNTINGS, MOST, WEEKDAYS, WorkingDays
from consortium.timescales.rules import SIDES, WHENS, Aim, EventKind, Rules, StepKind, Term

CHOICES: Mapping[str, Sequence[str]] = {
    "when": WHENS,
    "counting": tuple(COUNTINGS),
    "basis": ("law", "target"),
    "owner": SIDES,
    "begins": ("first", "each", "anew"),
    "answers": ("any", "own"),
}
LARGEST = {"count": MOST, "weeks": MOST // 7, "percent": 100}
SECTIONS = {"working_days", "event", "step", "aim"}


class RulesRefused(Exception):
    """Rules that cannot be used; `sentences` say what to mend, one for each fault."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__("\n".join(sentences))
        self.sentences = sentences


def from_toml(text: str) -> Rules:
    """The rules of a TOML file; raises RulesRefused with a sentence for each fault."""
    try:
        return rules_of(tomllib.loads(text))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise RulesRefused([f"This is not a TOML file of rules: {error}."]) from error


def rules_of(data: Mapping[str, Any]) -> Rules:
    """The rules of plain data; raises RulesRefused with a sentence for each fault."""
    faults = [f"“{name}” is no part of the rules: they have {_listed(SECTIONS)}." for name in set(data) - SECTIONS]
    working = _working(data.get("working_days", {}), faults)
    events = {one.code: one for one in _each(data, "event", EventKind, faults)}
    steps = tuple(_each(data, "step", StepKind, faults))
    aims = tuple(_each(data, "aim", Aim, faults))
    if not faults:
        faults += [*_strangers(events, steps, aims), *_twice(data), *_overlaps(steps)]
    if faults:
        raise RulesRefused(faults)
    return Rules(working, events, steps, aims)


def _each(data: Mapping[str, Any], section: str, kind: type[Any], faults: list[str]) -> Iterator[Any]:
    entries = data.get(section, [])
    if not isinstance(entries, list) or not all(isinstance(entry, Mapping) for entry in entries):
        faults.append(f"Write each {section} under [[{section}]].")
        return
    for at, entry in enumerate(entries, start=1):
        where = f"{section} {entry.get('code') or f'number {at}'}"
        found = _one(dict(entry), where, kind, faults)
        if found is not None:
            yield found


def _one(entry: dict[str, Any], where: str, kind: type[Any], faults: list[str]) -> Any:
    """An object of this kind; None where its entry has a fault, which is told."""
    before = len(faults)
    if kind is StepKind:
        terms = entry.pop("term", [])
        listed = terms if isinstance(terms, list) and terms else [{}]
        entry["terms"] = tuple(_one(dict(one), f"{where}, a term", Term, faults) for one in listed)
    known = {field.name: field for field in fields(kind)}
    faults += [f"{where}: “{name}” is not known here." for name in entry if name not in known]
    for name, field in known.items():
        if name in entry:
            faults += [f"{where}: {sentence}" for sentence in _wrong(name, field.type, entry[name])]
        elif field.default is MISSING:
            faults.append(f"{where}: {name} is needed.")
    if len(faults) > before:
        return None
    return kind(**{name: tuple(value) if isinstance(value, list) else value for name, value in entry.items()})


def _wrong(name: str, kind: Any, value: Any) -> Iterator[str]:
    if name in CHOICES and value not in CHOICES[name]:
        yield f"{name} is one of {', '.join(CHOICES[name])}."
    elif name in LARGEST and not (
        isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= LARGEST[name]
    ):
        yield f"{name} is a whole number from 1 to {LARGEST[name]:,}."
    elif name == "closed_by" and value == []:
        yield "closed_by names at least one event that answers it."
    elif not _fits(kind, value):
        yield f"{name} is {_called(kind)}."


def _fits(kind: Any, value: Any) -> bool:
    if get_origin(kind) is tuple:
        return isinstance(value, list | tuple) and all(isinstance(one, get_args(kind)[0]) for one in value)
    if kind is date:
        return type(value) is date
    return kind not in (str, bool) or (isinstance(value, kind) and value != "")


def _called(kind: Any) -> str:
    names: Mapping[Any, str] = {str: "a text", bool: "true or false", date: "a day, as 2026-11-22"}
    return names.get(kind, "a list of texts")


def _working(entry: Any, faults: list[str]) -> WorkingDays:
    """The days that do not count."""
    weekdays = _all(
        entry, "weekdays", WEEKDAYS.index, "weekdays of the working days: name them, as “saturday”.", faults
    )
    yearly = _all(entry, "yearly", _month_day, "yearly days of the working days: write them as “12-25”.", faults)
    if len(set(weekdays)) == len(WEEKDAYS):
        faults.append("weekdays of the working days: leave at least one weekday to be counted.")
    return WorkingDays(frozenset(weekdays), frozenset(yearly))


def _all(entry: Any, name: str, read: Callable[[str], Any], sentence: str, faults: list[str]) -> list[Any]:
    try:
        return [read(one) for one in entry.get(name, [])]
    except (AttributeError, TypeError, ValueError):
        faults.append(sentence)
        return []


def _month_day(text: str) -> tuple[int, int]:
    day = date.fromisoformat(f"2000-{text}")
    return day.month, day.day


def _strangers(events: Mapping[str, EventKind], steps: Sequence[StepKind], aims: Sequence[Aim]) -> Iterator[str]:
    """What begins or answers has to be a kind of event."""
    named = [(f"step {step.code}", code) for step in steps for code in (step.begins_with, *step.closed_by)]
    named += [(f"aim {aim.code}", code) for aim in aims for code in (aim.begins_with, aim.closed_by)]
    yield from (f"{where}: “{code}” is none of the events." for where, code in named if code not in events)
    named = [(f"event {kind.code}", kind.counts_as) for kind in events.values() if kind.counts_as]
    yield from (f"{where}: “{code}” is none of the events." for where, code in named if code not in events)
    for kind in events.values():
        yield from (f"event {kind.code}: “{side}” records nothing." for side in kind.recorded_by if side not in SIDES)


def _twice(data: Mapping[str, Any]) -> Iterator[str]:
    for section in ("event", "step", "aim"):
        codes = [entry["code"] for entry in data.get(section, [])]
        yield from (
            f"{section} {code}: it stands here twice." for code in dict.fromkeys(codes) if codes.count(code) > 1
        )


def _overlaps(steps: Sequence[StepKind]) -> Iterator[str]:
    """On any day one term holds, or none: two would leave it to their order which."""
    for step in steps:
        for when in WHENS:
            terms = sorted((one for one in step.terms if one.when == when), key=lambda one: one.effective_from)
            for before, after in zip(terms, terms[1:], strict=False):
                if after.effective_from < before.effective_to:
                    yield f"step {step.code}: two terms for “{when}” hold on {after.effective_from}."


def _listed(names: set[str]) -> str:
    return ", ".join(sorted(names))
