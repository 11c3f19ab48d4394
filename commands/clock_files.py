"""The file of `consortium clock` into steps, and the steps into a file; any bad row refuses them all."""

import argparse
import json
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from consortium.floor import clock
from consortium.sheets import events as sheet
from consortium.sheets import reading, writing
from consortium.sheets.columns import Fault, Refused, whole
from consortium.timescales.reading import RulesRefused, from_toml
from consortium.timescales.rules import Rules, shipped
from consortium.timescales.steps import Event, Step, steps
from consortium.timescales.unanswered import unanswered

COLUMNS = ("case_ref", "step", "due_on", "done_on", "state", "basis", "source")


@dataclass(frozen=True)
class Told:
    """Every step on a day, the rules that made them, and what should be known of the file."""

    as_of: date
    rules: Rules
    steps: list[Step]
    cases: int
    notices: list[str]


def read(arguments: argparse.Namespace) -> Told:
    """The steps that the file gives. Raises Refused with every fault of the file, or of the rules."""
    rules = _answerable(shipped() if arguments.rules is None else _rules(arguments.rules))
    found = reading.read(arguments.events, sheet.columns(rules), sheet.CHECKS)
    events = [Event(**row.values) for row in whole(found)]
    as_of = arguments.as_of or clock.today()
    notices = [
        *map(str, found.notices),
        *(f"{arguments.events}: {one}" for one in unanswered(events, rules, as_of=as_of)),
    ]
    return Told(as_of, rules, steps(events, rules, as_of=as_of), len({event.case_ref for event in events}), notices)


def _answerable(rules: Rules) -> Rules:
    """What a file can answer: a step whose answers the events sheet has no word for would stand overdue for ever."""
    told = [step for step in rules.steps if any(rules.events[code].sheet for code in step.closed_by)]
    return replace(rules, steps=tuple(told))


def content(suffix: str, told: Told) -> bytes:
    """The steps as a file of this ending."""
    rows = [{name: getattr(step, name) for name in COLUMNS} for step in told.steps]
    if suffix != ".json":
        columns = [*COLUMNS, "as_of"]
        return writing.file_bytes(suffix, {"Steps": (columns, [{**row, "as_of": told.as_of} for row in rows])})
    lines = [json.dumps({name: _for_json(value) for name, value in row.items()}, ensure_ascii=False) for row in rows]
    listed = ",".join(f"\n    {line}" for line in lines)  # a line a step: a tenth of the time of an indented one
    return f'{{\n  "as_of": "{told.as_of}",\n  "steps": [{listed}\n  ]\n}}\n'.encode()


def _for_json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _rules(path: Path) -> Rules:
    try:
        return from_toml(path.read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        sentence = getattr(error, "strerror", None) or "Save the file as UTF-8"
        raise Refused([Fault(str(path), None, None, f"The rules cannot be read: {sentence}.")]) from error
    except RulesRefused as refused:
        raise Refused([Fault(str(path), None, None, sentence) for sentence in refused.sentences]) from refused
