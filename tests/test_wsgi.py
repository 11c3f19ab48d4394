"""The application: one request is one transaction, whichever door it came through."""

import pytest
import sqlalchemy as sa
from flask import Flask, abort

import wsgi
from consortium.consortia import Consortium
from consortium.floor.db import db
from consortium.floor.errors import Unavailable
from consortium.floor.settings import SettingMissing, Settings
from tests import databases, factories

SETTINGS = {"secret_key": "only the tests know this", "secure_cookies": False}


@pytest.fixture(scope="module")
def door(tmp_path_factory):
    """An application with one more route, which founds a consortium and then answers as it is asked to."""
    path = tmp_path_factory.mktemp("door") / "consortium.db"
    made = databases.migrated(f"sqlite:///{path}", routes=[found])
    yield made
    databases.close(made)


def found(app: Flask) -> None:
    """Adds the route."""

    @app.route("/found/<code>/<int:status>", methods=["GET", "POST"])
    def found(code: str, status: int) -> tuple[str, int]:
        factories.consortium(code)
        if status >= 500:
            abort(status)
        return "", status


def founded(app: Flask) -> set[str]:
    """The codes that were kept."""
    with app.app_context():
        return set(db.session.scalars(sa.select(Consortium.code)))


def test_an_answer_below_400_keeps_what_was_written(door):
    door.test_client().post("/found/KEPT/303")

    assert "KEPT" in founded(door)


@pytest.mark.parametrize("status", [400, 409, 422, 500])
def test_a_refusal_drops_what_was_written(door, status):
    door.test_client().post(f"/found/DROPPED-{status}/{status}")

    assert f"DROPPED-{status}" not in founded(door)


@pytest.mark.asvs("3.5.3")
def test_a_read_writes_nothing(door):
    answer = door.test_client().get("/found/READ/200")

    assert answer.status_code >= 500
    assert "READ" not in founded(door)


def test_a_database_that_is_away_is_unavailable():
    app = wsgi.create_app(Settings(database_url="postgresql+psycopg://nobody@127.0.0.1:9/none", **SETTINGS))

    with app.app_context(), pytest.raises(Unavailable):
        db.session.scalar(sa.select(1))


def test_a_secret_has_no_default():
    with pytest.raises(SettingMissing, match="SECRET_KEY"):
        Settings.from_environ({"DATABASE_URL": "sqlite:///records.db"})


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("postgres://u@h/d", "postgresql+psycopg://u@h/d"),
        ("postgresql://u@h/d", "postgresql+psycopg://u@h/d"),
        ("sqlite:////srv/records.db", "sqlite:////srv/records.db"),
    ],
)
def test_an_address_is_given_as_its_driver_wants_it(given, meant):
    assert Settings.from_environ({"DATABASE_URL": given, "SECRET_KEY": "x" * 16}).database_url == meant


@pytest.mark.parametrize("address", ["sqlite://", "sqlite:///:memory:", "mysql://h/d", "records.db"])
def test_an_address_that_keeps_no_records_is_refused(address):
    with pytest.raises(SettingMissing, match="DATABASE_URL"):
        Settings.from_environ({"DATABASE_URL": address, "SECRET_KEY": "x" * 16})


def test_a_route_that_says_nothing_of_who_may_call_it_stops_the_start(monkeypatch):
    careless = lambda app: app.add_url_rule("/records", "records", lambda: "everything")  # noqa: E731
    monkeypatch.setattr(wsgi.web, "register", careless)

    with pytest.raises(LookupError, match="records names no act"):
        wsgi.create_app(Settings("sqlite://", **SETTINGS))


def test_a_route_that_names_an_act_nobody_declared_stops_the_start():
    app = Flask("careless", static_folder=None)
    view = lambda: "everything"  # noqa: E731
    view.capability = "records.read"
    app.add_url_rule("/records", "records", view)

    with pytest.raises(LookupError, match="records names no act"):
        wsgi.expect_declared(app)
