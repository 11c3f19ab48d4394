"""Two consortia that do not know each other, people of each role at the console, and a real browser."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page
from sqlalchemy import event

from consortium.access import Role
from consortium.floor.db import db, transaction
from tests import databases, factories
from tests.web import chromium
from tests.web.visitors import Visitor

Enter = Callable[..., Visitor]
Browse = Callable[..., Page]


@pytest.fixture
def pool(app: Flask) -> Flask:
    """Two authorities and two agencies in EAST; one of each in WEST."""
    databases.begin_with(app, factories.two_consortia)
    return app


@pytest.fixture
def enter(pool: Flask) -> Enter:
    """Makes a person with one role, and signs them in."""

    def make(role: Role, *, at: str | None = None, of: str = "EAST") -> Visitor:
        with pool.app_context(), transaction():
            email = factories.person(role, at=at, of=of).email
        visitor = Visitor(pool.test_client())
        assert visitor.sign_in(email, to="/accessibility").status == 200
        return visitor

    return make


@pytest.fixture
def coordinator(enter: Enter) -> Visitor:
    return enter(Role.COORDINATOR)


@pytest.fixture
def agency_worker(enter: Enter) -> Visitor:
    return enter(Role.AGENCY_WORKER, at="ROWAN")


@pytest.fixture
def authority_worker(enter: Enter) -> Visitor:
    return enter(Role.AUTHORITY_WORKER, at="S12000036")


@pytest.fixture
def finance_officer(enter: Enter) -> Visitor:
    return enter(Role.FINANCE_OFFICER, at="S12000036")


@pytest.fixture
def stranger(enter: Enter) -> Visitor:
    """The coordinator of the other consortium."""
    return enter(Role.COORDINATOR, of="WEST")


@pytest.fixture
def statements(pool: Flask) -> Callable[[Callable[[], object]], int]:
    """Counts the SQL statements of an act."""

    def counted(act: Callable[[], object]) -> int:
        sent: list[str] = []
        with pool.app_context():
            engine = db.engine

        def note(connection: object, cursor: object, statement: str, *_rest: object) -> None:
            sent.append(statement)

        event.listen(engine, "before_cursor_execute", note)
        act()
        event.remove(engine, "before_cursor_execute", note)
        return len(sent)

    return counted


@pytest.fixture
def browse(browser: Browser, address: str, app: Flask) -> Iterator[Browse]:
    """A page of the browser for a visitor: their session goes with it. `script=False` turns scripts off."""
    contexts = []

    def opened(visitor: Visitor | None = None, *, script: bool = True) -> Page:
        still = {"reduced_motion": "reduce"}  # colours that are on their way from light to dark have no contrast
        context = browser.new_context(base_url=address, java_script_enabled=script, viewport=chromium.WIDE, **still)
        context.set_default_timeout(15_000)
        contexts.append(context)
        cookie = visitor.client.get_cookie(app.config["SESSION_COOKIE_NAME"]) if visitor else None
        if cookie:
            context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": address}])
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()
