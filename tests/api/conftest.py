"""Two consortia that do not know each other, and people of each role who hold tokens."""

from collections.abc import Callable

import pytest
from flask import Flask

from consortium.access import OPERATOR, Role
from consortium.accounts import tokens
from consortium.floor.db import transaction
from tests import databases, factories
from tests.api.callers import Caller


@pytest.fixture
def caller(app: Flask) -> Callable[..., Caller]:
    """Makes a person with one role, and calls with a token of theirs."""
    databases.begin_with(app, factories.two_consortia)

    def make(role: Role, *, at: str | None = None, of: str = "EAST") -> Caller:
        with app.app_context(), transaction():
            person = factories.person(role, at=at, of=of)
            return Caller(app.test_client(), tokens.issue(OPERATOR, user_id=person.id, name="test")[1])

    return make


@pytest.fixture
def coordinator(caller: Callable[..., Caller]) -> Caller:
    return caller(Role.COORDINATOR)


@pytest.fixture
def stranger(caller: Callable[..., Caller]) -> Caller:
    """The coordinator of the other consortium."""
    return caller(Role.COORDINATOR, of="WEST")


@pytest.fixture
def agency_worker(caller: Callable[..., Caller]) -> Caller:
    return caller(Role.AGENCY_WORKER, at="ROWAN")


@pytest.fixture
def other_agency_worker(caller: Callable[..., Caller]) -> Caller:
    """Of another agency in the same consortium."""
    return caller(Role.AGENCY_WORKER, at="ASPEN")


@pytest.fixture
def authority_worker(caller: Callable[..., Caller]) -> Caller:
    return caller(Role.AUTHORITY_WORKER, at="S12000036")


@pytest.fixture
def finance_officer(caller: Callable[..., Caller]) -> Caller:
    return caller(Role.FINANCE_OFFICER, at="S12000036")


@pytest.fixture
def nobody(app: Flask) -> Caller:
    """Somebody without a token."""
    return Caller(app.test_client(), None)
