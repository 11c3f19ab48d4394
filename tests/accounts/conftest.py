"""People of one consortium whose accounts are kept."""

from collections.abc import Callable

import pytest
from flask import Flask

from consortium.access import Role, Viewer
from consortium.accounts import passwords, people
from consortium.floor.db import db
from tests import factories

PASSWORD = "tide and heather 7"
COSTLY = passwords.HASHER


@pytest.fixture
def pool(records: Flask) -> Flask:
    """Edinburgh and ROWAN in EAST, and the hub of it; Glasgow and ALDER in WEST."""
    factories.pool()
    factories.pool(authority=factories.GLASGOW, agency="ALDER", of="WEST")
    factories.hub()
    db.session.commit()
    return records


@pytest.fixture
def worker(pool: Flask) -> people.User:
    """An agency worker of ROWAN's."""
    return _kept(factories.person(Role.AGENCY_WORKER, at="ROWAN"))


@pytest.fixture
def colleague(pool: Flask) -> people.User:
    """Another agency worker of ROWAN's."""
    return _kept(factories.person(Role.AGENCY_WORKER, at="ROWAN"))


@pytest.fixture
def manager(pool: Flask) -> people.User:
    """The manager of ROWAN."""
    return _kept(factories.person(Role.AGENCY_MANAGER, at="ROWAN"))


@pytest.fixture
def administrator(pool: Flask) -> Viewer:
    """Who keeps the accounts of EAST."""
    return people.viewer_of(_kept(factories.person(Role.ADMINISTRATOR)))


@pytest.fixture
def stranger(pool: Flask) -> Viewer:
    """Who keeps the accounts of WEST."""
    return people.viewer_of(_kept(factories.person(Role.ADMINISTRATOR, of="WEST")))


@pytest.fixture
def fresh(pool: Flask) -> Callable[[people.User], people.User]:
    """The person as the records know them now."""

    def read(user: people.User) -> people.User:
        db.session.expire_all()
        return user

    return read


def _kept(user: people.User) -> people.User:
    db.session.commit()
    return user
