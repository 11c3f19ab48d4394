"""What every test may ask for: the application, and the records on each database."""

import gc
import os
from collections.abc import Callable, Iterator
from functools import cache, partial
from io import BytesIO
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser

from consortium.accounts import passwords
from consortium.floor import bounded, drivers
from consortium.floor.db import db, writing
from tests import beginnings, databases
from tests.web import chromium

# The machine is shared: how long an example takes there says nothing of the code.
settings.register_profile("shared", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("shared")
APPS = {"sqlite": "app", "postgresql": "postgres_app"}


# What databases do differently, not what rules say: here every value is tried on both.
OF_DATABASES = ("models", "races", "schedule", "trail")
# Begun first, for one of their tests takes minutes: the two processes then end together.
LONG = ("models", "races")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Each test runs with all its values on SQLite, and with the first of them on PostgreSQL; DATABASES=whole: all."""
    items.sort(key=lambda one: one.path.parent.name not in LONG)
    if os.environ.get("DATABASES") == "whole":
        return
    left, tried = list[pytest.Item](), set[str]()
    for one in list(items):
        values = getattr(getattr(one, "callspec", None), "params", {})
        if values.get("records") != "postgresql" or one.path.parent.name in OF_DATABASES:
            continue
        name = one.nodeid.partition("[")[0]
        if name in tried:
            left.append(one)
        tried.add(name)
    gone = set(left)
    items[:] = [one for one in items if one not in gone]
    config.hook.pytest_deselected(items=left)


def pytest_collection_finish() -> None:
    """What is loaded by now stays: the collector looks at it no more, and less often at what comes and goes."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.fixture(scope="session", autouse=True)
def quick_hashes() -> Iterator[None]:
    """Passwords are hashed as in the product, with the least work that argon2 allows."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "HASHER", PasswordHasher(memory_cost=8, time_cost=1, parallelism=1))
        yield


@pytest.fixture(scope="session", autouse=True)
def quick_writes() -> Iterator[None]:
    """SQLite leaves it to the machine when what is written reaches the disk: no test outlives the machine."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(drivers, "PRAGMAS", (*databases.LASTING, "synchronous=OFF"))
        yield


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application on a SQLite file of its own; empty at the start of each test."""
    made = databases.migrated(f"sqlite:///{tmp_path_factory.mktemp('records') / 'consortium.db'}")
    yield made
    beginnings.let_go(made)
    databases.close(made)


@pytest.fixture(scope="session")
def postgres_app() -> Iterator[Flask]:
    """The application on a real PostgreSQL; empty at the start of each test."""
    with databases.postgresql() as url:
        made = databases.migrated(url)
        yield made
        beginnings.let_go(made)
        databases.close(made)


@pytest.fixture(autouse=True)
def emptied(request: pytest.FixtureRequest) -> Iterator[None]:
    """Leaves no record behind for the next test."""
    if "begun" not in request.fixturenames:
        beginnings.let_all_go()
    yield
    for made in map(request.getfixturevalue, {"app", "postgres_app"} & set(request.fixturenames)):
        if not beginnings.stands(made):
            databases.empty(made)


@pytest.fixture(params=APPS)
def records(request: pytest.FixtureRequest) -> Iterator[Flask]:
    """The records on each database in turn, with a session that may write."""
    made: Flask = request.getfixturevalue(APPS[request.param])
    token = writing.set(True)
    with made.app_context():
        yield made
        beginnings.go_back(made)
        db.session.rollback()
    writing.reset(token)


@pytest.fixture
def begun(records: Flask) -> Callable[[Callable[[], Any]], Any]:
    """What a test begins with, as `begun(build)`: made on each database once, and gone back to after each test."""
    return partial(beginnings.begin, records)


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Browser]:
    """One Chromium for all tests of this process; where there is none they are skipped, out loud."""
    if not chromium.is_there():
        chromium.say_once(request.config, tmp_path_factory.getbasetemp().parent)
        pytest.skip("no Chromium on this machine")
    with chromium.launched() as launched:
        yield launched


@pytest.fixture(scope="session")
def address(app: Flask) -> Iterator[str]:
    """The application, served on a port of this machine."""
    with chromium.served(app) as url:
        yield url


@pytest.fixture(scope="module")
def without_children() -> Iterator[None]:
    """What a child process with limits makes otherwise is made here, by the same function, in a tenth of the time.

    It is made once of the same bytes: the function knows nothing else.
    """

    @cache
    def made(function: str, content: bytes) -> bytes:
        target = BytesIO()
        bounded.answer(function, BytesIO(content), target)
        return target.getvalue()

    def here(function: str, content: bytes, **_limits: float) -> bytes:
        return made(function, content)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bounded, "run", here)
        yield
