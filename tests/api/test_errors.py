"""Whatever goes wrong under /api is problem+json, says no more than it should, and nothing elsewhere changes."""

import sqlite3

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError, OperationalError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import NotFound

from api import errors
from api.problems import MEDIA_TYPE
from consortium.floor.errors import STATUSES, BadRows, ConsortiumError, Invalid, Unavailable, status_of
from tests.api.callers import CARER
from web import errors as web_errors

SECRET = "Morag Innes, EH12 5AA"


def failing(error: Exception) -> Flask:
    """An application of which every page fails, once under /api and once elsewhere; as served, not as tested."""
    app = Flask("failing")
    app.logger.disabled = True
    app.register_error_handler(NotFound, lambda _: ("<h1>Nothing here</h1>", 404))
    errors.register(app)

    def fail() -> None:
        raise error

    app.add_url_rule("/api/fail", "api", fail)
    app.add_url_rule("/fail", "page", fail)
    return app


@pytest.mark.api_top_ten("API8")
@pytest.mark.parametrize(
    ("error", "status"),
    [
        (ValueError(SECRET), 500),
        (ProgrammingError(SECRET, {}, sqlite3.ProgrammingError(SECRET)), 500),
        (OperationalError(SECRET, {}, sqlite3.OperationalError("database is locked")), 503),
        (PoolTimeout(SECRET), 503),
        (Unavailable(), 503),
        (IntegrityError(SECRET, {}, sqlite3.IntegrityError(SECRET)), 409),
        (ConsortiumError("A rule that has no kind."), 409),
    ],
)
def test_an_error_becomes_a_problem_that_tells_no_secret(error, status):
    answer = failing(error).test_client().get("/api/fail")

    assert (answer.status_code, answer.mimetype, answer.json["status"]) == (status, MEDIA_TYPE, status)
    assert SECRET not in answer.text
    assert ("Retry-After" in answer.headers) == (status == 503)


@pytest.mark.parametrize(
    "error", [kind({}) if kind is Invalid else kind([]) if kind is BadRows else kind() for kind, _ in STATUSES]
)
def test_both_doors_answer_a_refusal_with_the_same_status(error):
    answer = failing(error).test_client().get("/api/fail")

    assert answer.status_code == web_errors.status_of(error) == status_of(error)


def test_every_kind_of_refusal_has_a_status():
    def kinds(kind):
        return {kind}.union(*(kinds(inner) for inner in kind.__subclasses__()))

    named = {kind for kind, _ in STATUSES}

    assert {kind for kind in kinds(ConsortiumError) if kind.__module__ == "consortium.floor.errors"} == named


def test_pages_keep_their_own_answers():
    client = failing(NotFound()).test_client()

    assert client.get("/nowhere").text == "<h1>Nothing here</h1>"
    assert client.get("/api/nowhere").mimetype == MEDIA_TYPE


@pytest.mark.asvs("3.5.3")
@pytest.mark.api_top_ten("API8")
@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nowhere", 404),
        ("GET", "/carers/1", 404),
        ("DELETE", "/carers", 405),
        ("POST", "/health", 405),
        ("OPTIONS", "/carers", 405),
        ("TRACE", "/carers", 405),
    ],
)
def test_what_the_door_has_not_is_a_problem_too(nobody, method, path, status):
    answer = nobody.call(method, path)

    assert (answer.status_code, answer.mimetype) == (status, MEDIA_TYPE)
    assert ("Allow" in answer.headers) == (status == 405)


@pytest.mark.asvs("2.2.1", "2.2.2")
@pytest.mark.api_top_ten("API4")
@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"data": b"{", "content_type": "application/json"}, 400),
        ({"data": b"agency=ROWAN", "content_type": "application/x-www-form-urlencoded"}, 415),
        ({"data": b" " * 2**20 + b"{}", "content_type": "application/json"}, 413),
        ({"data": b"\x1f\x8b", "content_type": "application/json", "headers": {"Content-Encoding": "gzip"}}, 415),
        ({"json": CARER | dict.fromkeys(map(str, range(9000)), 1)}, 422),
        ({"json": CARER, "query_string": "x=" + "y" * 5000}, 414),
        ({"json": CARER | {"postcode": "E" * 10_000}}, 422),
        ({"json": CARER | {"yes_needs": ["a"] * 51}}, 422),
        ({"json": CARER | {"household_ref": " H"}}, 422),
        ({"json": CARER | {"household_ref": "H\n"}}, 422),
        ({"json": CARER | {"household_ref": "H\u202e"}}, 422),
        ({"json": CARER | {"languages": ["a;b"]}}, 422),
        ({"json": CARER | {"approved_children": 2.5}}, 422),
        ({"json": CARER | {"approved_children": 2**62}}, 422),
        ({"json": CARER | {"review_due_on": "0001-01-01"}}, 422),
    ],
)
def test_a_hostile_request_is_a_problem(agency_worker, sent, status):
    answer = agency_worker.call("POST", "/carers", **sent)

    assert (answer.status_code, answer.mimetype) == (status, MEDIA_TYPE)
    assert len(answer.data) < 40_000


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer",
        "Bearer ",
        "Bearer x",
        "Bearer ccs_" + "x" * 5000,
        "Basic dTpw",
        "Bearer ccs_é",
        "Token x",
        "bearer\tx",
    ],
)
def test_without_a_good_token_nobody_comes_in(nobody, header):
    answer = nobody.get("/carers", headers={"Authorization": header.encode("latin-1", "replace")})

    assert (answer.status_code, answer.mimetype) == (401, MEDIA_TYPE)
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
