"""Logs: lines of JSON that carry the names of events, ids and counts, and never what people typed or records hold.

What is no known key is dropped, and a value that is neither a number, an id nor a short code is withheld: nothing gets
in by being forgotten. Of other programs' messages the place and the template are kept, not what was to be filled in.
"""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any
from uuid import UUID

import structlog

KEYS = frozenset({
    "event", "level", "timestamp", "request_id", "endpoint", "method", "status", "milliseconds", "actor_id",
    "record_id", "error", "place", "logger", "template",
})  # fmt: skip
_CODE = re.compile(r"[\w.:+-]{1,120}", re.ASCII)
Event = MutableMapping[str, Any]


def keep_to_codes(_logger: Any, _method: str, event: Event) -> Event:
    """Drops what is not known, withholds what is no code; `template` is a program's own text and stays."""
    return {name: _safe(name, value) for name, value in event.items() if name in KEYS}


def _safe(name: str, value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, UUID):
        return str(value)
    if name == "template":
        return str(value)[:200]
    return value if isinstance(value, str) and _CODE.fullmatch(value) else "withheld"


STEPS: list[Any] = [
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    keep_to_codes,
    structlog.processors.JSONRenderer(),
]


class Formatter(logging.Formatter):
    """Other programs' records as the same lines: which logger, the unfilled template, the class of an exception."""

    def format(self, record: logging.LogRecord) -> str:
        """One line of JSON."""
        said: Event = {"event": "library.said", "logger": record.name, "place": f"{record.module}:{record.lineno}"}
        if record.args:  # without any, nobody knows what the message was put together from
            said["template"] = str(record.msg)
        if record.exc_info and record.exc_info[1]:
            said.update(failure(record.exc_info[1]))
        for step in STEPS:
            said = step(None, record.levelname.lower(), said)
        return str(said)


def failure(error: BaseException) -> dict[str, Any]:
    """What may be said of an exception: its class and the place that raised it."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f"{trace.tb_frame.f_globals.get('__name__', '')}:{trace.tb_lineno}" if trace else None
    return {"error": type(error).__name__, "place": place}


def logger() -> Any:
    """Where the product's own events are told: one line each, to standard error."""
    return structlog.wrap_logger(structlog.PrintLogger(sys.stderr), processors=STEPS)


def settings() -> dict[str, Any]:
    """For `logging.config.dictConfig`: every other program's records through the same form."""
    handler = {"class": "logging.StreamHandler", "formatter": "codes", "stream": "ext://sys.stderr"}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"codes": {"()": Formatter}},
        "handlers": {"codes": handler},
        "root": {"level": "WARNING", "handlers": ["codes"]},
    }
