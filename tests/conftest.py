"""What every test may ask for: the application, and the records on each database."""

from collections.abc import Iterator

import pytest
from flask import Flask

from consortium.floor.db import db, writing
from tests import databases

APPS = {"sqlite": "app", "postgresql": "postgres_app"}


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application on a SQLite file of its own; empty at the start of each test."""
    made = databases.migrated(f"sqlite:///{tmp_path_factory.mktemp('records') / 'consortium.db'}")
    yield made
    databases.close(made)


@pytest.fixture(scope="session")
def postgres_app() -> Iterator[Flask]:
    """The application on a real PostgreSQL; empty at the start of each test."""
    with databases.postgresql() as url:
        made = databases.migrated(url)
        yield made
        databases.close(made)


@pytest.fixture(autouse=True)
def emptied(request: pytest.FixtureRequest) -> Iterator[None]:
    """Leaves no record behind for the next test."""
    yield
    for name in {"app", "postgres_app"} & set(request.fixturenames):
        databases.empty(request.getfixturevalue(name))


@pytest.fixture(params=APPS)
def records(request: pytest.FixtureRequest) -> Iterator[Flask]:
    """The records on each database in turn, with a session that may write."""
    made: Flask = request.getfixturevalue(APPS[request.param])
    token = writing.set(True)
    with made.app_context():
        yield made
        db.session.rollback()
    writing.reset(token)
    databases.empty(made)
