"""The process that works on one task: it is handed all it needs, knows no secret, and ends with whoever began it.

One line of JSON comes in; lines of JSON go out: `doing`, `done`, `of` as it goes on, `found` whenever there is more,
and last `ended`, or `refused` with a sentence, or `fault` with the class of an error.
"""

import json
import os
import resource
import sys
import threading
import time
from typing import IO, Any

MEMORY = 6 * 2**30  # bytes of data
NICE = 10  # whoever waits for a page comes first
TOLD_EVERY = 0.2  # seconds
TOO_LARGE = "It needs more memory than a task may have."


class Telling:
    """What goes out; progress no more often than anybody looks."""

    def __init__(self, out: IO[bytes]) -> None:
        self._out, self._last = out, 0.0

    def progress(self, doing: str, done: int, of: int, /) -> None:
        """How far it is."""
        now = time.monotonic()
        if now - self._last >= TOLD_EVERY:
            self._last = now
            self.line({"doing": doing, "done": done, "of": of})

    def found(self, data: dict[str, Any], /) -> None:
        """All that is known by now."""
        self.line({"found": data})

    def line(self, told: dict[str, Any]) -> None:
        """One line out; whoever reads no more ends the process."""
        self._out.write(json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
        self._out.flush()


def main() -> int:
    """Work on the task that the first line holds."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # nothing that a library prints gets among the lines
    job = json.loads(sys.stdin.buffer.readline())
    os.nice(NICE)
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (job["seconds"] + 5, job["seconds"] + 10))
    threading.Thread(target=_end_with_parent, daemon=True).start()
    telling = Telling(out)
    telling.line(_outcome(job, telling))
    return 0


def _outcome(job: dict[str, Any], telling: Telling) -> dict[str, Any]:
    from matching.tasks import carrying_out, kinds

    try:
        telling.found(carrying_out.carried_out(job, telling))
    except kinds.NoAnswer as refused:
        return {"refused": str(refused)}
    except MemoryError:
        return {"refused": TOO_LARGE}
    except Exception as error:
        return {"fault": type(error).__name__}
    return {"ended": True}


def _end_with_parent() -> None:
    """Standard input stays open as long as whoever began this lives."""
    sys.stdin.buffer.read()
    os._exit(1)


if __name__ == "__main__":
    raise SystemExit(main())
