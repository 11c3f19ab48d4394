"""Whatever goes wrong under /api is answered as problem+json, under the status that the errors' own table names."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Flask, Response, request
from sqlalchemy.exc import IntegrityError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from api.problems import Errors, Refused, problem
from consortium.floor import errors

Answer = Callable[[Exception], Any]
BUSY = "The database is busy or away. Nothing was changed: try again."
HELD = "This cannot be kept beside what is already recorded."
CHANGED = "The record was changed meanwhile: read it again."
# What the database says by itself, where no rule of the domain spoke first: status, code, sentence.
OF_DATABASE: dict[type[Exception], tuple[int, str, str]] = {
    OperationalError: (503, "busy", BUSY),
    InterfaceError: (503, "busy", BUSY),
    PoolTimeout: (503, "busy", BUSY),
    IntegrityError: (409, "conflict", HELD),
    StaleDataError: (412, "conflict", CHANGED),
}
SENTENCES = {
    400: "The request cannot be read.",
    404: "There is nothing here, or nothing that you may see.",
    405: "This address does not take that method; see Allow.",
    413: "The body is larger than what is taken here.",
    415: "The body is of a kind that is not taken here.",
}
FAULT = "Something went wrong here, and it has been written down. Nothing was changed."


def register(app: Flask) -> None:
    """Put the table under /api, and leave every other path to whoever answered for it before."""
    kinds: dict[int | None, dict[type[Exception], Answer]] = app.error_handler_spec[None]
    for of_status in kinds.values():
        for kind, before in list(of_status.items()):
            of_status[kind] = _under_api(before)
    for kind in (HTTPException, errors.ConsortiumError, Refused, *OF_DATABASE):
        kinds[None].setdefault(kind, _under_api(_elsewhere))


def answer(error: Exception) -> Response:
    """The problem that an error is."""
    if isinstance(error, Refused):
        return problem(error.status, error.code, error.sentence, error.errors, error.headers)
    if isinstance(error, errors.ConsortiumError):
        return problem(_status(error), error.code, error.sentence, _faults(error))
    if isinstance(error, HTTPException):
        return _of_http(error)
    return problem(*next(told for kind, told in OF_DATABASE.items() if isinstance(error, kind)))


def _status(error: errors.ConsortiumError) -> int:
    """What the errors' table says; a conflict over a version that the caller named is a failed precondition."""
    if isinstance(error, errors.Conflict) and "If-Match" in request.headers:
        return 412
    return errors.status_of(error)


def _of_http(error: HTTPException) -> Response:
    status = error.code or 500
    code = error.name.lower().replace(" ", "_") if status < 500 else "fault"
    kept = {name: value for name, value in error.get_headers() if name in ("Allow", "Retry-After", "Location")}
    return problem(status, code, SENTENCES.get(status, FAULT if status >= 500 else error.name + "."), headers=kept)


def _faults(error: errors.ConsortiumError) -> Errors:
    """The single faults that an error of the domain carries, each with its place."""
    if isinstance(error, errors.BadRows):
        return [{"detail": fault.sentence, "line": fault.line, "column": fault.column} for fault in error.faults]
    if isinstance(error, errors.Invalid):
        pairs = ((name, sentence) for name, sentences in error.fields.items() for sentence in sentences)
        return [{"detail": sentence, **_place(name)} for name, sentence in pairs]
    return ()


def _place(name: str) -> dict[str, str]:
    """Where a field was sent: in the query of a GET, otherwise in the body."""
    return {"parameter": name} if request.method == "GET" else {"pointer": "#/" + name.replace(".", "/")}


def _under_api(elsewhere: Answer) -> Answer:
    @wraps(elsewhere)
    def choose(error: Exception) -> Any:
        return answer(error) if request.path.startswith("/api/") else elsewhere(error)

    return choose


def _elsewhere(error: Exception) -> Any:
    if isinstance(error, HTTPException):
        return error
    raise error
