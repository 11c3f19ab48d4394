"""Two consortia that do not know each other, people who call and people who visit, and providers that lie."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from consortium.access import OPERATOR, Role
from consortium.accounts import providers, tokens
from consortium.floor.db import transaction
from tests import factories
from tests.api.callers import Caller
from tests.attacks.hostile import Hostile
from tests.web.conftest import pool  # noqa: F401 - two consortia
from tests.web.visitors import Visitor
from web import oidc

Call = Callable[..., Caller]
Enter = Callable[..., Visitor]


@pytest.fixture
def call(pool: Flask) -> Call:  # noqa: F811
    """Makes a person with one role, and calls with a token of theirs."""

    def make(role: Role, *, at: str | None = None, of: str = "EAST") -> Caller:
        with pool.app_context(), transaction():
            person = factories.person(role, at=at, of=of)
            return Caller(pool.test_client(), tokens.issue(OPERATOR, user_id=person.id, name="test")[1])

    return make


@pytest.fixture
def enter(pool: Flask) -> Enter:  # noqa: F811
    """Makes a person with one role, and signs them in at the console."""

    def make(role: Role, *, at: str | None = None, of: str = "EAST") -> Visitor:
        with pool.app_context(), transaction():
            email = factories.person(role, at=at, of=of).email
        visitor = Visitor(pool.test_client())
        assert visitor.sign_in(email, to="/accessibility").status == 200
        return visitor

    return make


@pytest.fixture
def nobody(pool: Flask) -> Caller:  # noqa: F811
    """Somebody without a token."""
    return Caller(pool.test_client(), None)


@pytest.fixture(scope="session")
def served() -> Iterator[Hostile]:
    """A provider on a port of this machine that answers whatever a test has it answer."""
    with Hostile.served() as hostile:
        yield hostile


@pytest.fixture
def hostile(served: Hostile, pool: Flask) -> Hostile:  # noqa: F811
    """The provider, known to this installation as Edinburgh's and honest so far."""
    served.begin_anew()
    oidc.forget()
    with pool.app_context(), transaction():
        for code, member in (("edinburgh", "S12000036"), ("fife", "S12000047")):
            facts = {"name": code.title(), "member_code": member, "issuer": served.address}
            providers.add(OPERATOR, code=code, client_id=f"us-at-{code}", client_secret="kept sealed", **facts)
    return served
