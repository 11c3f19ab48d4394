"""A child process seen from whoever began it: what it tells, and its end, by itself, by a wish or at its deadline."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Self

GONE = "gone"  # the process ended without a word
COMMAND = (sys.executable, "-m", "matching.tasks.child")
KEPT = ("PATH", "LANG", "LC_ALL", "PYTHONPATH", "VIRTUAL_ENV", "HOME", "TMPDIR")  # of the environment; no secret


@dataclass
class Heard:
    """All that a child has told until now. `late`: its time was up."""

    doing: str = ""
    done: int = 0
    of: int = 0
    found: dict[str, Any] | None = None
    refused: str = ""
    fault: str = ""
    ended: bool = False
    late: bool = False

    @property
    def over(self) -> bool:
        """Whether nothing more will come."""
        return self.ended or self.late or bool(self.refused or self.fault)


class Child:
    """A process at work on one task; leaving the block ends it, whatever it does."""

    def __init__(self, job: Mapping[str, Any], *, seconds: float, command: Sequence[str] = COMMAND) -> None:
        self.heard = Heard()
        self._end = time.monotonic() + seconds
        environment = {name: os.environ[name] for name in KEPT if name in os.environ}
        pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
        self._process = subprocess.Popen(command, env=environment, start_new_session=True, **pipes)
        self._over = threading.Event()
        threading.Thread(target=self._send, args=[json.dumps(job).encode() + b"\n"], daemon=True).start()
        threading.Thread(target=self._hear, daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    @property
    def id(self) -> int:
        """The number of the process."""
        return self._process.pid

    def look(self, *, within: float) -> Heard:
        """What it has told after some seconds at most, sooner where it is over. Past its deadline it is killed."""
        self._over.wait(max(0.0, min(within, self._end - time.monotonic())))
        if not self._over.is_set() and time.monotonic() >= self._end:
            self.heard.late = True
        if self.heard.over:
            self.kill()
        return self.heard

    def kill(self) -> None:
        """Ends the process and all it began, and waits until it is gone."""
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._process.stdin.close()  # type: ignore[union-attr]

    def _send(self, line: bytes) -> None:
        """The job; the pipe stays open behind it, for the child ends when it closes."""
        try:
            self._process.stdin.write(line)  # type: ignore[union-attr]
            self._process.stdin.flush()  # type: ignore[union-attr]
        except OSError:
            return  # it has ended; whoever looks hears that

    def _hear(self) -> None:
        """Line after line into what was heard, until it is over or the process is gone."""
        with self._process.stdout as lines, suppress(ValueError):  # type: ignore[union-attr]
            for line in lines:
                for name, value in json.loads(line).items():  # no JSON where it was ended while it wrote
                    setattr(self.heard, name, value)
                if self.heard.over:
                    break
        self.heard.fault = self.heard.fault or ("" if self.heard.over else GONE)
        self._over.set()
