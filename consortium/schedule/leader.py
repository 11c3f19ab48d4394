"""The leader: of all schedulers over one database one works, the others wait to take its place.

That saves work and no more: what makes each effect happen once is the ledger. A server holds the lock as long as the
connection lasts, an embedded database has it on a file beside it; both are free again when their holder is killed.
"""

import fcntl
import os
from threading import Lock
from typing import Any

import psycopg

from consortium.floor.db import db

KEY = 7_402_631_977  # of PostgreSQL's advisory lock: one number in every installation


class Leader:
    """One scheduler's claim to be the one that works."""

    def __init__(self) -> None:
        self.url, self._lock = db.engine.url, Lock()
        self._connection: psycopg.Connection[Any] | None = None
        self._file: int | None = None

    def leads(self) -> bool:
        """Whether this scheduler works; tries to become the one where nobody is."""
        with self._lock:
            if self.url.get_backend_name() == "sqlite":
                return self._file is not None or self._takes_file()
            return self._keeps_connection() or self._takes_server()

    def resign(self) -> None:
        """Lets another take over."""
        with self._lock:
            if self._file is not None:
                os.close(self._file)
            if self._connection is not None:
                self._connection.close()
            self._file = self._connection = None

    def _takes_file(self) -> bool:
        """The file is open as long as this scheduler leads; its lock ends with the process."""
        descriptor = os.open(f"{self.url.database}.scheduler", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return False
        self._file = descriptor
        return True

    def _keeps_connection(self) -> bool:
        """Whether the connection is there still, and the lock with it."""
        if self._connection is None:
            return False
        try:
            self._connection.execute("SELECT 1")
        except psycopg.Error:
            self._connection.close()
            self._connection = None
        return self._connection is not None

    def _takes_server(self) -> bool:
        address = self.url.set(drivername="postgresql").render_as_string(hide_password=False)
        try:
            connection = psycopg.connect(address, autocommit=True, connect_timeout=5, tcp_user_timeout=5_000)
        except psycopg.OperationalError:
            return False
        taken = connection.execute("SELECT pg_try_advisory_lock(%s)", [KEY]).fetchone()
        if taken is None or not taken[0]:
            connection.close()
            return False
        self._connection = connection
        return True
