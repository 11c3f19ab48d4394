"""What an answer is made of: all that it reads of the database, read again of another state in a moment.

The clock stands still and chance has no part in an answer, so that a request whose every statement gives what it gave
before runs the same way to the same bytes. Whatever reads anything else is asked anew, and its bytes are compared.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine

Statement = tuple[str, tuple[Any, ...]]
# Where the trail ends is read whenever a look is written down, and shown to nobody.
ITS_END = "FROM audit_head"


@contextmanager
def noted(engine: Engine) -> Iterator[list[Statement]]:
    """Inside, every statement that reads is noted."""
    found: list[Statement] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, many: bool) -> None:
        if statement.lstrip().startswith(("SELECT", "WITH")) and not many and ITS_END not in statement:
            found.append((statement, tuple(parameters)))

    event.listen(engine, "before_cursor_execute", note)
    yield found
    event.remove(engine, "before_cursor_execute", note)


class State:
    """One state of the records, and what statements give there."""

    def __init__(self, copy: sqlite3.Connection) -> None:
        self.copy = copy
        self._known: dict[Statement, int] = {}

    def gives(self, statements: list[Statement]) -> list[int]:
        """The digests of what each of them gives, rows in their order."""
        return [self._given(one) for one in statements]

    def _given(self, one: Statement) -> int:
        if one not in self._known:
            self._known[one] = hash(tuple(self.copy.execute(*one)))
        return self._known[one]
