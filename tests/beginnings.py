"""What many tests begin with: made through the verbs once on each database, and gone back to after each test.

A beginning is made in a transaction that nobody ends, and each test works inside a savepoint of it that is rolled back
in the end. A test that keeps what it did, or drops all, has used the beginning up: the next one makes it anew, as does
a test that begins with something else; whoever begins with nothing finds the database empty.
"""

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar

from flask import Flask
from sqlalchemy.orm import Session, SessionTransaction

from consortium.floor import clock
from consortium.floor.db import db, flush

T = TypeVar("T")


@dataclass
class Beginning:
    """What was built at an instant, and the session that holds it."""

    build: Callable[[], Any]
    day: date
    at: datetime
    made: Any
    session: Session
    info: dict[Any, Any]
    root: SessionTransaction | None
    savepoint: SessionTransaction = field(init=False)

    def is_of(self, build: Callable[[], Any]) -> bool:
        """Whether it is what `build` would make today, and nothing of it is from the future."""
        today = clock.today()
        return (self.build, self.day) == (build, today) and self.at <= clock.now()

    def is_whole(self) -> bool:
        """Whether nobody ended the transaction that holds it, nor the savepoint."""
        return self.session.get_transaction() is self.root and self.session.get_nested_transaction() is self.savepoint

    def begin(self) -> Any:
        """What was made, as nothing had been done to it."""
        self.session.info.clear()
        self.session.info.update(_fresh(self.info))
        self.savepoint = self.session.begin_nested()
        return _fresh(self.made)


_held: dict[Flask, Beginning] = {}


def begin(app: Flask, build: Callable[[], T]) -> T:
    """What `build` makes; from the second test on it is not made again.

    It is where a test stands at an earlier hour: let `build` travel, and the test begin later.
    """
    if db.session.registry.has() and db.session().in_transaction():
        raise RuntimeError("Whatever else a test begins with comes after its beginning.")
    held = _held.get(app)
    if held and held.is_of(build):
        db.session.registry.set(held.session)
    else:
        let_go(app)
        made = build()
        flush()
        session = db.session()
        known = {"made": made, "session": session, "root": session.get_transaction(), "info": _fresh(session.info)}
        held = _held[app] = Beginning(build, day=clock.today(), at=clock.now(), **known)
    return held.begin()


def go_back(app: Flask) -> None:
    """After a test: its beginning stands again, where nobody used it up."""
    held = _held.pop(app, None)
    if held and held.is_whole():
        held.savepoint.rollback()
        held.session.expire_all()
        db.session.registry.clear()
        _held[app] = held


def stands(app: Flask) -> bool:
    """Whether the database holds a beginning: it is locked by it, and otherwise empty."""
    return app in _held


def let_go(app: Flask) -> None:
    """Drops what the tests before began with."""
    if held := _held.pop(app, None):
        with app.app_context():
            held.session.close()


def let_all_go() -> None:
    """As `let_go`, on every database."""
    for app in list(_held):
        let_go(app)


def _fresh(made: Any) -> Any:
    """A copy down to the records themselves, so that no test hands what it noted of them to the next."""
    if isinstance(made, dict):
        return {key: _fresh(value) for key, value in made.items()}
    if isinstance(made, list | tuple | set) and not hasattr(made, "_fields"):
        return type(made)(_fresh(one) for one in made)
    if not type(made).__module__.startswith("tests."):
        return made
    again = copy(made)
    vars(again).update({name: _fresh(value) for name, value in vars(made).items()})
    return again
