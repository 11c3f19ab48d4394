"""Whether a signal asked this process to end: for what goes on and on, such as the scheduler and the worker."""

import signal
import socket
from contextlib import suppress
from typing import Any

SIGNALS = (signal.SIGTERM, signal.SIGINT)


class Ending:
    """Waits for SIGTERM or SIGINT; to be made in the main thread, before the process says that it is at work.

    A signal's handler runs in Python between two steps of the main thread, so one that comes as that thread begins to
    wait for a lock (as threading.Event and queue.SimpleQueue do) is seen only after the wait: never. What the
    interpreter writes into a socket as the signal comes ends a wait on it in any case.
    """

    def __init__(self) -> None:
        self._asked = False
        self._waiting, self._told = socket.socketpair()
        self._told.setblocking(False)
        signal.set_wakeup_fd(self._told.fileno(), warn_on_full_buffer=False)
        for wanted in SIGNALS:
            signal.signal(wanted, self._ask)

    def is_asked(self) -> bool:
        """Whether a signal came."""
        return self._asked

    def wait(self, seconds: float | None = None) -> None:
        """Return when a signal came, or after so many seconds; at once after the first signal."""
        self._waiting.settimeout(seconds)
        with suppress(TimeoutError):
            self._waiting.recv(1, socket.MSG_PEEK)

    def _ask(self, *_: Any) -> None:
        self._asked = True
