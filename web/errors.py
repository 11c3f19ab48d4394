"""Refusals as pages in the console's voice: what to do next, never a code or a trace."""

from flask import Flask, Response, g, make_response, redirect, render_template, url_for
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import IntegrityError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, SecurityError

from consortium.floor import errors
from consortium.floor.db import db

# What else goes wrong -> status; the refusals of the consortium have theirs in a table of their own.
STATUSES: tuple[tuple[type[Exception], int], ...] = (
    (CSRFError, 400),
    (OperationalError, 503),
    (InterfaceError, 503),
    (PoolTimeout, 503),
    (IntegrityError, 409),
    (StaleDataError, 409),
)
RETRY_AFTER = {429: "60", 503: "5"}
PAGES = {400, 403, 404, 405, 409, 413, 422, 429, 500, 503}


def register(app: Flask) -> None:
    """Answer whatever goes wrong with a page; the JSON door, registered after, takes what is under its path."""
    for kind in (HTTPException, errors.ConsortiumError, *(kind for kind, _ in STATUSES)):
        app.register_error_handler(kind, page)


def status_of(error: Exception) -> int:
    """The status that an error answers with."""
    if isinstance(error, errors.ConsortiumError):
        return errors.status_of(error)
    for kind, status in STATUSES:
        if isinstance(error, kind):
            return status
    return error.code or 500 if isinstance(error, HTTPException) else 500


def page(error: Exception) -> Response:
    """The page that tells somebody what was refused and what they can do."""
    if isinstance(error, SecurityError):
        return Response("This service is not known by that name.\n", 400, mimetype="text/plain")
    if isinstance(error, HTTPException) and error.response is not None:
        return make_response(error.response)
    if isinstance(error, errors.NotSignedIn):
        return make_response(redirect(url_for("web.sign_in.sign_in"), 303))
    status = status_of(error)
    db.session.rollback()
    if status >= 500:
        g.viewer = None  # nothing of this page may ask the database again
    shown = status if status in PAGES else 400 if status < 500 else 500
    sentence = error.sentence if isinstance(error, errors.ConsortiumError) else None
    response = make_response(render_template("errors/refused.html", status=shown, sentence=sentence), status)
    if status in RETRY_AFTER:
        response.headers["Retry-After"] = RETRY_AFTER[status]
    return response
