"""A progress bar on a terminal, and nothing at all where the output is piped."""

import sys
from types import TracebackType
from typing import Any, Self


class Progress:
    """Called with what is being done, how much is done, of how much; shown on standard error if that is a terminal."""

    def __init__(self) -> None:
        self._bar: Any = None
        self._task: Any = None

    def __enter__(self) -> Self:
        if sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import Progress as Bar

            self._bar = Bar(console=Console(stderr=True), transient=True)
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar:
            self._bar.stop()

    def __call__(self, doing: str, done: int, of: int) -> None:
        if not self._bar:
            return
        if self._task is None:
            self._task = self._bar.add_task(doing)
        self._bar.update(self._task, description=doing, completed=done, total=of)
